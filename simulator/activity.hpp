/// Who did what last in the simulated account, as its system tables tell it: audit log and lineage.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "simulator/account.hpp"

namespace canreach::simulator {

struct last_use {
    std::string principal; ///< e-mail or application id
    std::string table;     ///< full name; empty in the audit log
    bool writes = false;   ///< the table was written rather than read
    std::uint32_t days_ago = 0;
    std::string when; ///< `2026-11-22T08:15:00.000Z`
};

/// The day that `days_ago` counts from: a simulated account stands still.
inline constexpr std::string_view activity_today = "2026-11-22";

/// The last event of each principal that ever did something, in the audit log of the account.
void visit_audit(const account& from, const std::function<void(const last_use&)>& visit);
/// The last event of each pair of principal and table, in the lineage of one metastore.
void visit_lineage(const account& from, const metastore& store, const std::function<void(const last_use&)>& visit);

} // namespace canreach::simulator
