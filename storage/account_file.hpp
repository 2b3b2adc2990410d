/// A sealed account file, open for reading.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/privileges.hpp"
#include "storage/database.hpp"

namespace canreach::storage {

/// Never changes the file, takes no locks and makes no side files. Not thread-safe: open one per thread. Readers
/// (`account_reader`, `name_catalog`) refer to it and must not outlive it; it may be moved while they live.
class account_file {
public:
    /// `not_found`, `foreign_file`, `newer_file`, `older_file`, `damaged_file`, `unsealed_file` or `storage`. Looks at
    /// the header, the table definitions and the counts only; damage elsewhere is told by the reads that meet it.
    [[nodiscard]] static result<account_file> open(const std::string& path);
    /// The same from the bytes of a file, which are copied.
    [[nodiscard]] static result<account_file> from_image(std::span<const std::byte> image);

    [[nodiscard]] const snapshot_info& snapshot() const noexcept { return held_->snapshot; }
    /// Program and version that sealed it: `canreach 0.1.0`; empty where the file does not say.
    [[nodiscard]] const std::string& made_by() const noexcept { return held_->made_by; }
    [[nodiscard]] const privilege_dictionary& privileges() const noexcept { return held_->privileges; }
    /// Rows of a table by its word in `row_count`: `node`, `member`, `grant`, `node.table`, …; 0 for unknown words.
    [[nodiscard]] std::uint64_t count(std::string_view what) const noexcept;
    [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const noexcept { return held_->counts; }
    [[nodiscard]] std::uint64_t file_bytes() const noexcept { return held_->bytes; }
    [[nodiscard]] const database& connection() const noexcept { return held_->file; }

    /// Computes the digest anew and compares the public views with those of this version: `damaged_file` if one is not
    /// the stored one. Reads the whole file.
    [[nodiscard]] result<void> verify() const;

private:
    struct contents {
        database file;
        std::uint64_t bytes = 0;
        std::map<std::string, std::uint64_t> counts;
        snapshot_info snapshot;
        privilege_dictionary privileges;
        std::string made_by{};
    };
    [[nodiscard]] static result<account_file> load(database file, std::uint64_t bytes);
    explicit account_file(std::unique_ptr<contents> held) noexcept : held_(std::move(held)) {}

    std::unique_ptr<contents> held_;
};

} // namespace canreach::storage
