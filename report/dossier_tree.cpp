// A dossier as branches: what is reached stands under the way to it, members under the group that they lie in.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "query/cell_words.hpp"
#include "report/cells.hpp"
#include "report/display_width.hpp"
#include "report/dossier.hpp"
#include "report/numbers.hpp"
#include "report/tree_text.hpp"

namespace canreach::report {
namespace {

using query::why_node;
using row = std::vector<query::cell>;

/// Whether a column holds the subject of the report in every row.
bool is_the_subject(const query::result_table& table, std::size_t column, std::string_view subject) {
    return std::ranges::all_of(table.rows, [&](const row& one) {
        const auto* node = std::get_if<query::node_cell>(&one[column]);
        return node != nullptr && fmt::format("{} {}", query::noun_of_word(node->kind), node->name) == subject;
    });
}

/// The column whose cells are the names of branches: the first node, or the second where the first is the subject.
std::size_t label_column(const query::result_table& table, std::string_view subject) {
    std::vector<std::size_t> nodes;
    for (std::size_t i = 0; i < table.columns.size(); ++i)
        if (table.columns[i].type == query::column_type::node) nodes.push_back(i);
    if (nodes.empty()) return 0;
    return nodes.size() > 1 && is_the_subject(table, nodes.front(), subject) ? nodes[1] : nodes.front();
}

/// Writes rows of one table as branches.
class branch_writer {
public:
    branch_writer(const query::result_table& table, bool ids, std::string_view subject)
        : branch_writer(table, ids, label_column(table, subject)) {}
    branch_writer(const query::result_table& table, bool ids, std::size_t label)
        : table_(table), ids_(ids), label_(label), via_(query::column_named(table, "via")), kind_(kind_beside(label)),
          within_(query::column_named(table, "within")) {}

    [[nodiscard]] why_node branch(const row& of) const {
        why_node made{label(of), {}, graph::verdict::yes, {}};
        for (std::size_t i = 0; i < table_.columns.size(); ++i) {
            if (i == label_ || i == kind_ || i == via_ || i == within_) continue;
            if (is_kind_of_another(i) || is_of_the_subject(i)) continue;
            const auto text = told(i, of);
            if (!text.empty()) made.fact += (made.fact.empty() ? "" : " · ") + text;
        }
        return made;
    }
    [[nodiscard]] std::string way(const row& of) const { return via_ ? text_of(of[*via_], " and ", ids_) : ""; }
    [[nodiscard]] bool has_ways() const { return via_.has_value(); }
    [[nodiscard]] std::optional<node_id> node(const row& of) const {
        const auto* cell = std::get_if<query::node_cell>(&of[label_]);
        return cell == nullptr ? std::nullopt : std::optional(cell->id);
    }

private:
    /// `orders (table)`; of rows told together `12 × table in main`.
    std::string label(const row& of) const {
        const auto kind = kind_ ? text_of(table_.columns[*kind_], of[*kind_], ", ", ids_) : std::string{};
        const auto name = text_of(table_.columns[label_], of[label_], ", ", ids_);
        if (!name.empty()) return kind.empty() ? name : fmt::format("{} ({})", name, kind);
        const auto place = within_ ? text_of(of[*within_], ", ", ids_) : std::string{};
        const auto many = kind.empty() ? std::string("several") : kind;
        return place.empty() ? many : fmt::format("{} in {}", many, place);
    }
    std::string_view lead_of(std::size_t column) const {
        const std::string_view name = table_.columns[column].name;
        const auto dot = name.rfind('.');
        return dot == std::string_view::npos ? std::string_view{} : name.substr(0, dot);
    }
    std::optional<std::size_t> kind_beside(std::size_t node) const {
        if (!table_.columns[node].name.ends_with(".name")) return std::nullopt; // an owner has none
        return query::column_named(table_, fmt::format("{}.kind", lead_of(node)));
    }
    /// What stands before the labels is the same for all: the subject, or the group whose branch this is.
    bool is_of_the_subject(std::size_t column) const {
        for (std::size_t i = 0; i < label_; ++i)
            if (table_.columns[i].type == query::column_type::node && !lead_of(i).empty() &&
                lead_of(i) == lead_of(column) && lead_of(i) != lead_of(label_))
                return true;
        return false;
    }
    bool is_kind_of_another(std::size_t column) const {
        for (std::size_t i = 0; i < table_.columns.size(); ++i)
            if (table_.columns[i].type == query::column_type::node && kind_beside(i) == column) return true;
        return false;
    }
    /// What a column adds: lists and words as they are, another node with its kind, numbers with the column's name.
    std::string told(std::size_t column, const row& of) const {
        const auto text = text_of(table_.columns[column], of[column], ", ", ids_);
        const std::string_view name = table_.columns[column].name;
        const auto dot = name.rfind('.');
        const auto last = name.substr(dot == std::string_view::npos ? 0 : dot + 1);
        if (text.empty() || (last == "hops" && text == "0") || (last == "verdict" && text == "yes")) return {};
        if (last == "owner") return "owned by " + text;
        if (last == "workspaces") return "from " + text;
        if (last == "count") return text == "1" ? std::string{} : text + " of them";
        if (table_.columns[column].type == query::column_type::node) {
            const auto kind = kind_beside(column);
            return kind ? fmt::format("{} {}", text_of(table_.columns[*kind], of[*kind], ", ", ids_), text) : text;
        }
        const bool speaks = std::holds_alternative<std::vector<std::string>>(of[column]) || last == "source" ||
                            last == "verdict" || last == "judgement" || last == "why" || last == "level";
        return speaks ? text : fmt::format("{} {}", last, text);
    }

