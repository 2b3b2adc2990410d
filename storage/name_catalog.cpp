#include "storage/name_catalog.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "model/placement.hpp"
#include "storage/checked_row.hpp"
#include "storage/near_names.hpp"
#include "storage/text.hpp"

namespace canreach::storage {
namespace {

/// More nodes of one name than any account has; a damaged index could go on for ever.
constexpr std::size_t match_limit = 1'000'000;

/// Whether names of this kind are compared without letter case only: SQL names and e-mails.
bool ignores_case(node_kind kind) {
    const auto family = family_of(kind);
    return kind == node_kind::user || family == kind_family::unity || family == kind_family::hive;
}

struct match {
    node_id id;
    node_kind kind;
};

} // namespace

result<name_catalog> name_catalog::open(const account_file& file) {
    constexpr std::array sql{
        std::string_view{"SELECT node, kind FROM lookup WHERE folded = ?1 AND kind BETWEEN ?2 AND ?3 "
                         "ORDER BY kind, node"},
        std::string_view{"SELECT id FROM node WHERE key = ?1 AND (kind < 20 OR kind >= 60) ORDER BY id"},
        std::string_view{"SELECT n.id FROM lookup AS l JOIN node AS n ON n.id = l.node WHERE l.folded = ?1 "
                         "AND l.kind BETWEEN 20 AND 59 AND n.key = ?2 ORDER BY n.id"},
        std::string_view{"SELECT n.kind, n.scope, n.key, n.name, n.subtype, n.flags, n.parent, s.name "
                         "FROM node AS n LEFT JOIN node AS s ON s.id = n.scope_node WHERE n.id = ?1"},
        std::string_view{"SELECT name FROM node WHERE id = ?1"},
        std::string_view{"SELECT owner FROM owner_edge WHERE resource = ?1 ORDER BY owner LIMIT 1"},
        std::string_view{"SELECT name, value FROM attribute WHERE node = ?1 ORDER BY name LIMIT 1000"},
        std::string_view{"SELECT folded, kind, node FROM lookup WHERE folded >= ?1 ORDER BY folded, kind, node"},
    };
    std::vector<statement> made;
    for (const auto text : sql) {
        auto prepared = statement::prepare(file.connection(), text);
        if (!prepared) return std::move(prepared).error();
        made.push_back(std::move(*prepared));
    }
    return name_catalog{file,
                        {std::move(made[0]), std::move(made[1]), std::move(made[2]), std::move(made[3]),
                         std::move(made[4]), std::move(made[5]), std::move(made[6]), std::move(made[7])}};
}

result<std::vector<node_id>> name_catalog::named(std::string_view name, node_kind low, node_kind high) {
    const auto small = folded(name);
    auto& query = queries_.by_name;
    query.reset();
    query.bind(1, std::string_view{small});
    query.bind(2, static_cast<std::int64_t>(low));
    query.bind(3, static_cast<std::int64_t>(high));
    const auto last = static_cast<std::int64_t>(file_->count("node")) - 1;
    std::vector<match> matches;
    for (;;) {
        const auto more = query.step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{query, "lookup"};
        const match one{{row.number_as<std::uint32_t>(0, 0, last)}, row.one_of(1, kind_of_number)};
        if (matches.size() >= match_limit) row.blame(0);
        if (!row.ok()) {
            auto what = row.error();
            query.reset();
            return what;
        }
        matches.push_back(one);
    }
    std::vector<node_id> ids;
    for (auto first = matches.begin(); first != matches.end();) {
        const auto end = std::find_if(first, matches.end(), [&](const match& one) { return one.kind != first->kind; });
        std::vector<node_id> of_kind;
        std::transform(first, end, std::back_inserter(of_kind), [](const match& one) { return one.id; });
        if (of_kind.size() > 1 && !ignores_case(first->kind))
            if (auto kept = keep_exact(name, of_kind); !kept) return std::move(kept).error();
        ids.insert(ids.end(), of_kind.begin(), of_kind.end());
        first = end;
    }
    // Dense ids of one kind ascend by (scope, id); kinds of principals do so, too.
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

/// Where a name is written exactly as asked, other letter cases of it are other things.
result<void> name_catalog::keep_exact(std::string_view name, std::vector<node_id>& of_one_kind) {
    std::vector<node_id> exact;
    for (const auto id : of_one_kind) {
        const auto written = name_of(id);
        if (!written) return written.error();
        if (*written == name) exact.push_back(id);
    }
    if (!exact.empty()) of_one_kind = std::move(exact);
    return {};
}

result<std::vector<node_id>> name_catalog::principals_named(std::string_view name) {
    return named(name, node_kind::user, node_kind::recipient);
}

result<std::vector<node_id>> name_catalog::nodes_named(node_kind kind, std::string_view name) {
    return named(name, kind, kind);
}

result<std::vector<node_id>> name_catalog::nodes_with_id(std::string_view id) {
    const auto small = folded(id);
    queries_.by_platform_id.reset();
    queries_.by_platform_id.bind(1, id);
    queries_.by_full_name.reset();
    queries_.by_full_name.bind(1, std::string_view{small});
    queries_.by_full_name.bind(2, id);
    const auto last = static_cast<std::int64_t>(file_->count("node")) - 1;
    std::vector<node_id> ids;
    for (auto* query : {&queries_.by_platform_id, &queries_.by_full_name}) {
        for (;;) {
            const auto more = query->step();
            if (!more) return more.error();
            if (!*more) break;
            checked_row row{*query, "node"};
            const node_id found{row.number_as<std::uint32_t>(0, 0, last)};
            if (ids.size() >= match_limit) row.blame(0);
            if (!row.ok()) {
                auto what = row.error();
                query->reset();
                return what;
            }
            ids.push_back(found);
        }
    }
    std::ranges::sort(ids);
    ids.erase(std::ranges::unique(ids).begin(), ids.end());
    return ids;
}

result<std::vector<std::string>> name_catalog::near_names(std::string_view wanted, std::span<const node_kind> kinds,
                                                          std::size_t limit) {
    std::vector<std::string> names;
    if (limit == 0) return names;
    auto query = statement::prepare(file_->connection(), "SELECT folded, kind, node FROM lookup "
                                                         "ORDER BY folded, kind, node");
    if (!query) return std::move(query).error();
    const auto small = folded(wanted);
    const auto last = static_cast<std::int64_t>(file_->count("node")) - 1;
    std::set<std::pair<unsigned, std::string>> best; // at most `limit`
    for (std::uint64_t rows = file_->count("lookup");; --rows) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*query, "lookup"};
        const auto text = row.text(0);
        const auto kind = row.one_of(1, kind_of_number);
        const node_id node{row.number_as<std::uint32_t>(2, 0, last)};
        if (rows == 0) row.blame(0);
        if (!row.ok()) return row.error();
        if (!kinds.empty() && std::ranges::find(kinds, kind) == kinds.end()) continue;
        const bool dotted = family_of(kind) == kind_family::unity || family_of(kind) == kind_family::hive;
        const auto distance = nearness(small, text, dotted);
        if (!distance || (best.size() == limit && *distance > best.rbegin()->first)) continue;
        auto name = name_of(node);
        if (!name) return std::move(name).error();
        // An application id, or the other spelling of a guest: there is no other text of it.
        best.emplace(*distance, folded(*name) == text ? std::move(*name) : std::string{text});
        if (best.size() > limit) best.erase(std::prev(best.end()));
    }
    for (const auto& [distance, name] : best)
        if (std::ranges::find(names, name) == names.end()) names.push_back(name);
    return names;
}

