/// Names of a question to ids: principals, workspaces and resources, with what to say where that fails.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/diagnostic.hpp"

namespace canreach::query::detail {

/// What a resource is looked up for: decides between things of one name.
struct purpose {
    const bound::asked* action = nullptr; ///< null = none
    bool container = false;               ///< something to look below (IN)
    std::span<const node_id> from{};      ///< the workspaces of FROM; empty = any
    bool exactly = false;                 ///< the thing itself all the same (ON)
};

class name_resolver {
public:
    name_resolver(catalog& names, const graph::access_graph& facts) : names_(names), facts_(facts) {}

    /// Groups of the workspaces `from` are preferred where a name stands for several principals.
    [[nodiscard]] answer<bound::principal> principal(const ast::principal& what, std::span<const node_id> from);
    [[nodiscard]] answer<std::vector<node_id>> workspaces(const std::vector<ast::name>& list);
    [[nodiscard]] node_kind kind_of(node_id node) const { return facts_.kind_of(node); }
    [[nodiscard]] answer<bound::target> resource(const ast::resource& what, const purpose& why);
    /// Where `question` asks about one resource and got a pattern, or a Hive name that several workspaces have.
    [[nodiscard]] diagnostic not_one(const ast::resource& what, const bound::target& found, std::string_view question);

private:
    // path_resolver.cpp
    [[nodiscard]] answer<bound::target> path(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<bool> add_ruling(const graph::path_ruling& ruling, bound::target& into);
    [[nodiscard]] answer<std::string> things(const std::vector<node_id>& nodes);
    // resource_resolver.cpp
    [[nodiscard]] answer<bound::target> metastore(const ast::resource& what);
    [[nodiscard]] answer<bound::target> principal_as_resource(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<bound::target> pattern(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<std::vector<node_id>> candidates(const ast::resource& what, std::string_view name,
                                                          std::size_t parts, const purpose& why);
    [[nodiscard]] answer<bound::target> below(const ast::resource& what, std::vector<node_id> level, std::size_t star,
                                              const purpose& why);
    // hive_resolver.cpp
    [[nodiscard]] answer<bound::target> hive(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<std::vector<node_id>> hive_workspaces(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<std::vector<node_id>> hive_named(const ast::resource& what, std::span<const node_kind> kinds,
                                                          std::string_view name, std::span<const node_id> within);
    [[nodiscard]] diagnostic no_such_hive_thing(const ast::resource& what, std::string_view name,
                                                std::span<const node_kind> kinds, std::span<const node_id> within);
    [[nodiscard]] node_id workspace_of(node_id node) const;

    [[nodiscard]] answer<bool> keep_scope(std::vector<node_id>& found, const ast::name& place);
    [[nodiscard]] answer<bool> is_view(node_id node);
    [[nodiscard]] diagnostic no_such_principal(const ast::principal& what);
    [[nodiscard]] diagnostic no_such_resource(const ast::resource& what, std::string_view name,
                                              std::span<const node_kind> kinds);

    // object_resolver.cpp
    /// Whether the name is that of a workspace object, or the action can be asked of nothing but objects and
    /// principals.
    [[nodiscard]] static bool names_object(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<bound::target> object(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<bound::target> objects_matching(const ast::resource& what, const purpose& why,
                                                         std::span<const node_id> spaces);
    [[nodiscard]] static std::vector<node_kind> kinds_meant(const ast::resource& what, const purpose& why);
    [[nodiscard]] answer<std::vector<node_id>> workspaces_meant(const ast::resource& what, const purpose& why);
    void keep_within(std::vector<node_id>& found, std::span<const node_id> spaces);
    [[nodiscard]] answer<std::vector<node_id>> objects_named(const std::string& name, bool is_id,
                                                             std::span<const node_kind> kinds, span where);
    [[nodiscard]] diagnostic no_such_object(const ast::resource& what, const std::string& name,
                                            std::span<const node_kind> kinds, std::span<const node_id> elsewhere,
                                            std::span<const node_id> spaces);
    [[nodiscard]] diagnostic ambiguous_object(const ast::resource& what, const std::string& name,
                                              std::span<const node_id> found);

    // unread_listings.cpp
    using may_hold = std::function<bool(const source_gap&)>;
    /// Names listings that were not read completely and may hold what is missed.
    void note_unread(diagnostic& to, const may_hold& test);
    void note_unread_securables(diagnostic& to, std::string_view name, std::span<const node_kind> kinds);
    void note_unread_objects(diagnostic& to, std::string_view name, std::span<const node_kind> kinds,
                             std::span<const node_id> spaces);
    void note_unread_hive(diagnostic& to, std::string_view name, std::span<const node_kind> kinds,
                          std::span<const node_id> within);
    void note_unread_principals(diagnostic& to, std::span<const node_kind> kinds);
    [[nodiscard]] bool known(std::string_view name, node_kind kind);

    [[nodiscard]] diagnostic ambiguous(span where, std::string_view name, std::string_view plural,
                                       std::span<const node_id> found, std::string hint);
    [[nodiscard]] std::string near(std::string_view name, std::span<const node_kind> kinds);

    catalog& names_;
    const graph::access_graph& facts_;
};

/// Whether a resource is named as one of a Hive metastore: `hive_metastore.…`, `CATALOG hive_metastore`, `ANY FILE`,
/// `ANONYMOUS FUNCTION`.
[[nodiscard]] bool names_hive(const ast::resource& what);

/// Whether the actions can be asked of a resource of this kind: all of them, or one where one suffices.
[[nodiscard]] bool applies(const graph::request& what, node_kind kind);
/// The last part of a full name.
[[nodiscard]] std::string_view last_part(std::string_view full_name);

} // namespace canreach::query::detail
