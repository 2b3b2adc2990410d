/// Reasons in words: what is missing, what was not read, what a stored fact says, what would help.
#pragma once

#include <string>
#include <vector>

#include "graph/access_graph.hpp"
#include "query/bound.hpp"
#include "query/detail/describer.hpp"

namespace canreach::query::detail {

class wording {
public:
    wording(const graph::access_graph& facts, const privilege_dictionary& privileges, describer& words)
        : facts_(facts), privileges_(privileges), words_(words) {}

    /// The condition itself: `SELECT on table main.hr.salaries`, `workspace`.
    [[nodiscard]] std::string requirement(const graph::missing_part& what);
    /// Why it fails: `MODIFY on table main.hr.salaries is missing`.
    [[nodiscard]] std::string missing(const graph::missing_part& what, const bound::principal& who);
    /// What would give it, a GRANT statement where there is one.
    [[nodiscard]] std::string remedy(const graph::missing_part& what, const bound::principal& who);

    /// The stored fact at the end of a witness, seen from the node that is asked about.
    [[nodiscard]] std::string fact(const graph::witness& what, const bound::principal& who, node_id about);
    /// `eli@example.com ∈ people-team ∈ hr-analysts`; empty if no membership leads there.
    [[nodiscard]] std::string chain(const graph::witness& what);
    /// `group account users (USER)`: who is assigned, in a witness of workspace access.
    [[nodiscard]] std::string assignment(const graph::witness& what, const bound::principal& who);

    /// The one line beside a verdict.
    [[nodiscard]] std::string reason(const graph::can_answer& answer, const bound::principal& who,
                                     const std::vector<graph::via_item>& via);
    [[nodiscard]] std::string from_workspaces(const std::vector<graph::workspace_verdict>& list);

    /// The bits of a stored grant, by the table that its facet reads them with.
    [[nodiscard]] std::vector<std::string> names_of(mask bits, facet in) const;

    /// As the platform calls it.
    [[nodiscard]] std::string policy_name(graph::policy_index which) const;
    /// The same of several.
    [[nodiscard]] std::string named(const std::vector<graph::policy_index>& policies) const;
    /// Filters and masks that shape what is read: `emea_only`, `hide_email (mask of email)`, `x (unknown)`.
    [[nodiscard]] std::vector<std::string> applied(const graph::can_answer& answer) const;

private:
    [[nodiscard]] std::string owning(node_id what, const bound::principal& who);
    /// The privilege of a missing or denied part.
    [[nodiscard]] std::string bit_name(const graph::missing_part& what) const;

    const graph::access_graph& facts_;
    const privilege_dictionary& privileges_;
    describer& words_;
};

} // namespace canreach::query::detail