result<std::vector<named_kind>> name_catalog::names_beginning(std::string_view prefix, std::size_t limit) {
    std::vector<named_kind> names;
    const auto small = folded(prefix);
    const auto last = static_cast<std::int64_t>(file_->count("node")) - 1;
    auto& query = queries_.by_prefix;
    query.reset();
    query.bind(1, std::string_view{small});
    while (names.size() < limit) {
        const auto more = query.step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{query, "lookup"};
        const auto text = row.text(0);
        if (!text.starts_with(small)) break;
        const auto kind = row.one_of(1, kind_of_number);
        const node_id node{row.number_as<std::uint32_t>(2, 0, last)};
        if (!row.ok()) {
            auto what = row.error();
            query.reset();
            return what;
        }
        auto name = name_of(node);
        if (!name) return std::move(name).error();
        named_kind found{kind, folded(*name) == text ? std::move(*name) : std::string{text}};
        if (names.empty() || names.back() != found) names.push_back(std::move(found));
    }
    query.reset();
    return names;
}

failure name_catalog::no_such_node(node_id id) const {
    return fail(errc::not_found, fmt::format("there is no node {} in the account file", id.value))
        .with("file", printable(file_->snapshot().file));
}

result<std::vector<placed_node>> name_catalog::placed_at(const storage_path& where, std::size_t within_limit) {
    auto query = statement::prepare(file_->connection(), "SELECT a.node, n.kind, a.value FROM attribute AS a "
                                                         "CROSS JOIN node AS n ON n.id = a.node WHERE a.name = 'url'");
    if (!query) return std::move(query).error();
    const auto last = static_cast<std::int64_t>(file_->count("node")) - 1;
    placement found(where, within_limit);
    for (auto left = file_->count("attribute");; --left) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return std::move(found).take();
        checked_row row{*query, "attribute"};
        const node_id node{row.number_as<std::uint32_t>(0, 0, last)};
        const auto kind = row.one_of(1, kind_of_number);
        const auto url = row.text(2);
        if (left == 0) row.blame(0); // pages of a damaged file that point at each other could go on for ever
        if (!row.ok()) return row.error();
        found.add(node, kind, url);
    }
}

