#include "storage/account_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "storage/checked_row.hpp"
#include "storage/detail/fact_writer.hpp"

namespace canreach::storage {
namespace {

struct stored_mask {
    facet what;
    mask allow;
    mask deny;
};

/// Walks a query, exactly as many rows as the file says it has: pages that point at each other could go on for ever.
template <class Take>
result<void> walk(const account_file& file, std::string_view table, std::uint64_t rows, std::string_view sql,
                  Take take) {
    auto query = statement::prepare(file.connection(), sql);
    if (!query) return std::move(query).error();
    for (std::uint64_t seen = 0;; ++seen) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more && seen == rows) return {};
        if (!*more || seen == rows)
            return fail(errc::damaged_file, fmt::format("table {} holds {} rows than the {} that were counted", table,
                                                        *more ? "more" : "fewer", rows))
                .with("file", printable(file.snapshot().file));
        checked_row row{*query, table};
        take(row, seen);
        if (!row.ok()) return row.error();
    }
}

/// A dense id of this file.
class id_columns {
public:
    explicit id_columns(const account_file& file) : high_(static_cast<std::int64_t>(file.count("node")) - 1) {}
    [[nodiscard]] node_id of(checked_row& row, int column) const {
        return {row.number_as<std::uint32_t>(column, 0, high_)};
    }
    [[nodiscard]] node_id or_none(checked_row& row, int column) const {
        const auto id = row.number(column, -1, high_);
        return id < 0 ? no_node : node_id{static_cast<std::uint32_t>(id)};
    }

private:
    std::int64_t high_;
};

mask words(checked_row& row, int column) {
    return {static_cast<std::uint64_t>(row.number(column, any_low, any_high)),
            static_cast<std::uint64_t>(row.number(column + 1, any_low, any_high))};
}

result<std::vector<stored_mask>> load_masks(const account_file& file) {
    std::vector<stored_mask> masks;
    auto walked = walk(file, "mask", file.count("mask"),
                       "SELECT number, facet, allow_low, allow_high, deny_low, deny_high FROM mask ORDER BY number",
                       [&](checked_row& row, std::uint64_t seen) {
                           const auto next = static_cast<std::int64_t>(seen);
                           static_cast<void>(row.number(0, next, next));
                           masks.push_back({row.between(1, facet::unity, facet::role), words(row, 2), words(row, 4)});
                       });
    if (!walked) return std::move(walked).error();
    return masks;
}

} // namespace

result<source_counts> account_reader::counts() {
    return source_counts{static_cast<std::uint32_t>(file_->count("node")),
                         file_->count("member"),
                         file_->count("owner"),
                         file_->count("grant"),
                         file_->count("bind"),
                         file_->count("link")};
}