    const query::result_table& table_;
    bool ids_;
    std::size_t label_;
    std::optional<std::size_t> via_, kind_, within_;
};

/// Rows under the ways that they come by: without any first, then direct ones, then by name.
std::vector<why_node> by_way(const query::result_table& table, const branch_writer& write) {
    std::map<std::pair<int, std::string>, std::vector<why_node>> ways;
    for (const auto& one : table.rows) {
        const auto way = write.way(one);
        ways[{way.empty() ? 0 : way == "direct" ? 1 : 2, way}].push_back(write.branch(one));
    }
    std::vector<why_node> made;
    for (auto& [way, branches] : ways) {
        if (way.second.empty()) {
            std::ranges::move(branches, std::back_inserter(made));
            continue;
        }
        const auto label = way.first == 1 ? std::string("direct") : fmt::format("via {}", way.second);
        made.push_back(
            {fmt::format("{} ({})", label, grouped(branches.size())), {}, graph::verdict::yes, std::move(branches)});
    }
    return made;
}

/// Members of groups under each; a group that was told before is not told again.
class member_tree {
public:
    member_tree(const query::result_table& direct, const query::result_table& nested, std::string_view subject,
                bool ids)
        : direct_(direct), write_direct_(direct, ids, subject),
          write_nested_(nested, ids, query::column_named(nested, "principal.name").value_or(0)) {
        const auto group = query::column_named(nested, "group.name");
        for (const auto& one : nested.rows)
            if (const auto* cell = group ? std::get_if<query::node_cell>(&one[*group]) : nullptr)
                below_[cell->id].push_back(&one);
    }
    std::vector<why_node> take() {
        std::vector<why_node> made;
        for (const auto& one : direct_.rows) {
            made.push_back(write_direct_.branch(one));
            descend(write_direct_.node(one), made.back());
        }
        return made;
    }

private:
    void descend(std::optional<node_id> group, why_node& into) {
        if (!group || !below_.contains(*group)) return;
        if (!told_.insert(*group).second) {
            into.fact += into.fact.empty() ? "see above" : " · see above";
            return;
        }
        for (const auto* one : below_.at(*group)) {
            into.children.push_back(write_nested_.branch(*one));
            descend(write_nested_.node(*one), into.children.back());
        }
    }

    const query::result_table& direct_;
    branch_writer write_direct_, write_nested_;
    std::map<node_id, std::vector<const row*>> below_;
    std::set<node_id> told_;
};

std::vector<why_node> branches_of(const audit::section& one, const audit::dossier& all, bool ids) {
    const auto nested = std::ranges::find(all.sections, "nested_members", &audit::section::id);
    if (one.id == "direct_members" && nested != all.sections.end())
        return member_tree(one.table, nested->table, all.subject, ids).take();
    const branch_writer write(one.table, ids, all.subject);
    if (write.has_ways()) return by_way(one.table, write);
    std::vector<why_node> made;
    for (const auto& line : one.table.rows) made.push_back(write.branch(line));
    return made;
}

} // namespace

std::string render_tree(const audit::dossier& what, const dossier_options& how) {
    auto text = bold(what.subject.empty() ? what.audit : on_screen(what.subject), how.style) + '\n';
    std::vector<why_node> sections;
    for (const auto& one : what.sections) {
        if (one.id == "nested_members" && what.sections.size() > 1) continue;
        std::vector<why_node> branches;
        if (!one.table.rows.empty()) branches = branches_of(one, what, how.ids);
        for (const auto& warning : one.table.warnings) branches.push_back({"warning: " + warning, {}, {}, {}});
        sections.push_back({fmt::format("{} ({})", one.title, grouped(one.table.count)),
                            {},
                            graph::verdict::yes,
                            std::move(branches)});
    }
    text += drawn_branches(sections, false);
    return text + '\n' + render_remarks(what, how.style);
}

} // namespace canreach::report
