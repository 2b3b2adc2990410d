#include "crawler/sql/statement_reply.hpp"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler::sql {
namespace {

namespace json = boost::json;
using detail::array_in;
using detail::int_in;
using detail::object_in;
using detail::text_in;
using detail::wrong_page;

/// 100 GiB in the smallest chunks seen would be some thousands.
constexpr std::int64_t most_chunks = 1'000'000;

struct state_row {
    std::string_view word;
    statement_state state;
};
constexpr std::array<state_row, 7> states{{{"PENDING", statement_state::pending},
                                           {"RUNNING", statement_state::running},
                                           {"SUCCEEDED", statement_state::succeeded},
                                           {"FAILED", statement_state::failed},
                                           {"CANCELED", statement_state::canceled},
                                           {"CANCELLED", statement_state::canceled}, // the spelling of its error code
                                           {"CLOSED", statement_state::closed}}};

std::optional<std::uint32_t> chunk_number(const json::object& from, std::string_view key) {
    const auto number = int_in(from, key);
    if (!number || *number < 0 || *number >= most_chunks) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
}

/// Texts as they are; other scalars, which the contract does not know, as their JSON.
std::optional<std::string> cell_of(const json::value& value) {
    if (value.is_null()) return std::nullopt;
    if (const auto* text = value.if_string()) return std::string(*text);
    return boost::json::serialize(value);
}

result<std::vector<sql_row>> rows_of(const json::array& array, std::string_view where) {
    std::vector<sql_row> rows;
    rows.reserve(array.size());
    for (std::size_t i = 0; i < array.size(); ++i) {
        const auto* cells = array[i].if_array();
        if (cells == nullptr) return wrong_page(fmt::format("{}/{}", where, i), "a row");
        auto& row = rows.emplace_back();
        row.reserve(cells->size());
        for (const auto& cell : *cells) row.push_back(cell_of(cell));
    }
    return rows;
}

external_link link_of(const json::object& from) {
    external_link made;
    made.link = std::string(text_in(from, "external_link"));
    if (const auto* headers = object_in(from, "http_headers"))
        for (const auto& [name, value] : *headers)
            if (const auto* text = value.if_string()) made.headers.emplace_back(std::string(name), std::string(*text));
    return made;
}

result<result_chunk> chunk_of(const json::object& from, std::string_view where) {
    result_chunk made;
    made.index = chunk_number(from, "chunk_index").value_or(0);
    made.next = chunk_number(from, "next_chunk_index");
    auto rows = rows_of(array_in(from, "data_array"), fmt::format("{}/data_array", where));
    if (!rows) return std::move(rows).error();
    made.rows = std::move(*rows);
    const auto& links = array_in(from, "external_links");
    for (std::size_t i = 0; i < links.size(); ++i) {
        const auto* entry = links[i].if_object();
        if (entry == nullptr || text_in(*entry, "external_link").empty())
            return wrong_page(fmt::format("{}/external_links/{}", where, i), "a link");
        if (i == 0) made.index = chunk_number(*entry, "chunk_index").value_or(made.index);
        if (!made.next) made.next = chunk_number(*entry, "next_chunk_index");
        made.links.push_back(link_of(*entry));
    }
    return made;
}

} // namespace

result<std::vector<sql_column>> columns_of(const json::value& manifest) {
    std::vector<sql_column> made;
    const auto* root = manifest.if_object();
    const auto* schema = root == nullptr ? nullptr : object_in(*root, "schema");
    if (schema == nullptr) return made;
    for (const auto& entry : array_in(*schema, "columns")) {
        const auto* column = entry.if_object();
        if (column == nullptr) return wrong_page("/manifest/schema/columns", "columns");
        made.push_back({std::string(text_in(*column, "name")), std::string(text_in(*column, "type_name"))});
    }
    return made;
}

result<statement_reply> decode_statement(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return wrong_page("", "an object");
    statement_reply made;
    made.id = std::string(text_in(*root, "statement_id"));
    const auto* status = object_in(*root, "status");
    if (status == nullptr) return wrong_page("/status", "an object");
    made.state_word = std::string(text_in(*status, "state"));
    if (made.state_word.empty()) return wrong_page("/status/state", "a word");
    const auto known = std::ranges::find(states, made.state_word, &state_row::word);
    if (known != states.end()) made.state = known->state;
    made.sql_state = std::string(text_in(*status, "sql_state"));
    if (const auto* error = object_in(*status, "error")) {
        made.error_code = std::string(text_in(*error, "error_code"));
        made.message = std::string(text_in(*error, "message"));
    }
    const bool ended = made.state != statement_state::pending && made.state != statement_state::running;
    if (made.id.empty() && !ended) return wrong_page("/statement_id", "an id");
    if (made.state != statement_state::succeeded) return made;

    const auto* manifest = object_in(*root, "manifest");
    if (manifest == nullptr) return wrong_page("/manifest", "an object");
    made.truncated = detail::bool_in(*manifest, "truncated") == true;
    auto columns = columns_of(root->at("manifest"));
    if (!columns) return std::move(columns).error();
    made.columns = std::move(*columns);
    made.chunks = std::max(1U, chunk_number(*manifest, "total_chunk_count").value_or(0));
    if (const auto* first = object_in(*root, "result")) {
        auto chunk = chunk_of(*first, "/result");
        if (!chunk) return std::move(chunk).error();
        for (const auto& row : chunk->rows)
            if (row.size() != made.columns.size())
                return wrong_page("/result/data_array", "rows as wide as the schema");
        // The count is one way to know of further chunks, the number of the next is the other; either may be missing.
        if (chunk->next) made.chunks = std::max(made.chunks, *chunk->next + 1);
        made.first = std::move(*chunk);
    }
    return made;
}

result<result_chunk> decode_chunk(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return wrong_page("", "an object");
    return chunk_of(*root, "");
}

} // namespace canreach::crawler::sql
