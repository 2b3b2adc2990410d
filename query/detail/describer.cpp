#include "query/detail/describer.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "query/cell_words.hpp"
#include "query/object_kinds.hpp"
#include "query/spelling.hpp"

namespace canreach::query::detail {
namespace {

/// What is read of a node, and the word that joins it to the node.
std::string_view preposition(node_part part) {
    switch (part) {
    case node_part::grants:
    case node_part::assignments:
    case node_part::roles: return "on";
    default: return "of";
    }
}

} // namespace

const node_description& describer::of(node_id node) {
    const auto [at, added] = descriptions_.try_emplace(node);
    if (added && node != no_node) {
        if (auto found = names_.describe(node))
            at->second = *std::move(found);
        else if (!fault_)
            fault_ = diagnostic_of(found.error());
    }
    return at->second;
}

const std::string& describer::name(node_id node) {
    if (const auto known = descriptions_.find(node); known != descriptions_.end()) return known->second.name;
    const auto [at, added] = only_names_.try_emplace(node);
    if (added && node != no_node) {
        if (auto found = names_.name_of(node))
            at->second = *std::move(found);
        else if (!fault_)
            fault_ = diagnostic_of(found.error());
    }
    return at->second;
}

bool describer::knows(const node_key& key) {
    const auto found = names_.nodes_with_id(key.id);
    if (!found && !fault_) fault_ = diagnostic_of(found.error());
    return found && std::ranges::any_of(*found, [&](node_id one) { return of(one).key == key; });
}

std::string describer::kind_word(node_id node) {
    if (node == no_node) return {};
    const auto kind = facts_.kind_of(node);
    return std::string(query::kind_word(kind, is_view(node)));
}

bool describer::is_view(node_id node) {
    const auto kind = facts_.kind_of(node);
    if (kind == node_kind::table) return facts_.is_view(node);
    return kind == node_kind::hive_table && is_view_subtype(of(node).subtype);
}

node_cell describer::cell(node_id node) {
    const auto& found = of(node);
    return {node, found.name, kind_word(node), found.key.id, found.scope_name};
}

std::vector<node_id> describer::principals_named(std::string_view name) {
    auto found = names_.principals_named(name);
    if (found) return *std::move(found);
    if (!fault_) fault_ = diagnostic_of(found.error());
    return {};
}

std::string describer::thing(node_id node) {
    if (node == no_node) return "something";
    const auto kind = facts_.kind_of(node);
    if (family_of(kind) == kind_family::hive) return hive_thing(node);
    return fmt::format("{} {}", noun_of(kind, is_view(node)), name(node));
}

/// `Hive table prod:hive_metastore.sales.orders`: as one would write it in a question.
std::string describer::hive_thing(node_id node) {
    const auto kind = facts_.kind_of(node);
    if (kind == node_kind::any_file || kind == node_kind::anonymous_function)
        return fmt::format("{} of {}", noun_of(kind), spelled_name(of(node).scope_name));
    return query::thing(cell(node));
}

std::string describer::hive_in_sql(node_id node) {
    const auto& found = of(node);
    const auto full = "hive_metastore." + spelled_dotted_name(found.name);
    switch (facts_.kind_of(node)) {
    case node_kind::any_file: return "ANY FILE";
    case node_kind::anonymous_function: return "ANONYMOUS FUNCTION";
    case node_kind::hive_catalog: return "CATALOG hive_metastore";
    case node_kind::hive_schema: return "SCHEMA " + full;
    case node_kind::hive_function: return "FUNCTION " + full;
    default: return (is_view_subtype(found.subtype) ? "VIEW " : "TABLE ") + full;
    }
}

std::string describer::in_sql(node_id node) {
    if (node == no_node) return {};
    const auto kind = facts_.kind_of(node);
    if (is_principal(kind)) return quoted_name(name(node));
    if (kind == node_kind::metastore) return "METASTORE";
    if (family_of(kind) == kind_family::hive) return hive_in_sql(node);
    const bool unity = family_of(kind) == kind_family::unity;
    return fmt::format("{} {}", spelling_of(kind), unity ? spelled_dotted_name(name(node)) : spelled_name(name(node)));
}

std::string describer::in_alter(node_id node) {
    const auto kind = facts_.kind_of(node);
    if (kind == node_kind::recipient) return "RECIPIENT " + quoted_name(name(node));
    if (kind == node_kind::table && is_view(node)) return "VIEW " + spelled_dotted_name(name(node));
    return in_sql(node);
}

std::string describer::gap_text(const source_gap& gap) {
    return fmt::format("{} {} {}", part_and_family(name_of(gap.part), gap.family), preposition(gap.part),
                       thing(gap.about));
}

coverage_note describer::note(const source_gap& gap) {
    return {cell(gap.about), std::string(name_of(gap.part)), std::string(name_of(gap.how)), gap.family, gap.reason};
}

} // namespace canreach::query::detail
