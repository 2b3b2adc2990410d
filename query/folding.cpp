#include "query/folding.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "query/object_kinds.hpp"
#include "query/unicode.hpp"

namespace canreach::query {
namespace {

bool is_place(node_kind kind) {
    return kind == node_kind::catalog || kind == node_kind::hive_catalog || kind == node_kind::workspace ||
           kind == node_kind::metastore;
}

/// One row of the table in the making.
struct line {
    std::uint64_t count = 0;
    node_id first;
    std::vector<cell> told;
};
/// Kind, place, and what is told in words.
using line_key = std::tuple<std::string, node_id, std::vector<std::string>>;

} // namespace

std::size_t folding::hash_of_key::operator()(const key& of) const noexcept {
    const auto numbers = std::hash<std::uint64_t>{}(std::uint64_t{of.within} << 32U | of.like);
    return std::hash<std::string>{}(of.kind) * 31 + numbers;
}

node_id folding::place_of(node_id thing) {
    const auto container = facts_.parent_of(thing);
    if (container == no_node) return facts_.scope_of(thing);
    const auto [known, added] = places_.try_emplace(container, no_node);
    if (added) {
        auto at = container;
        while (at != no_node && !is_place(facts_.kind_of(at))) at = facts_.parent_of(at);
        known->second = at == no_node ? facts_.scope_of(thing) : at;
    }
    return known->second;
}

std::string folding::word_for(node_id thing) const {
    const auto kind = facts_.kind_of(thing);
    if (kind == node_kind::hive_table) return kind_word_(thing);
    return std::string(kind_word(kind, kind == node_kind::table && facts_.is_view(thing)));
}

void folding::add(node_id about, std::uint32_t like) {
    const auto within = place_of(about);
    const auto [at, added] = known_.try_emplace({word_for(about), within.value, like}, groups_.size());
    if (added) groups_.push_back({about, within, like, 0});
    ++groups_[at->second].count;
}

void tell_together(const folding& rows, const folded_words& how, result_table& into) {
    std::map<line_key, line> lines;
    for (const auto& group : rows.groups()) {
        auto told = how.cells_of(group.like);
        std::vector<std::string> words;
        for (const auto& one : told) words.push_back(text_of(one));
        auto& found = lines[{rows.word_for(group.first), group.within, std::move(words)}];
        if (found.count == 0) found = {0, group.first, std::move(told)};
        found.count += group.count;
    }
    const auto node = [&](node_id id) { return id == no_node ? cell{} : cell{how.node_of(id)}; };
    std::map<node_id, cell> places;
    using order = std::tuple<std::uint64_t, std::string, const line_key*, line*>;
    std::vector<order> sorted;
    for (auto& [key, one] : lines) {
        const auto within = std::get<1>(key);
        const auto [place, added] = places.try_emplace(within);
        if (added) place->second = node(within);
        sorted.emplace_back(one.count, ascii_lower(text_of(place->second)), &key, &one);
    }
    std::ranges::sort(sorted, [](const order& a, const order& b) {
        if (std::get<0>(a) != std::get<0>(b)) return std::get<0>(a) > std::get<0>(b);
        return std::tie(std::get<1>(a), *std::get<2>(a)) < std::tie(std::get<1>(b), *std::get<2>(b));
    });
    const std::string lead(how.lead);
    into.folded = !lines.empty();
    into.columns = {{"count", column_type::integer},
                    {lead + ".kind", column_type::text},
                    {lead + ".name", column_type::node},
                    {"within", column_type::node}};
    into.columns.insert(into.columns.end(), how.told.begin(), how.told.end());
    std::uint64_t left_out = 0;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        auto& [count, place, key, one] = sorted[i];
        if (i >= lines_told) {
            left_out += count;
            continue;
        }
        std::vector<cell> row{static_cast<std::int64_t>(count), std::get<0>(*key),
                              count == 1 ? node(one->first) : cell{}, places.at(std::get<1>(*key))};
        std::ranges::move(one->told, std::back_inserter(row));
        into.rows.push_back(std::move(row));
    }
    if (left_out > 0)
        into.warnings.push_back(fmt::format("{} more lines stand for {} rows; the full list has them all",
                                            sorted.size() - lines_told, left_out));
}

} // namespace canreach::query
