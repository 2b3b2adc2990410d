#include "storage/database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <cstring>

#include "storage/statement.hpp"

namespace canreach::storage {
namespace {

/// No text or blob of an account file comes near this; a damaged length must not ask for gigabytes.
constexpr int value_limit_bytes = 64 << 20;

std::string uri_of(const std::string& path, std::string_view query) {
    constexpr std::string_view plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/._-~";
    std::string uri = "file:";
    // An absolute path that starts with two slashes would be read as a host name.
    if (path.starts_with("//")) uri += "//";
    for (const char c : path) {
        if (plain.find(c) != std::string_view::npos)
            uri += c;
        else
            uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return uri += query;
}

errc errc_of(int code) {
    switch (code & 0xFF) {
    case SQLITE_CORRUPT:
    case SQLITE_TOOBIG:
    case SQLITE_MISMATCH: return errc::damaged_file;
    case SQLITE_NOTADB: return errc::foreign_file;
    default: return errc::storage;
    }
}

} // namespace

void database::closer::operator()(sqlite3* open) const noexcept {
    sqlite3_close_v2(open);
}

result<database> database::open(const std::string& path, open_mode mode) {
    const auto uri = uri_of(path, mode == open_mode::immutable ? "?immutable=1" : "");
    const int flags = (mode == open_mode::write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_URI |
                      SQLITE_OPEN_NOMUTEX;
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(uri.c_str(), &raw, flags, nullptr);
    database opened{raw, path};
    if (raw == nullptr) return fail(errc::storage, "out of memory while opening a file").with("file", printable(path));
    if (code != SQLITE_OK) return opened.error(code, "opening the file");
    if (auto done = opened.harden(); !done) return std::move(done).error();
    return opened;
}

result<database> database::from_image(std::span<const std::byte> image) {
    sqlite3* raw = nullptr;
    const int code = sqlite3_open_v2(":memory:", &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
    database opened{raw, {}};
    if (raw == nullptr) return fail(errc::storage, "out of memory while opening an image");
    if (code != SQLITE_OK) return opened.error(code, "opening an image");
    const auto size = static_cast<sqlite3_int64>(image.size());
    auto* copy = static_cast<unsigned char*>(sqlite3_malloc64(image.size() + 1));
    if (copy == nullptr) return fail(errc::storage, "out of memory while opening an image");
    if (!image.empty()) std::memcpy(copy, image.data(), image.size());
    // SQLite owns and frees `copy` from here on, also on failure.
    const int loaded = sqlite3_deserialize(raw, "main", copy, size, size,
                                           SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
    if (loaded != SQLITE_OK) return opened.error(loaded, "opening an image");
    if (auto done = opened.harden(); !done) return std::move(done).error();
    return opened;
}

/// A file comes from anywhere: its schema may hold triggers and views of a stranger.
result<void> database::harden() {
    sqlite3_extended_result_codes(handle(), 1);
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_limit(handle(), SQLITE_LIMIT_LENGTH, value_limit_bytes);
    sqlite3_busy_timeout(handle(), 0);
    return run("PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0;");
}

result<void> database::run(const char* sql) {
    const int code = sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error(code, "running a statement");
    return {};
}

result<std::int64_t> database::number(const char* sql) const {
    auto query = statement::prepare(*this, sql);
    if (!query) return std::move(query).error();
    const auto row = query->step();
    if (!row) return row.error();
    if (!*row) return fail(errc::damaged_file, "a query gave no row").with("file", printable(path_));
    return query->number(0);
}

failure database::error(int code, std::string_view doing) const {
    const auto* said = handle() == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(handle());
    auto what = fail(errc_of(code), fmt::format("{} failed: {}", doing, printable(said == nullptr ? "" : said)));
    if (!path_.empty()) what = std::move(what).with("file", printable(path_));
    if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED)
        return std::move(what).hinting("another program has the file open; close it and try again");
    if ((code & 0xFF) == SQLITE_FULL) return std::move(what).hinting("free some disk space and go on");
    return what;
}

} // namespace canreach::storage
