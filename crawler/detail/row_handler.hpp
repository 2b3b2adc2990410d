/// Arrays of rows as they are parsed: what is in a cell, and when there is enough to be given away.
#pragma once

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/detail/json_limits.hpp"
#include "crawler/detail/page_reader.hpp"
#include "crawler/sql/row_stream.hpp"

namespace canreach::crawler::detail {

namespace json = boost::json;

/// Enough for a busy writer.
inline constexpr std::size_t rows_at_once = sql::most_rows_of_a_piece / 2;
/// Of cells, what each takes besides its text included.
inline constexpr std::size_t cells_at_once_bytes = std::size_t{4} << 20U;
/// No row of the views that are read comes near it.
inline constexpr std::size_t longest_row_bytes = std::size_t{4} << 20U;
/// What is parsed between two looks at how much there is. The shortest row is `[],`.
inline constexpr std::size_t step_bytes = rows_at_once;
static_assert(rows_at_once + step_bytes / 2 <= sql::most_rows_of_a_piece);
/// Room that is made for the cells of a row, since the one before had as many.
inline constexpr std::size_t widest_guess = 16;

/// What Boost.JSON's parser calls. Cells are texts or null; what else the contract does not know is kept as its JSON.
struct row_handler : unbounded_handler {
    /// The parser's own words do not matter: `wrong` says it.
    bool refuse(std::string_view what, error& fault) {
        wrong = wrong_page(depth == 0 ? std::string{} : fmt::format("{}/{}", pointer, number), what);
        fault = json::error::syntax;
        return false;
    }
    void separate() {
        if (!cell.empty() && cell.back() != '[' && cell.back() != '{' && cell.back() != ':') cell += ',';
    }
    /// A row grows by so much.
    bool has_room(std::size_t more, error& fault) {
        row_bytes += more;
        if (row_bytes <= longest_row_bytes) return true;
        wrong = fail(errc::limit_exceeded, fmt::format("row {} takes more than {} bytes", number, longest_row_bytes));
        fault = json::error::syntax;
        return false;
    }
    bool add_cell(std::optional<std::string> made, error& fault) {
        if (!has_room(sizeof(made), fault)) return false;
        row.push_back(std::move(made));
        return true;
    }
    bool scalar(std::string_view json, error& fault) {
        if (depth == 2) return add_cell(std::string(json), fault);
        if (depth < 2) return refuse(depth == 0 ? "an array of rows" : "a row", fault);
        separate();
        cell += json;
        return has_room(json.size() + 1, fault);
    }
    bool whole_text(error& fault) {
        if (depth == 2) return add_cell(std::exchange(word, {}), fault);
        const auto quoted = json::serialize(json::value(json::string(word)));
        word.clear();
        return scalar(quoted, fault);
    }
    bool open(char bracket, error& fault) {
        if (depth < 2) {
            if (bracket != '[') return refuse(depth == 0 ? "an array of rows" : "a row", fault);
        } else {
            separate();
            cell += bracket;
        }
        ++depth;
        return depth <= 2 || has_room(2, fault);
    }
    bool close(char bracket, error& fault) {
        if (--depth >= 2) {
            cell += bracket;
            return depth > 2 ? has_room(1, fault) : add_cell(std::exchange(cell, {}), fault);
        } else if (depth == 1) {
            const auto width = std::min(row.size(), widest_guess);
            if (number++ >= passed_over) {
                bytes += row_bytes + sizeof(row);
                rows.push_back(std::move(row));
            }
            row_bytes = 0;
            row = {};
            row.reserve(width);
        }
        return true;
    }
    /// Part of a text, a number or a name.
    bool add_to_word(text part, error& fault) {
        word += std::string_view(part.data(), part.size());
        return has_room(part.size(), fault);
    }

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_array_begin(error& fault) { return open('[', fault); }
    bool on_array_end(std::size_t, error& fault) { return close(']', fault); }
    bool on_object_begin(error& fault) { return open('{', fault); }
    bool on_object_end(std::size_t, error& fault) { return close('}', fault); }
    bool on_string_part(text part, std::size_t, error& fault) { return add_to_word(part, fault); }
    bool on_string(text part, std::size_t, error& fault) { return add_to_word(part, fault) && whole_text(fault); }
    bool on_key_part(text part, std::size_t size, error& fault) { return on_string_part(part, size, fault); }
    bool on_key(text part, std::size_t size, error& fault) {
        if (!on_string(part, size, fault)) return false;
        cell += ':';
        return true;
    }
    bool on_number_part(text part, error& fault) { return add_to_word(part, fault); }
    bool number_ends(text part, error& fault) {
        return add_to_word(part, fault) && scalar(std::exchange(word, {}), fault);
    }
    bool on_int64(std::int64_t, text part, error& fault) { return number_ends(part, fault); }
    bool on_uint64(std::uint64_t, text part, error& fault) { return number_ends(part, fault); }
    bool on_double(double, text part, error& fault) { return number_ends(part, fault); }
    bool on_bool(bool value, error& fault) { return scalar(value ? "true" : "false", fault); }
    bool on_null(error& fault) {
        if (depth != 2) return scalar("null", fault);
        return add_cell(std::nullopt, fault);
    }
    bool on_comment_part(text, error&) { return true; }
    bool on_comment(text, error&) { return true; }

