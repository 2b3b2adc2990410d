/// Where the graph gets its facts: a sealed account, names resolved, nodes densely numbered. Implemented by storage/.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/ids.hpp"
#include "model/ledger.hpp"

namespace canreach {
inline namespace model {

struct source_counts {
    std::uint32_t nodes = 0;
    std::uint64_t members = 0;
    std::uint64_t owners = 0;
    std::uint64_t grants = 0;
    std::uint64_t bindings = 0;
    std::uint64_t links = 0;
};

/// What the rules read of a node; names stay behind the `catalog`.
struct source_node {
    node_id id;
    node_kind kind = node_kind::other;
    node_flags flags;
    node_id parent = no_node;
    /// The workspace or metastore that the node's key is scoped to; `no_node` for account-wide ones.
    node_id scope = no_node;
    std::string_view subtype; ///< valid during the visit only
};
struct source_member {
    node_id member;
    node_id group;
};
struct source_owner {
    node_id owner;
    node_id resource;
};
struct source_grant {
    node_id grantee;
    node_id resource;
    facet what;
    mask allow;
    mask deny;
};
struct source_binding {
    node_id resource;
    node_id workspace;
    binding how;
};
struct source_link {
    link_type type;
    node_id from;
    node_id to;
    bool annotated = false; ///< told by an annotations file, not by the platform
};
struct source_policy {
    std::string name;
    policy_type type;
    node_id on;
    mask privileges;
    std::vector<node_id> to;
    std::vector<node_id> except;
    std::vector<node_id> matches;
    node_id function = no_node; ///< what filters or masks, where it was told
    std::string column;         ///< of a column mask, where it was told
};
struct source_attribute {
    node_id node;
    std::string_view name;
    std::string_view value;
};
/// A folder that belongs to somebody by its path alone: `/Users/<name>` to the user or service principal of that name,
/// `/Shared` to everybody in the workspace.
struct source_home {
    node_id folder;
    node_id user = no_node; ///< `no_node`: everybody in the workspace
};
struct source_gap {
    node_id about;
    node_part part;
    outcome how;
    std::string family;
    std::string reason;
};

/// Every visit walks all rows once, in canonical order, without duplicates. A visitor must not call back into the
/// source.
class fact_source {
public:
    virtual ~fact_source() = default;

    [[nodiscard]] virtual result<source_counts> counts() = 0;
    /// Ids come in ascending order without holes; a parent or scope may have a higher id than its child.
    [[nodiscard]] virtual result<void> visit_nodes(const std::function<void(const source_node&)>& visit) = 0;
    [[nodiscard]] virtual result<void> visit_members(const std::function<void(const source_member&)>& visit) = 0;
    [[nodiscard]] virtual result<void> visit_owners(const std::function<void(const source_owner&)>& visit) = 0;
    [[nodiscard]] virtual result<void> visit_grants(const std::function<void(const source_grant&)>& visit) = 0;
    [[nodiscard]] virtual result<void> visit_bindings(const std::function<void(const source_binding&)>& visit) = 0;
    [[nodiscard]] virtual result<void> visit_links(const std::function<void(const source_link&)>& visit) = 0;
    [[nodiscard]] virtual result<void> visit_policies(const std::function<void(const source_policy&)>& visit) = 0;
    /// Attributes of nodes by name (docs/facts.md): `url`, `data_security_mode`, … Rows whose name is not among `names`
    /// are passed over. In the order of nodes, then of names; texts are valid during the visit only.
    [[nodiscard]] virtual result<void> visit_attributes(std::span<const std::string_view> names,
                                                        const std::function<void(const source_attribute&)>& visit) = 0;
    /// Folders by name `/Shared` and `/Users/<name>`, a row for each principal of that name. Names are compared as
    /// those of principals are: letter case aside, service principals by application id too.
    [[nodiscard]] virtual result<void> visit_homes(const std::function<void(const source_home&)>& visit) = 0;
    /// Ledger rows that are not `done`.
    [[nodiscard]] virtual result<void> visit_gaps(const std::function<void(const source_gap&)>& visit) = 0;
};

} // namespace model
} // namespace canreach
