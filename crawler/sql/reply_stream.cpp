#include "crawler/sql/reply_stream.hpp"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include "crawler/detail/json_limits.hpp"
#include "crawler/detail/row_handler.hpp"

namespace canreach::crawler::sql {

namespace asio = boost::asio;
namespace json = boost::json;

namespace {

constexpr std::string_view rows_name = "data_array";
constexpr std::string_view result_name = "result";
constexpr std::string_view manifest_name = "manifest";

/// What Boost.JSON's parser calls: rows go one way, the manifest and the rest each become a value.
struct reply_handler : detail::unbounded_handler {
    explicit reply_handler(bool is_chunk) : chunk(is_chunk), memory(std::make_unique<json::monotonic_resource>()) {
        frame.reset(memory.get());
        rows.pointer = chunk ? "/data_array" : "/result/data_array";
    }

    [[nodiscard]] bool is_full() const noexcept { return (chunk || manifest) && rows.is_full(); }
    [[nodiscard]] json::value_stack& to() noexcept { return in_manifest ? side : frame; }
    [[nodiscard]] bool at_rows() const noexcept {
        if (in_manifest) return false;
        return chunk ? depth == 1 && name == rows_name : depth == 2 && outer_name == result_name && name == rows_name;
    }
    /// The manifest is known once it ends, so that its columns are there before the rest of the reply.
    bool value_ends() {
        if (depth == 1 && in_manifest) {
            in_manifest = false;
            manifest = side.release();
            if (auto said = columns_of(*manifest)) columns = std::move(*said); // what is wrong the document tells
        }
        return true;
    }
    void name_ends() {
        if (depth == 1) {
            outer_name = name;
            in_manifest = !chunk && name == manifest_name;
            if (in_manifest) {
                ++manifests;
                side.reset(memory.get());
            }
        }
    }

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error& fault) {
        if (in_rows) return rows.on_object_begin(fault);
        ++depth;
        return true;
    }
    bool on_object_end(std::size_t count, error& fault) {
        if (in_rows) return rows.on_object_end(count, fault);
        if (--depth == 0) count -= manifests;
        to().push_object(count);
        return value_ends();
    }
    bool on_array_begin(error& fault) {
        if (!in_rows && at_rows()) {
            if (rows_seen) return rows.refuse("one list of rows", fault);
            rows_seen = in_rows = true;
        }
        if (in_rows) return rows.on_array_begin(fault);
        ++depth;
        return true;
    }
    bool on_array_end(std::size_t count, error& fault) {
        if (in_rows) {
            if (!rows.on_array_end(count, fault)) return false;
            if (rows.depth > 0) return true;
            in_rows = false;
            frame.push_array(0);
            return true;
        }
        --depth;
        to().push_array(count);
        return value_ends();
    }
    bool on_key_part(text part, std::size_t size, error& fault) {
        if (in_rows) return rows.on_key_part(part, size, fault);
        if (size == part.size()) name.clear();
        name.append(part.data(), part.size());
        return true;
    }
    bool on_key(text part, std::size_t size, error& fault) {
        if (in_rows) return rows.on_key(part, size, fault);
        (void)on_key_part(part, size, fault);
        name_ends();
        if (depth != 1 || !in_manifest) to().push_key(json::string_view(name.data(), name.size()));
        return true;
    }
    bool on_string_part(text part, std::size_t size, error& fault) {
        if (in_rows) return rows.on_string_part(part, size, fault);
        to().push_chars(part);
        return true;
    }
    bool on_string(text part, std::size_t size, error& fault) {
        if (in_rows) return rows.on_string(part, size, fault);
        to().push_string(part);
        return value_ends();
    }
    bool on_number_part(text part, error& fault) { return !in_rows || rows.on_number_part(part, fault); }
    bool on_int64(std::int64_t value, text part, error& fault) {
        if (in_rows) return rows.on_int64(value, part, fault);
        to().push_int64(value);
        return value_ends();
    }
    bool on_uint64(std::uint64_t value, text part, error& fault) {
        if (in_rows) return rows.on_uint64(value, part, fault);
        to().push_uint64(value);
        return value_ends();
    }
    bool on_double(double value, text part, error& fault) {
        if (in_rows) return rows.on_double(value, part, fault);
        to().push_double(value);
        return value_ends();
    }
    bool on_bool(bool value, error& fault) {
        if (in_rows) return rows.on_bool(value, fault);
        to().push_bool(value);
        return value_ends();
    }
    bool on_null(error& fault) {
        if (in_rows) return rows.on_null(fault);
        to().push_null();
        return value_ends();
    }
    bool on_comment_part(text, error&) { return true; }
    bool on_comment(text, error&) { return true; }

