/// What the user says about reading by SQL.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "crawler/sql/statement_run.hpp"

namespace canreach::crawler::sql {

/// How grants of Unity Catalog are read.
enum class grant_route : std::uint8_t {
    automatic, ///< in bulk where a warehouse runs and the caller sees all rows, else one object at a time
    sql,       ///< in bulk, or not at all
    rest,      ///< one object at a time
};

struct options {
    std::map<std::string, std::string, std::less<>> warehouses; ///< workspace (id or name) → warehouse id
    bool start_warehouses = false;                              ///< stopped ones may be started: they cost money
    grant_route grants = grant_route::automatic;
    std::optional<std::uint32_t> activity_days; ///< last use within so many days; empty = not read
    statement_limits limits;                    ///< pauses between polls, deadlines
};

} // namespace canreach::crawler::sql
