#include "audit/fact_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "model/grant_names.hpp"
#include "query/object_kinds.hpp"

namespace canreach::audit {
namespace {

enum class fact_kind : std::uint8_t { node, member, owner, grant, binding, link };
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> sections{{
    {"nodes", "Principals and resources"},
    {"members", "Memberships"},
    {"owners", "Owners"},
    {"grants", "Grants, ACLs, roles and assignments"},
    {"bindings", "Bindings and attachments"},
    {"links", "Links"},
}};

/// One fact by what makes it the same in both files, and what it says.
struct fact_row {
    fact_kind kind;
    node_key about, other;
    std::string detail; ///< what else tells it from others: the facet, the link's type
    std::string value;
    node_id about_id, other_id;

    [[nodiscard]] auto identity() const { return std::tie(kind, about, other, detail); }
};

/// Everything that one file says, in the order of identity.
class fact_list {
public:
    static result<fact_list> read(snapshot_view from) {
        fact_list made(from);
        if (auto done = made.read_nodes(); !done) return done.error();
        if (auto done = made.read_edges(); !done) return done.error();
        std::ranges::sort(made.rows_, {}, &fact_row::identity);
        return made;
    }

    [[nodiscard]] const std::vector<fact_row>& rows() const { return rows_; }
    [[nodiscard]] query::node_cell cell(node_id id) const {
        if (id == no_node) return {};
        const auto& node = nodes_[id.value];
        const bool view = node.key.kind == node_kind::table && query::is_view_subtype(node.subtype);
        return {id, node.name, view ? "view" : std::string(word_of(node.key.kind)), node.key.id, node.scope_name};
    }
    /// Whether this file may lack a fact of the other one only because a part was not read: the list that it would
    /// stand in, or the listing of what it is about, at whatever level above.
    [[nodiscard]] bool may_miss(const fact_row& row, const fact_list& holder) const {
        const auto unread = [&](const node_key& about, std::initializer_list<node_part> parts) {
            return std::ranges::any_of(parts, [&](node_part part) { return gaps_.contains({about, part}); });
        };
        using enum node_part;
        for (auto id = row.about_id; id != no_node;) {
            const auto above = holder.nodes_[id.value].parent;
            const auto& listed_by = above == no_node ? account_ : holder.nodes_[above.value].key;
            if (unread(listed_by, {children})) return true;
            id = above;
        }
        switch (row.kind) {
        case fact_kind::node: return false;
        case fact_kind::member: return unread(row.about, {members});
        case fact_kind::owner: return unread(row.about, {attributes});
        case fact_kind::grant: return unread(row.about, {grants, assignments, roles});
        case fact_kind::binding: return unread(row.about, {bindings, attachment});
        case fact_kind::link: return unread(row.about, {definition, attributes});
        }
        return false;
    }

private:
    explicit fact_list(snapshot_view from) : from_(from) {}

    result<void> read_nodes() {
        const auto counted = from_.facts.counts();
        if (!counted) return counted.error();
        nodes_.reserve(counted->nodes);
        for (std::uint32_t i = 0; i < counted->nodes; ++i) {
            auto node = from_.names.describe({i});
            if (!node) return std::move(node).error();
            nodes_.push_back(std::move(*node));
        }
        for (const auto& node : nodes_) {
            std::string value = node.name;
            if (!node.subtype.empty()) value += ", " + node.subtype;
            if (node.flags.has(node_flag::inactive)) value += ", inactive";
            if (node.flags.has(node_flag::isolated)) value += ", isolated";
            if (node.flags.has(node_flag::external)) value += ", external";
            for (const auto& [name, text] : node.attributes) value += fmt::format(", {}={}", name, text);
            if (node.parent != no_node) value += fmt::format(", in {}", nodes_[node.parent.value].name);
            if (node.key.kind == node_kind::account) account_ = node.key;
            rows_.push_back({fact_kind::node, node.key, {}, {}, std::move(value), node.id, no_node});
        }
        return from_.facts.visit_gaps(
            [&](const source_gap& gap) { gaps_.emplace(nodes_[gap.about.value].key, gap.part); });
    }

