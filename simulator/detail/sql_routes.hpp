/// Replies about SQL: what `service` hands over, with the book that it keeps.
#pragma once

#include <string>
#include <string_view>

#include "simulator/account.hpp"
#include "simulator/service.hpp"

namespace canreach::simulator::detail {

struct route_context;
class statement_book;

/// Where the files of results lie: a host, and the first segment of their paths.
[[nodiscard]] std::string_view storage_host_of(cloud where) noexcept;
inline constexpr std::string_view storage_path = "simulated-results";

[[nodiscard]] reply submit_statement(const route_context& c, statement_book& book);
[[nodiscard]] reply statement_status(const route_context& c, statement_book& book);
[[nodiscard]] reply end_statement(const route_context& c, statement_book& book);
[[nodiscard]] reply statement_chunk(const route_context& c, statement_book& book);
[[nodiscard]] reply result_file(const route_context& c, statement_book& book);

} // namespace canreach::simulator::detail
