#include "query/detail/reader_marks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <string_view>
#include <utility>

#include "graph/dynamic_view.hpp"
#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "model/attributes.hpp"
#include "query/printer.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {

using graph::verdict;

namespace {

constexpr std::string_view all_in_workspace = "users";
constexpr std::string_view its_admins = "admins";

} // namespace

reader_marks::reader_marks(const graph::access_graph& facts, describer& words, node_id reader)
    : facts_(facts), words_(words), reader_(reader), groups_(facts.groups_of(reader, false)),
      entered_(facts.workspaces_of(reader, false)) {}

std::vector<std::string> reader_marks::of(node_id view, const std::vector<graph::workspace_verdict>& from) {
    std::vector<std::string> marks;
    for (const auto& call : graph::calls_on_reader(attribute_of(words_.of(view).attributes, "definition"))) {
        if (call.group.empty()) {
            marks.push_back(
                fmt::format("dynamic: {}(){}", call.function, call.function.starts_with("is_") ? ": ?" : ""));
            continue;
        }
        const auto found = call.function == "is_member" ? answers(call.group, from.empty() ? entered_.rows : from)
                                                        : std::string(name_of(in_account_group(call.group)));
        marks.push_back(fmt::format("dynamic: {}('{}'): {}", call.function, printable(call.group), found));
    }
    return marks;
}

std::string reader_marks::answers(const std::string& name, const std::vector<graph::workspace_verdict>& from) {
    if (from.empty()) return std::string(name_of(in_account_group(name)));
    std::map<verdict, std::vector<std::string>, std::greater<>> where;
    for (const auto& one : from) where[in_group_of(one.workspace, name)].push_back(words_.name(one.workspace));
    if (where.size() == 1) return std::string(name_of(where.begin()->first));
    std::string text;
    for (auto& [how, workspaces] : where) {
        std::ranges::sort(workspaces);
        text += fmt::format("{}{} from {}", text.empty() ? "" : ", ", name_of(how), fmt::join(workspaces, " and "));
    }
    return text;
}

verdict reader_marks::uses(node_id workspace) const {
    const auto at = std::ranges::find(entered_.rows, workspace, &graph::workspace_verdict::workspace);
    return at == entered_.rows.end() ? verdict::no : at->how;
}

verdict reader_marks::administers(node_id workspace) const {
    graph::request managing;
    managing.how = graph::mode::granted;
    managing.actions = {{graph::action::form::ability, static_cast<std::uint16_t>(ability::manage)}};
    return facts_.decide(reader_, managing, workspace).how;
}

verdict reader_marks::carried(node_id group) const {
    auto how = verdict::no;
    for (const auto& one : groups_.rows)
        if (one.principal == group) how = std::max(how, one.how);
    if (how == verdict::yes || holds_everybody(group)) return verdict::yes;
    return how == verdict::no && !facts_.members_of(group, false).gaps.empty() ? verdict::unknown : how;
}

bool reader_marks::holds_everybody(node_id group) const {
    return std::ranges::any_of(words_.principals_named(std::string(account_users_id)), [&](node_id everybody) {
        return words_.of(everybody).key.scope.empty() && !facts_.membership_chain(everybody, group).empty();
    });
}

verdict reader_marks::in_account_group(const std::string& name) {
    if (same_word(name, account_users_id)) return verdict::yes;
    auto how = verdict::no;
    bool known = false;
    for (const auto group : words_.principals_named(name)) {
        if (facts_.kind_of(group) != node_kind::group || !words_.of(group).key.scope.empty()) continue; // R2
        known = true;
        how = std::max(how, carried(group));
    }
    // A group that was not seen may be among those that were not read.
    return !known && !groups_.gaps.empty() ? verdict::unknown : how;
}

verdict reader_marks::in_group_of(node_id workspace, const std::string& name) {
    if (same_word(name, all_in_workspace)) return uses(workspace);
    if (same_word(name, its_admins)) return administers(workspace);
    auto how = verdict::no;
    bool local = false;
    for (const auto group : words_.principals_named(name)) {
        if (facts_.kind_of(group) != node_kind::group || facts_.scope_of(group) != workspace) continue;
        local = true;
        how = std::max(how, carried(group));
        // One may be in it through the workspace's `users` or `admins`.
        const std::array<std::pair<std::string_view, verdict>, 2> built_in{
            {{all_in_workspace, uses(workspace)}, {its_admins, administers(workspace)}}};
        for (const auto& [alias, inside] : built_in)
            for (const auto other : words_.principals_named(alias))
                if (facts_.scope_of(other) == workspace && !facts_.membership_chain(other, group).empty())
                    how = std::max(how, inside);
    }
    return local ? how : in_account_group(name);
}

} // namespace canreach::query::detail