    result<void> read_edges() {
        const auto add = [&](fact_kind kind, node_id about, node_id other, std::string detail, std::string value) {
            rows_.push_back({kind, nodes_[about.value].key, nodes_[other.value].key, std::move(detail),
                             std::move(value), about, other});
        };
        if (auto done = from_.facts.visit_members(
                [&](const source_member& row) { add(fact_kind::member, row.group, row.member, {}, {}); });
            !done)
            return done;
        if (auto done = from_.facts.visit_owners(
                [&](const source_owner& row) { add(fact_kind::owner, row.resource, row.owner, {}, {}); });
            !done)
            return done;
        if (auto done = from_.facts.visit_grants([&](const source_grant& row) {
                auto names = names_of_bits(row.allow, row.what, from_.names.privileges());
                for (auto& denied : names_of_bits(row.deny, row.what, from_.names.privileges()))
                    names.push_back("DENY " + std::move(denied));
                std::ranges::sort(names);
                add(fact_kind::grant, row.resource, row.grantee, std::string(name_of(row.what)),
                    fmt::format("{}", fmt::join(names, ", ")));
            });
            !done)
            return done;
        if (auto done = from_.facts.visit_bindings([&](const source_binding& row) {
                add(fact_kind::binding, row.resource, row.workspace, {}, std::string(name_of(row.how)));
            });
            !done)
            return done;
        return from_.facts.visit_links([&](const source_link& row) {
            add(fact_kind::link, row.from, row.to, std::string(name_of(row.type)), {});
        });
    }

    snapshot_view from_;
    node_key account_;
    std::vector<node_description> nodes_;
    std::vector<fact_row> rows_;
    std::set<std::pair<node_key, node_part>> gaps_;
};

std::vector<query::column> columns() {
    using enum query::column_type;
    return {{"change", text},     {"about.kind", text}, {"about.name", node}, {"other.kind", text},
            {"other.name", node}, {"detail", text},     {"before", text},     {"after", text}};
}

} // namespace

result<dossier> diff_facts(snapshot_view before, snapshot_view after) {
    const auto then = before.names.snapshot();
    const auto now = after.names.snapshot();
    dossier made{"diff", fmt::format("{} and {}", then.file, now.file), {}, {}, {}, now};
    made.facts = {{"before", then.sealed_at}, {"after", now.sealed_at}};
    if (then.account_id != now.account_id)
        made.remarks.push_back(fmt::format("these are two accounts: {} and {}", then.account_id, now.account_id));
    std::map<fact_kind, query::result_table> tables;
    for (std::size_t i = 0; i < sections.size(); ++i) tables[static_cast<fact_kind>(i)] = table_of(columns());
    // A whole SHA-256 on both sides says it all; anything shorter comes from no sealed file.
    const bool same = then.digest.size() == 64 && then.digest == now.digest;
    if (!same) {
        const auto old_facts = fact_list::read(before);
        if (!old_facts) return old_facts.error();
        const auto new_facts = fact_list::read(after);
        if (!new_facts) return new_facts.error();
        const auto add = [&](std::string_view change, const fact_row* a, const fact_row* b) {
            const auto& row = b != nullptr ? *b : *a;
            const auto& list = b != nullptr ? *new_facts : *old_facts;
            auto about = list.cell(row.about_id);
            auto other = list.cell(row.other_id);
            std::vector<query::cell> cells{std::string(change), about.kind, std::move(about)};
            if (other.id == no_node) {
                cells.emplace_back();
                cells.emplace_back();
            } else {
                cells.emplace_back(other.kind);
                cells.emplace_back(std::move(other));
            }
            cells.emplace_back(row.detail);
            cells.emplace_back(a != nullptr ? a->value : std::string());
            cells.emplace_back(b != nullptr ? b->value : std::string());
            tables[row.kind].rows.push_back(std::move(cells));
        };
        auto a = old_facts->rows().begin();
        auto b = new_facts->rows().begin();
        const auto a_end = old_facts->rows().end();
        const auto b_end = new_facts->rows().end();
        while (a != a_end || b != b_end) {
            if (b == b_end || (a != a_end && a->identity() < b->identity())) {
                add(new_facts->may_miss(*a, *old_facts) ? "not read" : "removed", &*a, nullptr);
                ++a;
            } else if (a == a_end || b->identity() < a->identity()) {
                add(old_facts->may_miss(*b, *new_facts) ? "not read before" : "added", nullptr, &*b);
                ++b;
            } else {
                if (a->value != b->value) add("changed", &*a, &*b);
                ++a;
                ++b;
            }
        }
    }
    for (std::size_t i = 0; i < sections.size(); ++i)
        made.sections.push_back(made_section(std::string(sections[i].first), std::string(sections[i].second),
                                             std::move(tables[static_cast<fact_kind>(i)])));
    return made;
}

bool has_changes(const dossier& diff) {
    for (const auto& one : diff.sections)
        for (const auto& row : one.table.rows) {
            const auto& change = std::get<std::string>(row.front());
            if (change != "not read" && change != "not read before") return true;
        }
    return false;
}

} // namespace canreach::audit
