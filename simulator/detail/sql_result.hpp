/// What a statement on the simulated warehouse ends in.
#pragma once

#include <boost/system/result.hpp>

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/account.hpp"
#include "simulator/detail/sql_tokens.hpp"

namespace canreach::simulator::detail {

class write_book;

struct sql_column {
    std::string name;
    std::string type = "STRING";
};

struct sql_table {
    std::vector<sql_column> columns;
    std::vector<std::vector<std::optional<std::string>>> rows;
};

/// As `status` tells it.
struct sql_error {
    std::string code = "BAD_REQUEST";
    std::string sql_state;
    std::string message;
};
using sql_result = boost::system::result<sql_table, sql_error>;
[[noreturn]] inline void throw_exception_from_error(const sql_error& what, const boost::source_location& where) {
    (void)where;
    throw std::runtime_error(what.message);
}

/// What a statement is run with.
struct sql_context {
    const account& from;
    const workspace& here;
    std::map<std::string, std::string, std::less<>> parameters;
    std::string catalog;           ///< the current one; may be empty
    write_book* written = nullptr; ///< where statements that change something are kept; null = they are not known
    std::string caller{};          ///< who owns what they make
};

[[nodiscard]] inline sql_error not_found(std::string_view error_class, std::string_view what) {
    return {"BAD_REQUEST", "42P01",
            "[" + std::string(error_class) + "] " + std::string(what) + " cannot be found. SQLSTATE: 42P01"};
}
[[nodiscard]] inline sql_error syntax_error(std::string_view near) {
    return {"BAD_REQUEST", "42601",
            "[PARSE_SYNTAX_ERROR] The simulated warehouse does not know this statement, at or near '" +
                std::string(near) + "'. SQLSTATE: 42601"};
}

/// Runs a statement. Any thread; the same answer each time.
[[nodiscard]] sql_result run_sql(const sql_context& c, std::string_view text);

// run_hive_sql.cpp; the word SHOW is taken
[[nodiscard]] sql_result run_show(const sql_context& c, sql_reader& reader);
/// The words DESCRIBE TABLE EXTENDED are taken.
[[nodiscard]] sql_result run_describe(const sql_context& c, sql_reader& reader);
// run_write_sql.cpp; the words CREATE OR REPLACE, or GRANT, are taken
[[nodiscard]] sql_result run_create(const sql_context& c, sql_reader& reader);
[[nodiscard]] sql_result run_grant(const sql_context& c, sql_reader& reader);
// run_unity_sql.cpp; the word SELECT is taken
[[nodiscard]] sql_result run_select(const sql_context& c, sql_reader& reader);

} // namespace canreach::simulator::detail
