/// What kind of file this is, from its first bytes: told before SQLite touches it, and in our own words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "model/error.hpp"

namespace canreach::storage {
class database;
}

namespace canreach::storage::detail {

struct file_kind {
    bool has_log = false; ///< write-ahead log: a crawl runs, or was interrupted; never a sealed file
};

/// `not_found`, `foreign_file`, `newer_file`, `older_file`, `damaged_file` or `storage`; success means: one of ours, of
/// a version that we can read, whatever its state. Never call this for a file that this process has open with SQLite:
/// closing any descriptor of a file drops the locks that the process holds on it.
[[nodiscard]] result<file_kind> check_header(const std::string& path);
/// The same for the bytes of a whole file; also checks that none are missing.
[[nodiscard]] result<file_kind> check_image(std::span<const std::byte> image);

/// `meta.state`, `state_crawling` or `state_sealed`; `damaged_file` for anything else.
[[nodiscard]] result<std::string> state_of(const database& file);

} // namespace canreach::storage::detail
