#include "simulator/detail/write_book.hpp"

#include <algorithm>

#include "simulator/detail/json_text.hpp"

namespace canreach::simulator::detail {

std::string grant_key(std::string_view kind, std::string_view full_name) {
    std::string made(kind);
    made += ' ';
    for (const char c : full_name) made += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return made;
}

void write_book::add_member(principal_index group, principal_index member, moment seen_from) {
    const std::scoped_lock lock(mutex_);
    members_[static_cast<std::uint32_t>(pos(group))].try_emplace(static_cast<std::uint32_t>(pos(member)), seen_from);
}

std::vector<principal_index> write_book::members_of(principal_index group, moment now) const {
    const std::scoped_lock lock(mutex_);
    std::vector<principal_index> made;
    if (const auto found = members_.find(static_cast<std::uint32_t>(pos(group))); found != members_.end())
        for (const auto& [member, seen_from] : found->second)
            if (seen_from <= now) made.push_back(principal_index{member});
    return made;
}

void write_book::grant(const std::string& key, const std::string& principal, const std::vector<std::string>& privileges,
                       moment seen_from) {
    const std::scoped_lock lock(mutex_);
    auto& held = grants_[key][principal];
    for (const auto& name : privileges)
        if (std::ranges::find(held, name, &grant_entry::privilege) == held.end()) held.push_back({name, seen_from});
}

written_grants write_book::grants_on(const std::string& key, moment now) const {
    const std::scoped_lock lock(mutex_);
    written_grants made;
    if (const auto found = grants_.find(key); found != grants_.end())
        for (const auto& [principal, privileges] : found->second)
            for (const auto& one : privileges)
                if (one.seen_from <= now) made[principal].insert(one.privilege);
    return made;
}

bool write_book::put_file(const std::string& path, std::string bytes, bool overwrite) {
    const std::scoped_lock lock(mutex_);
    const auto [place, fresh] = files_.try_emplace(path);
    if (!fresh && !overwrite) return false;
    place->second = std::move(bytes);
    return true;
}

bool write_book::has_file(const std::string& path) const {
    const std::scoped_lock lock(mutex_);
    return files_.contains(path);
}

void write_book::make(const std::string& full_name, written_object what) {
    const std::scoped_lock lock(mutex_);
    objects_.insert_or_assign(full_name, std::move(what));
}

std::optional<written_object> write_book::object(const std::string& full_name) const {
    const std::scoped_lock lock(mutex_);
    const auto found = objects_.find(full_name);
    return found == objects_.end() ? std::nullopt : std::optional(found->second);
}

std::uint32_t write_book::count(const std::string& request) {
    const std::scoped_lock lock(mutex_);
    return counts_[request]++;
}

std::string write_book::to_json(const account& of) const {
    const std::scoped_lock lock(mutex_);
    json_text out;
    out.open_object().open_array("members");
    for (const auto& [group, members] : members_)
        for (const auto& [member, seen_from] : members)
            out.open_object()
                .field("group", of.principals[group].name)
                .field("member", of.principals[member].name)
                .close_object();
    out.close_array().open_array("grants");
    for (const auto& [key, principals] : grants_)
        for (const auto& [principal, privileges] : principals) {
            out.open_object().field("on", key).field("to", principal).open_array("privileges");
            for (const auto& one : privileges) out.value(one.privilege);
            out.close_array().close_object();
        }
    out.close_array().open_array("files");
    for (const auto& [path, bytes] : files_)
        out.open_object().field("path", path).field("bytes", static_cast<std::int64_t>(bytes.size())).close_object();
    out.close_array().open_array("objects");
    for (const auto& [name, what] : objects_)
        out.open_object()
            .field("name", name)
            .field("kind", what.view ? "view" : "table")
            .field("owner", what.owner)
            .close_object();
    return out.close_array().close_object().take();
}

} // namespace canreach::simulator::detail
