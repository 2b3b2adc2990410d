#include <algorithm>
#include <utility>

#include "simulator/account_builder.hpp"

namespace canreach::simulator {

object_index account_builder::add_object(workspace_index where, new_object what) {
    made_.objects.resize(std::max(made_.objects.size(), pos(where) + 1));
    auto& items = made_.objects[pos(where)].items_;
    workspace_object made;
    made.kind = what.kind;
    made.id = keep(what.id);
    made.name = what.name == what.id ? made.id : keep(what.name);
    const auto subtype = object_words_.find(what.subtype);
    made.subtype = subtype != object_words_.end()
                       ? subtype->second
                       : object_words_.emplace(what.subtype, keep(what.subtype)).first->second;
    made.number = what.number;
    made.folder = what.folder;
    items.push_back(made);
    return object_index{static_cast<std::uint32_t>(items.size() - 1)};
}

workspace_object& account_builder::at(workspace_index where, object_index what) {
    return made_.objects[pos(where)].items_[pos(what)];
}

object_extra& account_builder::extra_of(workspace_index where, object_index what) {
    return made_.objects[pos(where)].extras_[static_cast<std::uint32_t>(what)];
}

void account_builder::set(workspace_index where, object_index what, object_trait trait) {
    at(where, what).traits |= static_cast<std::uint8_t>(trait);
}

acl_principal_index account_builder::acl_principal_named(node_kind kind, std::string_view name) {
    const auto next = static_cast<std::uint32_t>(made_.acl_principals.size());
    const auto [found, added] = acl_principals_.emplace(std::pair(kind, std::string(name)), next);
    if (added) made_.acl_principals.push_back({kind, std::string(name)});
    return acl_principal_index{found->second};
}

void account_builder::permit(workspace_index where, object_index what, acl_principal_index who,
                             std::string_view level) {
    auto& words = made_.acl_words;
    auto known = std::ranges::find(words, level);
    if (known == words.end()) known = words.emplace(words.end(), level);
    made_.objects[pos(where)].pending_.emplace_back(static_cast<std::uint32_t>(what),
                                                    acl_entry{who, static_cast<std::uint32_t>(known - words.begin())});
}

void account_builder::finish_objects() {
    made_.objects.resize(made_.workspaces.size());
    // What every workspace has, said or not.
    for (std::uint32_t i = 0; i < made_.workspaces.size(); ++i) {
        const auto lacks = [&](node_kind kind, std::string_view id) {
            return std::ranges::none_of(made_.objects[i].items_,
                                        [&](const workspace_object& one) { return one.kind == kind && one.id == id; });
        };
        if (lacks(node_kind::folder, "/")) add_object(workspace_index{i}, {node_kind::folder, "/", "/"});
        for (const auto kind : {node_kind::token_policy, node_kind::password_policy})
            if (lacks(kind, "")) add_object(workspace_index{i}, {kind, "", word_of(kind)});
    }
    for (auto& list : made_.objects) list.finish();
}

} // namespace canreach::simulator
