#include "query/detail/answer_notes.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "graph/operations.hpp"

namespace canreach::query::detail {

std::vector<std::string> doubt_notes(std::span<const graph::profile_switch> doubts) {
    if (doubts.empty()) return {};
    std::string names;
    for (const auto one : doubts) {
        const auto& row = graph::switch_rows()[static_cast<std::size_t>(one)];
        std::string values;
        for (const auto value : row.values) values += fmt::format("{}`{}`", values.empty() ? "" : ", ", value);
        names += fmt::format("{}`{}` ({})", names.empty() ? "" : ", ", row.name, values);
    }
    return {fmt::format("the rules leave this in doubt, and another profile answers otherwise: {}; "
                        "compare `USING PROFILE widest` with `USING PROFILE narrowest`",
                        names)};
}

std::vector<std::string> hive_notes(const graph::access_graph& facts, const bound::asked& what,
                                    std::span<const node_id> on) {
    std::vector<std::string> notes;
    if (what.what.how == graph::mode::granted) return notes;
    const auto any_of_kind = [&](auto wanted) {
        return std::ranges::any_of(on, [&](node_id node) { return wanted(facts.kind_of(node)); });
    };
    if (!any_of_kind([](node_kind kind) { return family_of(kind) == kind_family::hive; })) return notes;
    notes.emplace_back(
        "Hive access control holds on SQL warehouses, on standard clusters and on those of mode LEGACY_TABLE_ACL; on "
        "other compute everybody attached reaches all Hive data that its cloud identity reaches (H9)");
    if (any_of_kind([](node_kind kind) { return kind == node_kind::any_file; }))
        notes.emplace_back("ANY FILE stands for storage outside Unity Catalog, past all privileges on tables there; "
                           "what Unity Catalog governs it never opens (H7)");
    if (any_of_kind([](node_kind kind) { return kind == node_kind::anonymous_function; }))
        notes.emplace_back("ANONYMOUS FUNCTION does nothing in Databricks SQL (H8)");
    const bool classpath = std::ranges::any_of(what.what.actions, [](graph::action one) {
        return one.what == graph::action::form::operation && one.number < graph::operations().size() &&
               graph::operations()[one.number].name == "MODIFY CLASSPATH";
    });
    if (classpath) notes.emplace_back("MODIFY CLASSPATH does nothing in Databricks SQL");
    return notes;
}

std::vector<std::string> denial_notes(const graph::can_answer& answer) {
    const bool denied = std::ranges::any_of(answer.missing, [](const graph::missing_part& part) {
        return part.kind == graph::missing_part::what::denial && part.holder != no_node;
    });
    if (!denied) return {};
    return {"a denial hides the name, too: whom it stops does not see the thing in listings (H3)"};
}

} // namespace canreach::query::detail
