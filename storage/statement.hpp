/// A prepared statement: bind, step, read columns.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "model/error.hpp"

struct sqlite3_stmt;

namespace canreach::storage {

class database;

/// Must not outlive its database.
class statement {
public:
    [[nodiscard]] static result<statement> prepare(const database& where, std::string_view sql);

    /// Parameters count from 1. A failed bind is told by the next `step()`.
    void bind(int parameter, std::int64_t value) noexcept;
    /// The text must live until `step()` has ended or the statement is reset.
    void bind(int parameter, std::string_view text) noexcept;
    void bind_bytes(int parameter, std::string_view bytes) noexcept;

    /// True: there is a row. False: the statement has ended and was reset.
    [[nodiscard]] result<bool> step();
    /// `step()` for a statement that gives no rows.
    [[nodiscard]] result<void> run();
    void reset() noexcept;

    /// Columns count from 0; valid after a `step()` that gave a row.
    [[nodiscard]] std::int64_t number(int column) const noexcept;
    /// Text or blob bytes, valid until the next `step()` or `reset()`.
    [[nodiscard]] std::string_view text(int column) const noexcept;
    [[nodiscard]] const database& where() const noexcept { return *where_; }

private:
    struct finalizer {
        void operator()(sqlite3_stmt* prepared) const noexcept;
    };
    statement(const database& where, sqlite3_stmt* prepared) : where_(&where), handle_(prepared) {}

    const database* where_;
    std::unique_ptr<sqlite3_stmt, finalizer> handle_;
    int bind_code_ = 0;
};

} // namespace canreach::storage