    [[nodiscard]] bool is_full() const noexcept { return rows.size() >= rows_at_once || bytes >= cells_at_once_bytes; }

    std::string_view pointer; ///< where the array stands
    std::vector<sql::sql_row> rows;
    std::size_t bytes = 0;       ///< that they take
    std::size_t row_bytes = 0;   ///< that the row takes so far
    std::size_t passed_over = 0; ///< rows that nobody needs again
    std::size_t number = 0;      ///< of the row that is read
    std::size_t depth = 0;
    sql::sql_row row;
    std::string word; ///< a text or number so far
    std::string cell; ///< a cell that is an array or object, so far
    std::optional<failure> wrong;
};

/// Parses with a handler of which `rows_in(handler)` is the part that reads rows, and stops where there are enough.
template <class Handler>
class rows_parser {
public:
    template <class... Arguments>
    explicit rows_parser(Arguments&&... arguments) : inner_(json_limits(), std::forward<Arguments>(arguments)...) {}
    [[nodiscard]] Handler& at() noexcept { return inner_.handler(); }
    [[nodiscard]] const Handler& at() const noexcept { return inner_.handler(); }

    /// Parses until there are enough rows; `parse_rest()` goes on.
    bool write(std::string_view piece) {
        if (!rest_.empty()) {
            rest_ += piece;
            return !failed_;
        }
        while (!piece.empty() && !failed_ && !is_full()) {
            const auto step = piece.substr(0, step_bytes);
            piece.remove_prefix(step.size());
            parse(step);
        }
        if (!failed_) rest_ = piece;
        return !failed_;
    }
    bool parse_rest() { return write(std::exchange(rest_, {})); }
    [[nodiscard]] bool is_full() const noexcept { return at().is_full(); }
    [[nodiscard]] bool has_rest() const noexcept { return !rest_.empty(); }
    [[nodiscard]] std::vector<sql::sql_row> take_rows() noexcept {
        auto& rows = rows_in(at());
        rows.bytes = 0;
        return std::exchange(rows.rows, {});
    }
    [[nodiscard]] result<void> finish() {
        if (!failed_ && !inner_.done()) {
            boost::system::error_code fault;
            inner_.write_some(false, nullptr, 0, fault);
            note(fault);
        }
        if (failed_) return *failed_;
        return {};
    }

private:
    void parse(std::string_view piece) {
        boost::system::error_code fault;
        const auto used = inner_.write_some(true, piece.data(), piece.size(), fault);
        taken_ += used;
        if (!fault && used < piece.size()) fault = json::error::extra_data;
        note(fault);
    }
    void note(const boost::system::error_code& fault) {
        if (!fault) return;
        auto& wrong = rows_in(at()).wrong;
        failed_ = wrong ? std::move(*wrong) : no_json_at(taken_, fault.message());
    }

    json::basic_parser<Handler> inner_;
    std::string rest_; ///< not yet parsed
    std::size_t taken_ = 0;
    std::optional<failure> failed_;
};

inline row_handler& rows_in(row_handler& handler) noexcept {
    return handler;
}

} // namespace canreach::crawler::detail
