#include "crawler/directory.hpp"

#include <algorithm>
#include <iterator>

namespace canreach::crawler {

std::string_view metastore_of(const node_key& about) noexcept {
    if (about.kind == node_kind::metastore) return about.id;
    const bool below = family_of(about.kind) == kind_family::unity || about.kind == node_kind::recipient;
    return below ? std::string_view(about.scope) : std::string_view{};
}

void directory::learn_workspace(const node_fact& node) {
    workspace_entry made;
    made.name = node.name;
    made.running = !node.flags.has(node_flag::unreachable);
    for (const auto& [name, text] : node.attributes)
        if (name == "url")
            if (auto parsed = parse_url(text)) made.host = parsed->where;
    workspaces_.insert_or_assign(node.key.id, std::move(made));
}

void directory::learn_service_principal(const node_fact& node) {
    for (const auto& [name, text] : node.attributes)
        if (name == "application_id") applications_.insert_or_assign(node.key.id, text);
}

std::string directory::application_id(std::string_view id) const {
    const auto found = applications_.find(id);
    return found == applications_.end() ? std::string{} : found->second;
}

void directory::learn_attachment(const std::string& metastore, const std::string& workspace) {
    auto& list = attached_[metastore];
    if (std::ranges::find(list, workspace) == list.end()) list.push_back(workspace);
}

const directory::workspace_entry* directory::find_workspace(std::string_view id) const {
    const auto found = workspaces_.find(id);
    return found == workspaces_.end() ? nullptr : &found->second;
}

std::vector<listed_workspace> directory::workspaces() const {
    std::vector<listed_workspace> made;
    for (const auto& [id, one] : workspaces_)
        made.push_back({id, one.name, one.host ? one.host->to_string() : std::string{}});
    return made;
}

std::set<std::string, std::less<>> directory::catalogs() const {
    std::set<std::string, std::less<>> made;
    for (const auto& [key, seers] : seers_)
        if (key.kind == node_kind::catalog) made.insert(key.id);
    return made;
}

bool directory::is_reachable(std::string_view id) const {
    const auto* found = find_workspace(id);
    return found != nullptr && found->running && found->host && found->unreachable.empty();
}

void directory::give_up_workspace(const std::string& id, std::string why) {
    const auto found = workspaces_.find(id);
    if (found != workspaces_.end() && found->second.unreachable.empty()) found->second.unreachable = std::move(why);
}

void directory::leave_out_workspace(const std::string& id, std::string why) {
    const auto found = workspaces_.find(id);
    if (found == workspaces_.end()) return;
    found->second.in_scope = false;
    found->second.unreachable = std::move(why);
}

std::vector<std::string> directory::attached_to(const std::string& metastore) const {
    const auto found = attached_.find(metastore);
    return found == attached_.end() ? std::vector<std::string>{} : found->second;
}

std::vector<std::string> directory::running_on(const std::string& metastore) const {
    std::vector<std::string> made;
    if (const auto found = attached_.find(metastore); found != attached_.end())
        std::ranges::copy_if(found->second, std::back_inserter(made), [this](const std::string& id) {
            const auto* one = find_workspace(id);
            return one != nullptr && one->running && one->host && one->in_scope;
        });
    return made;
}

bool directory::claim(const node_key& securable, const std::string& workspace) {
    auto& list = seers_[securable];
    if (std::ranges::find(list, workspace) == list.end()) list.push_back(workspace);
    return list.size() == 1;
}

const directory::seer_map::value_type* directory::top_of(const node_key& about) const {
    switch (about.kind) {
    case node_kind::catalog:
    case node_kind::location:
    case node_kind::credential: {
        const auto found = seers_.find(about);
        return found == seers_.end() ? nullptr : &*found;
    }
    case node_kind::schema:
    case node_kind::table:
    case node_kind::volume:
    case node_kind::function:
    case node_kind::model: break;
    default: return nullptr; // seen from everywhere
    }
    // Below a catalog: its name is a prefix that ends at one of the dots.
    const std::string_view name = about.id;
    for (auto dot = name.find('.'); dot != std::string_view::npos; dot = name.find('.', dot + 1)) {
        const auto found = seers_.find({node_kind::catalog, about.scope, std::string(name.substr(0, dot))});
        if (found != seers_.end()) return &*found;
    }
    return nullptr;
}

const std::vector<std::string>* directory::seers_of(const node_key& about) const {
    const auto* top = top_of(about);
    return top == nullptr ? nullptr : &top->second;
}

bool directory::has_bulk_grants(const node_key& securable) const {
    const auto bulk = bulk_grants_.find(securable.scope);
    if (bulk == bulk_grants_.end()) return false;
    const auto* top = top_of(securable);
    if (top == nullptr) return false;
    return !isolated_.contains(top->first) || std::ranges::find(top->second, bulk->second) != top->second.end();
}

bool directory::may_have_policies(const node_key& table) const {
    const auto read = tables_with_policies_.find(table.scope);
    return read == tables_with_policies_.end() || !has_bulk_grants(table) || read->second.contains(table.id);
}

std::vector<std::string> directory::alternatives(std::string_view family, const node_key& about, std::string_view first,
                                                 std::size_t limit) const {
    std::vector<std::string> made;
    const auto offer = [&](const std::string& id, bool only_proven) {
        if (made.size() >= limit || id == first || !is_reachable(id)) return;
        if (only_proven && !has_answered(family, id)) return;
        if (std::ranges::find(made, id) == made.end()) made.push_back(id);
    };
    if (const auto* seers = seers_of(about)) {
        for (const auto& id : *seers) offer(id, true);
        for (const auto& id : *seers) offer(id, false);
    }
    if (const auto found = attached_.find(metastore_of(about)); found != attached_.end()) {
        for (const auto& id : found->second) offer(id, true);
        for (const auto& id : found->second) offer(id, false);
    }
    return made;
}

bool directory::can_read_as_well(std::string_view family, const node_key& about, std::string_view workspace) const {
    const auto* seers = seers_of(about);
    if (seers == nullptr || std::ranges::find(*seers, workspace) == seers->end() || !is_reachable(workspace))
        return false;
    const auto found = refused_.find(family);
    return found == refused_.end() || !found->second.contains(workspace);
}

std::vector<std::string> directory::who_reads_as_well(std::string_view family, const node_key& about,
                                                      std::string_view than) const {
    std::vector<std::string> made;
    if (const auto* seers = seers_of(about))
        std::ranges::copy_if(*seers, std::back_inserter(made),
                             [&](const std::string& id) { return id != than && can_read_as_well(family, about, id); });
    return made;
}

void directory::note_refusal(std::string_view family, const std::string& workspace) {
    refused_[std::string(family)].insert(workspace);
}

void directory::note_answer(std::string_view family, const std::string& workspace) {
    if (has_answered(family, workspace)) return;
    answered_[std::string(family)].insert(workspace);
}

bool directory::has_answered(std::string_view family, std::string_view workspace) const {
    const auto found = answered_.find(family);
    return found != answered_.end() && found->second.contains(workspace);
}

std::optional<bool> directory::is_browse_only(const node_key& key) const {
    const auto found = browse_only_.find(key);
    if (found == browse_only_.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> directory::take_object_id(const node_key& key) {
    const auto found = object_ids_.find(key);
    if (found == object_ids_.end()) return std::nullopt;
    auto id = std::move(found->second);
    object_ids_.erase(found);
    return id;
}

std::pair<std::string, std::string> directory::split_schema(const node_key& schema) const {
    const std::string& name = schema.id;
    auto cut = name.find('.');
    for (auto dot = cut; dot != std::string::npos; dot = name.find('.', dot + 1))
        if (seers_.contains({node_kind::catalog, schema.scope, name.substr(0, dot)})) {
            cut = dot;
            break;
        }
    if (cut == std::string::npos) return {name, {}};
    return {name.substr(0, cut), name.substr(cut + 1)};
}

} // namespace canreach::crawler
