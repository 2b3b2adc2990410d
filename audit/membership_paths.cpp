// Groups that lie in each other many times over have more chains than anybody reads, so the search is bounded by what
// is shown; it goes depth first over direct memberships and turns back where a link could be left out.
#include "audit/membership_paths.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>
#include <utility>

#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

class path_search {
public:
    path_search(const graph::access_graph& facts, std::size_t most) : facts_(facts), most_(most) {}

    membership_paths take(node_id principal) {
        chain_.push_back(principal);
        extend();
        std::ranges::sort(found_.chains, {}, [](const std::vector<node_id>& one) {
            return std::tuple{one.back(), one.size(), one};
        });
        return std::move(found_);
    }

private:
    const std::vector<node_id>& above(node_id member) {
        const auto [at, fresh] = above_.try_emplace(member);
        if (fresh) {
            for (const auto& row : facts_.groups_of(member, true).rows) at->second.push_back(row.principal);
            std::ranges::sort(at->second);
        }
        return at->second;
    }
    /// Whether somebody before the last of the chain lies in the group directly, or is it.
    bool skips_to(node_id group) {
        return std::any_of(chain_.begin(), chain_.end() - 1,
                           [&](node_id one) { return one == group || std::ranges::binary_search(above(one), group); });
    }
    void extend() {
        const auto next = above(chain_.back()); // a copy: more may come to the map meanwhile
        for (const auto group : next) {
            if (group == chain_.back() || skips_to(group)) continue;
            if (found_.chains.size() == most_) {
                found_.cut = true;
                return;
            }
            chain_.push_back(group);
            found_.chains.push_back(chain_);
            extend();
            chain_.pop_back();
        }
    }

    const graph::access_graph& facts_;
    std::size_t most_;
    std::map<node_id, std::vector<node_id>> above_;
    std::vector<node_id> chain_;
    membership_paths found_;
};

} // namespace

membership_paths paths_into_groups(const graph::access_graph& facts, node_id principal, std::size_t most) {
    return path_search(facts, most).take(principal);
}

result<section> section_of_paths(account& in, const subject& principal) {
    const auto paths = paths_into_groups(in.facts, principal.node.id);
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "group");
    columns.push_back({"length", query::column_type::integer});
    columns.push_back({"path", query::column_type::text});
    auto table = table_of(std::move(columns));
    for (const auto& chain : paths.chains) {
        std::string names;
        for (const auto one : chain) names += (names.empty() ? "" : " ∈ ") + cells.name(one);
        std::vector<query::cell> row;
        cells.add_cells(row, chain.back());
        row.emplace_back(static_cast<std::int64_t>(chain.size() - 1));
        row.emplace_back(std::move(names));
        table.rows.push_back(std::move(row));
    }
    cells.note(table, in.facts.groups_of(principal.node.id, false).gaps);
    if (paths.cut)
        table.warnings.push_back(
            fmt::format("there are more than {} ways; those into some groups are left out", paths.chains.size()));
    if (cells.fault()) return *cells.fault();
    return made_section("paths", "Minimal chains of memberships into each group", std::move(table));
}

} // namespace canreach::audit
