/// Grants that nobody made use of lately, judged by what the crawl read of the platform's logs (`crawl --activity`).
///
/// What was not read is never called stale: it is `unknown`, and so is every answer that asks for more days than were
/// read. The days count back from the day up to which uses are known, not from today.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "audit/dossier.hpp"
#include "model/activity_source.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

struct stale_options {
    std::uint32_t days = 90;
    /// Only grants to this principal; of a group, its members' own grants as well. Then with the tables it can read or
    /// change, one by one.
    std::optional<std::string_view> principal;
};

/// Sections `principals` (who did nothing at all), `grants` (none of whose holders did), `data_grants` (on data that no
/// holder used) and, of one principal, `tables`. `source` and `activity` are the account's own.
[[nodiscard]] result<dossier> audit_stale(account& in, fact_source& source, activity_source& activity,
                                          const stale_options& options);
/// Adds its sections on grants to another audit, as `stale_grants` and `stale_data_grants`, with what it says of them.
[[nodiscard]] result<void> add_stale_grants(account& in, fact_source& source, activity_source& activity,
                                            const stale_options& options, dossier& into);

} // namespace canreach::audit
