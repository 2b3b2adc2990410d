/// Grants that could go without anybody losing anything, now or with tables yet to come.
///
/// A bit of a Unity Catalog grant is redundant if its grantee holds the same bit, or `ALL PRIVILEGES` where that stands
/// for it (rule U4), by another grant on the same securable or a container (U2), its own or that of a group it surely
/// lies in (M2). What is held then is the same for every principal, so every answer is, in every mode.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "audit/dossier.hpp"
#include "graph/access_graph.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

enum class redundancy : std::uint8_t { none, partial, full };
[[nodiscard]] std::string_view name_of(redundancy level) noexcept; ///< `NONE`, `PARTIAL`, `FULL`

/// One grant, and what stands in for it.
struct redundancy_finding {
    source_grant grant;
    mask redundant; ///< the bits that could go
    redundancy level = redundancy::none;
    /// The grants that give the redundant bits once all findings are acted on, with what is left of them; each once.
    std::vector<source_grant> remaining;
};

struct redundancy_report {
    std::vector<redundancy_finding> findings; ///< of level partial and full, by (resource, grantee)
    std::vector<source_grant> needed;         ///< of level none, in the same order
    std::uint64_t judged = 0;                 ///< grants looked at
    std::uint64_t not_judged = 0; ///< on Hive, where denials count, and to groups that Unity Catalog ignores
    /// What was not read and may hold grants, or memberships, that would make more of them redundant (rule K1). What
    /// was found stays true whatever these hold: nothing in them takes a grant or a sure membership away.
    std::vector<graph::gap_index> unread;
};

/// Findings that can all be acted on *together*: of grants that only cover each other one stays. `to` narrows to
/// grants of one principal; with a group, to those of its members. O(grants · groups · depth).
[[nodiscard]] redundancy_report find_redundancy(const graph::access_graph& facts, std::optional<node_id> to = {});
/// The section `redundant`: what could go, what of it is kept, and because of which grants.
[[nodiscard]] result<section> section_of_redundancy(account& in, const redundancy_report& report);
/// That section; `needed`, the grants that nothing else covers, where a principal narrows them; `without_effect`
/// (audit/without_effect.hpp) of those that are not redundant as a whole.
[[nodiscard]] result<dossier> audit_redundancy(account& in, std::optional<std::string_view> principal);

} // namespace canreach::audit
