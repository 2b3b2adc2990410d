#include "simulator/object_list.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "model/attributes.hpp"

namespace canreach::simulator {

std::string_view object_extra::attribute(std::string_view name) const noexcept {
    return attribute_of(attributes, name);
}

object_index object_list::index_of(const workspace_object& one) const {
    return object_index{static_cast<std::uint32_t>(&one - items_.data())};
}

std::span<const acl_entry> object_list::entries_of(const workspace_object& one) const {
    return std::span(entries_).subspan(one.first_entry, one.entry_count);
}

const object_extra& object_list::extra_of(const workspace_object& one) const {
    static const object_extra none;
    const auto found = extras_.find(static_cast<std::uint32_t>(index_of(one)));
    return found == extras_.end() ? none : found->second;
}

std::span<const workspace_object> object_list::of(node_kind kind, std::string_view subtype) const {
    const auto same_kind = std::ranges::equal_range(items_, kind, {}, &workspace_object::kind);
    if (subtype.empty()) return {same_kind.begin(), same_kind.end()};
    const auto same = std::ranges::equal_range(same_kind, subtype, {}, &workspace_object::subtype);
    return {same.begin(), same.end()};
}

const workspace_object* object_list::find(node_kind kind, std::string_view id) const {
    const auto key = [this](std::uint32_t i) { return std::pair(items_[i].kind, items_[i].id); };
    const auto found = std::ranges::lower_bound(by_id_, std::pair(kind, id), {}, key);
    return found == by_id_.end() || key(*found) != std::pair(kind, id) ? nullptr : &items_[*found];
}

const workspace_object* object_list::find_number(node_kind kind, std::int64_t number) const {
    const auto key = [this](std::uint32_t i) { return std::pair(items_[i].kind, items_[i].number); };
    const auto found = std::ranges::lower_bound(by_number_, std::pair(kind, number), {}, key);
    return found == by_number_.end() || key(*found) != std::pair(kind, number) ? nullptr : &items_[*found];
}

std::span<const std::uint32_t> object_list::in_folder(object_index folder) const {
    const auto same = std::ranges::equal_range(by_folder_, folder, {}, [this](auto i) { return items_[i].folder; });
    return {same.begin(), same.end()};
}

void object_list::finish() {
    const auto count = static_cast<std::uint32_t>(items_.size());
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [this](auto i) { return std::pair(items_[i].kind, items_[i].subtype); });
    std::vector<std::uint32_t> place(count);
    for (std::uint32_t i = 0; i < count; ++i) place[order[i]] = i;

    std::vector<workspace_object> sorted;
    sorted.reserve(count);
    for (const auto i : order) sorted.push_back(items_[i]);
    for (auto& one : sorted)
        if (one.folder != no_object) one.folder = object_index{place[static_cast<std::size_t>(one.folder)]};
    items_ = std::move(sorted);
    std::unordered_map<std::uint32_t, object_extra> extras;
    for (auto& [at, extra] : extras_) {
        std::ranges::sort(extra.attributes);
        extras.emplace(place[at], std::move(extra));
    }
    extras_ = std::move(extras);

    // One level a principal: the first that was given.
    for (auto& row : pending_) row.first = place[row.first];
    std::ranges::stable_sort(pending_, {}, [](const auto& row) { return std::pair(row.first, row.second.who); });
    const auto repeated =
        std::ranges::unique(pending_, {}, [](const auto& row) { return std::pair(row.first, row.second.who); });
    pending_.erase(repeated.begin(), repeated.end());
    for (const auto& [at, entry] : pending_) {
        auto& one = items_[at];
        if (one.entry_count++ == 0) one.first_entry = static_cast<std::uint32_t>(entries_.size());
        entries_.push_back(entry);
    }
    pending_ = {};

    by_id_.resize(count);
    std::iota(by_id_.begin(), by_id_.end(), 0U);
    by_number_ = by_id_;
    by_folder_ = by_id_;
    std::ranges::stable_sort(by_id_, {}, [this](auto i) { return std::pair(items_[i].kind, items_[i].id); });
    std::ranges::stable_sort(by_number_, {}, [this](auto i) { return std::pair(items_[i].kind, items_[i].number); });
    std::ranges::stable_sort(by_folder_, {}, [this](auto i) { return items_[i].folder; });
}

} // namespace canreach::simulator
