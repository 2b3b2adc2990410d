#include "query/result_table.hpp"

#include <algorithm>
#include <array>

namespace canreach::query {

std::string_view name_of(statement_kind what) noexcept {
    constexpr std::array<std::string_view, 26> names{"can",
                                                     "who",
                                                     "what",
                                                     "workspaces_from",
                                                     "why",
                                                     "how",
                                                     "identities",
                                                     "paths",
                                                     "count",
                                                     "groups_of_rows",
                                                     "compare_access",
                                                     "compare_groups",
                                                     "members",
                                                     "groups",
                                                     "workspaces",
                                                     "grants",
                                                     "owner",
                                                     "owned",
                                                     "coverage",
                                                     "prerequisites",
                                                     "rows",
                                                     "abilities",
                                                     "snapshots",
                                                     "diff",
                                                     "plan",
                                                     "listing"};
    return names[static_cast<std::size_t>(what)];
}

std::string_view name_of(graph::verdict how) noexcept {
    switch (how) {
    case graph::verdict::yes: return "yes";
    case graph::verdict::unknown: return "unknown";
    case graph::verdict::no: break;
    }
    return "no";
}

std::string text_of(const judged_name& what) {
    return what.how == graph::verdict::unknown ? what.name + " (unknown)" : what.name;
}

std::string text_of(const cell& what) {
    struct writer {
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(bool yes) const { return yes ? "true" : "false"; }
        std::string operator()(const std::vector<std::string>& items) const {
            std::string text;
            for (const auto& one : items) {
                if (!text.empty()) text += ", ";
                text += one;
            }
            return text;
        }
        std::string operator()(graph::verdict how) const { return std::string(name_of(how)); }
        std::string operator()(const node_cell& node) const { return node.name; }
        std::string operator()(const std::vector<judged_name>& items) const {
            std::string text;
            for (const auto& one : items) {
                if (!text.empty()) text += ", ";
                text += text_of(one);
            }
            return text;
        }
    };
    return std::visit(writer{}, what);
}

std::optional<std::size_t> column_named(const result_table& what, std::string_view name) noexcept {
    const auto found = std::ranges::find(what.columns, name, &column::name);
    if (found == what.columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - what.columns.begin());
}

} // namespace canreach::query