result<node_description> name_catalog::describe(node_id id) {
    constexpr std::size_t places = 256;
    if (recent_.empty()) recent_.resize(places);
    auto& place = recent_[id.value % places];
    if (id != no_node && place.id == id) return place;
    auto found = read(id);
    if (found && id != no_node) place = *found;
    return found;
}

result<node_description> name_catalog::read(node_id id) {
    const auto high = static_cast<std::int64_t>(file_->count("node")) - 1;
    auto& query = queries_.node;
    query.reset();
    query.bind(1, static_cast<std::int64_t>(id.value));
    const auto found = query.step();
    if (!found) return found.error();
    if (!*found) return no_such_node(id);
    checked_row row{query, "node"};
    node_description node;
    node.id = id;
    node.key = {row.one_of(0, kind_of_number), std::string{row.text(1)}, std::string{row.text(2)}};
    node.name = row.text(3);
    node.subtype = row.text(4);
    node.flags = node_flags{row.number_as<std::uint32_t>(5, 0, 0xFFFF'FFFF)};
    const auto parent = row.number(6, -1, high);
    if (parent >= 0) node.parent = {static_cast<std::uint32_t>(parent)};
    node.scope_name = row.text(7);
    auto what = row.ok() ? std::optional<failure>{} : row.error();
    query.reset();
    if (what) return *std::move(what);

    auto& owner = queries_.owner;
    owner.reset();
    owner.bind(1, static_cast<std::int64_t>(id.value));
    const auto owned = owner.step();
    if (!owned) return owned.error();
    if (*owned) {
        checked_row edge{owner, "owner_edge"};
        node.owner = {edge.number_as<std::uint32_t>(0, 0, high)};
        if (!edge.ok()) what = edge.error();
        owner.reset();
        if (what) return *std::move(what);
    }

    auto& attributes = queries_.attributes;
    attributes.reset();
    attributes.bind(1, static_cast<std::int64_t>(id.value));
    for (;;) {
        const auto more = attributes.step();
        if (!more) return more.error();
        if (!*more) return node;
        checked_row pair{attributes, "attribute"};
        node.attributes.emplace_back(pair.text(0), pair.text(1));
        if (pair.ok()) continue;
        what = pair.error();
        attributes.reset();
        return *std::move(what);
    }
}

result<std::string> name_catalog::name_of(node_id id) {
    auto& query = queries_.name;
    query.reset();
    query.bind(1, static_cast<std::int64_t>(id.value));
    const auto found = query.step();
    if (!found) return found.error();
    if (!*found) return no_such_node(id);
    checked_row row{query, "node"};
    std::string name{row.text(0)};
    auto what = row.ok() ? std::optional<failure>{} : row.error();
    query.reset();
    if (what) return *std::move(what);
    return name;
}

} // namespace canreach::storage