    bool chunk;
    std::unique_ptr<json::monotonic_resource> memory;
    json::value_stack frame;
    json::value_stack side;
    std::optional<json::value> manifest;
    std::vector<sql_column> columns;
    detail::row_handler rows;
    std::string outer_name; ///< in the body itself
    std::string name;
    std::size_t depth = 0;
    std::size_t manifests = 0; ///< the last one counts, as in a document
    bool in_manifest = false;
    bool in_rows = false;
    bool rows_seen = false;
};

detail::row_handler& rows_in(reply_handler& handler) noexcept {
    return handler.rows;
}

} // namespace

class reply_stream::parser final : public detail::rows_parser<reply_handler> {
public:
    using rows_parser::rows_parser;
};

reply_stream::reply_stream(shape what, giver give, json_reader::function read, restarter restart)
    : what_(what), give_(std::move(give)), read_(std::move(read)), restart_(std::move(restart)) {}
reply_stream::~reply_stream() = default;

void reply_stream::begin(std::size_t) {
    if (restart_ && given_ > 0) {
        restart_();
        given_ = 0;
    }
    odd_.reset();
    parser_ = std::make_unique<parser>(what_ == shape::chunk);
    parser_->at().rows.passed_over = given_;
}

bool reply_stream::take(std::string_view piece) {
    return !refused_ && !odd_ && parser_->write(piece);
}

bool reply_stream::is_full() const noexcept {
    return !refused_ && !odd_ && (parser_->is_full() || parser_->has_rest());
}

bool reply_stream::is_narrow_or_wide(const std::vector<sql_row>& rows) const {
    return what_ == shape::statement &&
           std::ranges::any_of(rows, [this](const sql_row& row) { return row.size() != parser_->at().columns.size(); });
}

asio::awaitable<bool> reply_stream::make_room() {
    do {
        const auto rows = parser_->take_rows();
        if (is_narrow_or_wide(rows)) {
            odd_ = detail::wrong_page(parser_->at().rows.pointer, "rows as wide as the schema");
            co_return false;
        }
        auto given = co_await give_(parser_->at().columns, rows);
        if (!given) {
            refused_ = std::move(given).error();
            co_return false;
        }
        given_ += rows.size();
        if (!parser_->parse_rest()) co_return false;
    } while (is_full());
    co_return true;
}

result<void> reply_stream::end() {
    if (refused_) return {}; // the reply is not at fault
    if (odd_) return *odd_;
    if (auto whole = parser_->finish(); !whole) return whole;
    auto& got = parser_->at();
    if (is_narrow_or_wide(got.rows.rows)) return detail::wrong_page(got.rows.pointer, "rows as wide as the schema");
    if (got.rows.number < given_)
        return fail(errc::malformed_reply, fmt::format("a reply that came again holds {} rows, and {} were read of it",
                                                       got.rows.number, given_));
    auto root = got.frame.release();
    if (got.manifest && root.is_object()) root.get_object()[manifest_name] = std::move(*got.manifest);
    got.manifest.reset();
    return read_(json_document::of(std::move(got.memory), std::move(root)));
}

std::vector<sql_row> reply_stream::take_rest() {
    return parser_->take_rows();
}

} // namespace canreach::crawler::sql
