/// The Hive rules put to one request: circuits for privileges, ownership, USAGE and whole operations.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/profile.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/requirements.hpp"
#include "model/ids.hpp"
#include "model/mask.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// For one request on things of one workspace. Remembers which switches of the profile mattered.
class hive_rulebook {
public:
    hive_rulebook(const detail::account& in, const request& asked, node_id workspace);

    [[nodiscard]] condition operation(const operation_rule& row, node_id resource);
    [[nodiscard]] condition privilege_by_itself(hive_privilege which, node_id resource);
    /// Any privilege or operation (REACH).
    [[nodiscard]] condition anything(node_id resource);

    /// What a circuit asks of someone who has to be in the workspace (T1, T6). Admins are.
    [[nodiscard]] condition inside(condition what) const;

    [[nodiscard]] switches_seen doubts() const noexcept { return seen_; }

private:
    /// The resource and its containers within Hive.
    [[nodiscard]] std::vector<node_id> path_of(node_id node) const;
    /// Whether owners of containers have the rights of owners (H5).
    [[nodiscard]] bool containers_count(const std::vector<node_id>& path);
    void add_owners(const std::vector<node_id>& path, bool of_containers, std::vector<supply>& into) const;

    /// No denial of `bits` on the path (H3); empty if nobody is denied them for sure.
    [[nodiscard]] std::optional<condition> not_denied(const std::vector<node_id>& path, mask bits);
    /// The same for one whom denials do not touch because he owns the resource or a container.
    [[nodiscard]] std::optional<condition> not_stopped(const std::vector<node_id>& path, mask bits);
    /// Held by grant (H1, H2, H13) or ownership (H5), and not denied.
    [[nodiscard]] condition privilege_on(node_id resource, hive_privilege which, std::string_view rule);
    /// H4; always met outside schemas.
    [[nodiscard]] condition usage_for(node_id resource);
    /// H5, H10. `stopped_by`: a denial of which stops owners where denials win over them.
    [[nodiscard]] condition ownership_of(node_id resource, bool to_grant, mask stopped_by);
    /// H6. `bits`: a denial of which stops admins where denials win over them.
    [[nodiscard]] condition admin(const std::vector<node_id>& path, mask bits);
    /// `what` with USAGE; or an admin.
    [[nodiscard]] condition usable(condition what, node_id resource, mask bits);
    [[nodiscard]] condition bound(const need& what, node_id resource);

    // hive_views.cpp
    /// H11: of a view, SELECT on every base that the view's owner does not own, at whatever depth.
    [[nodiscard]] condition bases_readable(node_id view);
    [[nodiscard]] condition base_readable(node_id view, node_id base);
    [[nodiscard]] condition caller_reads(node_id base);
    [[nodiscard]] bool reads_itself(node_id view) const;

    const detail::account& in_;
    rule_profile profile_;
    mode how_;
    hive_rules rules_;
    node_id workspace_;
    switches_seen seen_;
};

} // namespace canreach::graph