result<void> account_reader::visit_nodes(const std::function<void(const source_node&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "node", file_->count("node"),
                "SELECT id, kind, flags, parent, scope_node, subtype FROM node ORDER BY id",
                [&](checked_row& row, std::uint64_t seen) {
                    const auto next = static_cast<std::int64_t>(seen);
                    source_node node;
                    node.id = {row.number_as<std::uint32_t>(0, next, next)};
                    node.kind = row.one_of(1, kind_of_number);
                    node.flags = node_flags{row.number_as<std::uint32_t>(2, 0, 0xFFFF'FFFF)};
                    node.parent = id.or_none(row, 3);
                    node.scope = id.or_none(row, 4);
                    node.subtype = row.text(5);
                    if (row.ok()) visit(node);
                });
}

result<void> account_reader::visit_members(const std::function<void(const source_member&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "member_edge", file_->count("member"),
                "SELECT member, in_group FROM member_edge ORDER BY in_group, member",
                [&](checked_row& row, std::uint64_t) {
                    const source_member edge{id.of(row, 0), id.of(row, 1)};
                    if (row.ok()) visit(edge);
                });
}

result<void> account_reader::visit_owners(const std::function<void(const source_owner&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "owner_edge", file_->count("owner"),
                "SELECT owner, resource FROM owner_edge ORDER BY resource, owner",
                [&](checked_row& row, std::uint64_t) {
                    const source_owner edge{id.of(row, 0), id.of(row, 1)};
                    if (row.ok()) visit(edge);
                });
}

result<void> account_reader::visit_grants(const std::function<void(const source_grant&)>& visit) {
    const id_columns id{*file_};
    const auto masks = load_masks(*file_);
    if (!masks) return masks.error();
    return walk(*file_, "grant_edge", file_->count("grant"),
                "SELECT grantee, resource, mask FROM grant_edge ORDER BY resource, grantee, mask",
                [&](checked_row& row, std::uint64_t) {
                    const auto grantee = id.of(row, 0);
                    const auto resource = id.of(row, 1);
                    const auto number = row.number_as<std::size_t>(2, 0, static_cast<std::int64_t>(masks->size()) - 1);
                    if (!row.ok()) return;
                    const auto& bits = (*masks)[number];
                    visit({grantee, resource, bits.what, bits.allow, bits.deny});
                });
}

result<void> account_reader::visit_bindings(const std::function<void(const source_binding&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "bind_edge", file_->count("bind"),
                "SELECT resource, workspace, how FROM bind_edge ORDER BY resource, workspace, how",
                [&](checked_row& row, std::uint64_t) {
                    const source_binding edge{id.of(row, 0), id.of(row, 1),
                                              row.between(2, binding::attach, binding::read_only)};
                    if (row.ok()) visit(edge);
                });
}

result<void> account_reader::visit_links(const std::function<void(const source_link&)>& visit) {
    const id_columns id{*file_};
    return walk(
        *file_, "link_edge", file_->count("link"),
        "SELECT type, source, target FROM link_edge ORDER BY type, source, target",
        [&](checked_row& row, std::uint64_t) {
            const source_link edge{row.between(0, link_type::run_as, link_type::holds), id.of(row, 1), id.of(row, 2)};
            if (row.ok()) visit(edge);
        });
}

result<void> account_reader::visit_policies(const std::function<void(const source_policy&)>& visit) {
    const id_columns id{*file_};
    // Small beside everything else: a policy per tag condition, not per table.
    std::vector<source_policy> policies;
    auto walked = walk(*file_, "policy", file_->count("policy"),
                       "SELECT number, name, type, resource, low, high, masked FROM policy ORDER BY number",
                       [&](checked_row& row, std::uint64_t seen) {
                           const auto next = static_cast<std::int64_t>(seen);
                           static_cast<void>(row.number(0, next, next));
                           policies.push_back({std::string{row.text(1)},
                                               row.between(2, policy_type::row_filter, policy_type::deny),
                                               id.of(row, 3),
                                               words(row, 4),
                                               {},
                                               {},
                                               {},
                                               no_node,
                                               std::string{row.text(6)}});
                       });
    if (!walked) return walked;
    walked = walk(
        *file_, "policy_node", file_->count("policy_node"),
        "SELECT policy, part, node FROM policy_node ORDER BY policy, part, node", [&](checked_row& row, std::uint64_t) {
            const auto number = row.number_as<std::size_t>(0, 0, static_cast<std::int64_t>(policies.size()) - 1);
            const auto part = row.number(1, detail::policy_to, detail::policy_function);
            const auto node = id.of(row, 2);
            if (!row.ok()) return;
            auto& policy = policies[number];
            if (part == detail::policy_function) {
                policy.function = node;
                return;
            }
            (part == detail::policy_to       ? policy.to
             : part == detail::policy_except ? policy.except
                                             : policy.matches)
                .push_back(node);
        });
    if (!walked) return walked;
    for (const auto& policy : policies) visit(policy);
    return {};
}

result<void> account_reader::visit_attributes(std::span<const std::string_view> names,
                                              const std::function<void(const source_attribute&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "attribute", file_->count("attribute"),
                "SELECT node, name, value FROM attribute ORDER BY node, name", [&](checked_row& row, std::uint64_t) {
                    source_attribute one{id.of(row, 0), row.text(1), {}};
                    if (row.ok() && std::ranges::find(names, one.name) == names.end()) return;
                    one.value = row.text(2);
                    if (row.ok()) visit(one);
                });
}

result<void> account_reader::visit_homes(const std::function<void(const source_home&)>& visit) {
    const id_columns id{*file_};
    // Names stand folded in `lookup`, where a home and its user meet. '0' is the character after '/'.
    auto query = statement::prepare(
        file_->connection(),
        "SELECT f.node, -1 FROM lookup AS f JOIN node AS n ON n.id = f.node "
        "WHERE f.folded = '/shared' AND f.kind = ?1 AND n.name = '/Shared' "
        "UNION ALL SELECT f.node, u.node FROM lookup AS f JOIN node AS n ON n.id = f.node "
        "JOIN lookup AS u ON u.folded = substr(f.folded, 8) AND u.kind IN (?2, ?3) "
        "WHERE f.folded > '/users/' AND f.folded < '/users0' AND f.kind = ?1 AND n.name GLOB '/Users/*' ORDER BY 1, 2");
    if (!query) return std::move(query).error();
    query->bind(1, static_cast<std::int64_t>(node_kind::folder));
    query->bind(2, static_cast<std::int64_t>(node_kind::user));
    query->bind(3, static_cast<std::int64_t>(node_kind::service_principal));
    for (auto rows = file_->count("lookup");; --rows) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return {};
        checked_row row{*query, "lookup"};
        const source_home home{id.of(row, 0), id.or_none(row, 1)};
        if (rows == 0) row.blame(0); // a damaged file could go on for ever
        if (!row.ok()) return row.error();
        visit(home);
    }
}

result<void> account_reader::visit_gaps(const std::function<void(const source_gap&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "task", file_->count("gap"),
                "SELECT about, part, outcome, family, reason FROM task WHERE outcome <> 1 "
                "ORDER BY about, part, family, workspace, number",
                [&](checked_row& row, std::uint64_t) {
                    const source_gap gap{id.of(row, 0), row.one_of(1, node_part_of_number),
                                         row.one_of(2, outcome_of_number), std::string{row.text(3)},
                                         std::string{row.text(4)}};
                    if (row.ok()) visit(gap);
                });
}

result<void> account_reader::visit_windows(const std::function<void(const source_window&)>& visit) {
    const id_columns id{*file_};
    return walk(*file_, "activity_window", file_->count("activity_window"),
                "SELECT coalesce((SELECT id FROM node WHERE key = w.metastore AND kind = 12), -1), of_tables, days, "
                "read_on FROM activity_window AS w ORDER BY metastore, of_tables",
                [&](checked_row& row, std::uint64_t) {
                    const source_window one{id.or_none(row, 0), row.number(1, 0, 1) != 0,
                                            row.number_as<std::uint32_t>(2, 0, 0xFFFF'FFFF), row.text(3)};
                    if (row.ok() && one.metastore != no_node) visit(one);
                });
}

result<void> account_reader::visit_uses(const std::function<void(const source_use&)>& visit) {
    const id_columns id{*file_};
    // Of several who answer to a name those come first who can act: 33 is deactivated, or not resolved.
    return walk(*file_, "activity", file_->count("activity"),
                "SELECT coalesce((SELECT l.node FROM lookup AS l JOIN node AS n ON n.id = l.node "
                "WHERE l.folded = a.folded AND l.kind IN (1, 2) ORDER BY (n.flags & 33) <> 0, l.kind, l.node LIMIT 1), "
                "-1), coalesce((SELECT l.node FROM lookup AS l JOIN node AS n ON n.id = l.node "
                "WHERE a.table_folded <> '' AND l.folded = a.table_folded AND l.kind = 22 AND n.scope = a.metastore "
                "LIMIT 1), -1), last_seen FROM activity AS a ORDER BY folded, metastore, table_folded",
                [&](checked_row& row, std::uint64_t) {
                    const source_use one{id.or_none(row, 0), id.or_none(row, 1), row.text(2)};
                    if (row.ok() && one.principal != no_node) visit(one);
                });
}

} // namespace canreach::storage
