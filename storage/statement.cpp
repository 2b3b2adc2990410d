#include "storage/statement.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

#include "storage/database.hpp"

namespace canreach::storage {

void statement::finalizer::operator()(sqlite3_stmt* prepared) const noexcept {
    sqlite3_finalize(prepared);
}

result<statement> statement::prepare(const database& where, std::string_view sql) {
    sqlite3_stmt* raw = nullptr;
    const int code = sqlite3_prepare_v3(where.handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
    if (code != SQLITE_OK) return where.error(code, "preparing a statement");
    return statement{where, raw};
}

void statement::bind(int parameter, std::int64_t value) noexcept {
    const int code = sqlite3_bind_int64(handle_.get(), parameter, value);
    if (code != SQLITE_OK) bind_code_ = code;
}

void statement::bind(int parameter, std::string_view text) noexcept {
    // A null pointer would bind NULL; every column is NOT NULL.
    const char* bytes = text.data() == nullptr ? "" : text.data();
    const int code = sqlite3_bind_text64(handle_.get(), parameter, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8);
    if (code != SQLITE_OK) bind_code_ = code;
}

void statement::bind_bytes(int parameter, std::string_view bytes) noexcept {
    const void* start = bytes.data() == nullptr ? "" : bytes.data();
    const int code = sqlite3_bind_blob64(handle_.get(), parameter, start, bytes.size(), SQLITE_STATIC);
    if (code != SQLITE_OK) bind_code_ = code;
}

result<bool> statement::step() {
    if (const int code = std::exchange(bind_code_, SQLITE_OK); code != SQLITE_OK) {
        reset();
        return where_->error(code, "binding a value");
    }
    const int code = sqlite3_step(handle_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) {
        reset();
        return false;
    }
    auto what = where_->error(code, "reading or writing");
    reset();
    return what;
}

result<void> statement::run() {
    for (;;) {
        const auto row = step();
        if (!row) return row.error();
        if (!*row) return {};
    }
}

void statement::reset() noexcept {
    sqlite3_reset(handle_.get());
}

std::int64_t statement::number(int column) const noexcept {
    return sqlite3_column_int64(handle_.get(), column);
}

std::string_view statement::text(int column) const noexcept {
    // As a blob: the bytes as stored, without a conversion that could fail; the pointer comes before the length.
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(handle_.get(), column));
    const int size = sqlite3_column_bytes(handle_.get(), column);
    return bytes == nullptr ? std::string_view{} : std::string_view{bytes, static_cast<std::size_t>(size)};
}

} // namespace canreach::storage
