/// Replies of the SQL Statement Execution API (databricks-api G.1): documents to values. Pure.
#pragma once

#include <boost/json/fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/json_document.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

/// Stored nowhere; `unknown` is a word never seen, kept in `statement_reply::state_word`.
enum class statement_state : std::uint8_t { pending, running, succeeded, failed, canceled, closed, unknown };

struct sql_column {
    std::string name;
    std::string type; ///< `STRING`, `LONG`, `TIMESTAMP`, …
    friend bool operator==(const sql_column&, const sql_column&) = default;
};

/// Cells as the API sends them: text, whatever the type, or NULL.
using sql_row = std::vector<std::optional<std::string>>;

/// A file of rows in somebody's storage. Fetched without our token.
struct external_link {
    std::string link;
    std::vector<std::pair<std::string, std::string>> headers; ///< to be sent exactly so
    friend bool operator==(const external_link&, const external_link&) = default;
};

struct result_chunk {
    std::uint32_t index = 0;
    std::vector<sql_row> rows;
    std::vector<external_link> links; ///< instead of rows, for disposition EXTERNAL_LINKS
    std::optional<std::uint32_t> next;
};

struct statement_reply {
    std::string id;
    statement_state state = statement_state::unknown;
    std::string state_word;
    std::string error_code;
    std::string message; ///< foreign text, not yet quoted
    std::string sql_state;
    std::vector<sql_column> columns;
    std::uint32_t chunks = 0; ///< of the whole result; at least 1 if the state is `succeeded`
    bool truncated = false;
    std::optional<result_chunk> first; ///< the chunk that came along
};

/// The columns that a `manifest` names; none if it is no object.
[[nodiscard]] result<std::vector<sql_column>> columns_of(const boost::json::value& manifest);

/// Fails with `malformed_reply` if the body is no such reply: no id or state, or rows that do not fit the columns.
[[nodiscard]] result<statement_reply> decode_statement(const json_document& body);
/// The answer of `…/result/chunks/{n}`.
[[nodiscard]] result<result_chunk> decode_chunk(const json_document& body);

} // namespace canreach::crawler::sql
