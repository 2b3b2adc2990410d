#include "storage/detail/batch_insert.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

#include "storage/database.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

std::string insert_sql(std::string_view table, std::string_view columns, std::size_t count, std::size_t rows) {
    std::string row = "(";
    for (std::size_t i = 0; i < count; ++i) row += i == 0 ? "?" : ",?";
    row += ')';
    auto sql = fmt::format("INSERT INTO {}({}) VALUES ", table, columns);
    for (std::size_t i = 0; i < rows; ++i) {
        if (i != 0) sql += ',';
        sql += row;
    }
    return sql;
}

} // namespace

batch_insert::batch_insert(statement many, statement one, std::size_t columns)
    : many_(std::move(many)), one_(std::move(one)), columns_(columns) {
    cells_.reserve(columns * rows_per_statement);
}

result<batch_insert> batch_insert::into(database& where, std::string_view table, std::string_view columns) {
    const auto count = static_cast<std::size_t>(std::ranges::count(columns, ',')) + 1;
    auto many = statement::prepare(where, insert_sql(table, columns, count, rows_per_statement));
    if (!many) return std::move(many).error();
    auto one = statement::prepare(where, insert_sql(table, columns, count, 1));
    if (!one) return std::move(one).error();
    return batch_insert{std::move(*many), std::move(*one), count};
}

void batch_insert::add(std::string_view text) {
    const auto start = texts_.size();
    if (has_nul(text))
        texts_ += without_nul(text);
    else
        texts_ += text;
    cells_.push_back({static_cast<std::int64_t>(start), texts_.size() - start});
}

void batch_insert::add_bytes(std::string_view bytes) {
    cells_.push_back({static_cast<std::int64_t>(texts_.size()), bytes.size(), true});
    texts_ += bytes;
}

result<void> batch_insert::end_row() {
    assert(cells_.size() % columns_ == 0);
    ++rows_;
    if (cells_.size() < columns_ * rows_per_statement) return {};
    auto sent = send(many_, 0, cells_.size());
    cells_.clear();
    texts_.clear();
    return sent;
}

result<void> batch_insert::flush() {
    for (std::size_t first = 0; first < cells_.size(); first += columns_)
        if (auto sent = send(one_, first, columns_); !sent) return sent;
    cells_.clear();
    texts_.clear();
    return {};
}

result<void> batch_insert::send(statement& insert, std::size_t first_cell, std::size_t cells) {
    for (std::size_t i = 0; i < cells; ++i) {
        const auto& value = cells_[first_cell + i];
        const int parameter = static_cast<int>(i) + 1;
        if (value.length == numeric) {
            insert.bind(parameter, value.number);
            continue;
        }
        const auto bytes = std::string_view{texts_}.substr(static_cast<std::size_t>(value.number), value.length);
        if (value.is_bytes)
            insert.bind_bytes(parameter, bytes);
        else
            insert.bind(parameter, bytes);
    }
    return insert.run();
}

} // namespace canreach::storage::detail
