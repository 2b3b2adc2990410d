/// One SQLite connection. Not thread-safe: one thread at a time.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "model/error.hpp"

struct sqlite3;

namespace canreach::storage {

enum class open_mode {
    write,     ///< reads and writes an existing (maybe empty) file
    read,      ///< reads a file that others may be writing
    immutable, ///< reads a file that nobody changes: no locks, no side files
};

class database {
public:
    /// Opens an existing file; never creates one. Fails with `storage`, `damaged_file` or `foreign_file`.
    [[nodiscard]] static result<database> open(const std::string& path, open_mode mode);
    /// A read-only database in memory, from the bytes of a file (copied).
    [[nodiscard]] static result<database> from_image(std::span<const std::byte> image);

    /// Runs statements without parameters, ignoring rows.
    [[nodiscard]] result<void> run(const char* sql);
    /// First column of the first row of a query without parameters.
    [[nodiscard]] result<std::int64_t> number(const char* sql) const;

    /// What SQLite said last, as a failure: `code` is its result code, `doing` a verb phrase for the message.
    [[nodiscard]] failure error(int code, std::string_view doing) const;
    [[nodiscard]] sqlite3* handle() const noexcept { return handle_.get(); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; } ///< empty for an image

private:
    struct closer {
        void operator()(sqlite3* open) const noexcept;
    };
    database(sqlite3* open, std::string path) : handle_(open), path_(std::move(path)) {}
    [[nodiscard]] result<void> harden();

    std::unique_ptr<sqlite3, closer> handle_;
    std::string path_;
};

} // namespace canreach::storage
