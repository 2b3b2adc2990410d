#include "query/detail/table_steps.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "query/detail/condition_test.hpp"
#include "query/detail/scanner.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

using graph::verdict;
using row_key = std::pair<node_id, node_id>;

row_key key_of(const row& of, row_kind kind) {
    switch (kind) {
    case row_kind::principal: return {of.principal, no_node};
    case row_kind::resource:
    case row_kind::workspace: return {no_node, of.resource};
    case row_kind::pair:
    case row_kind::other: break;
    }
    return {of.principal, of.resource};
}

/// What rows of two tables are told by: by what both have.
row_kind common_key(row_kind a, row_kind b) {
    return a == row_kind::pair ? b : a;
}

std::int64_t unknown_rows(const relation& of) {
    return std::ranges::count(of.rows, verdict::unknown, &row::how);
}

} // namespace

bool is_null(const cell& what) {
    return std::holds_alternative<std::monostate>(what);
}

bool comes_before(const cell& a, const cell& b) {
    if (is_null(a) || is_null(b)) return !is_null(a) && is_null(b);
    if (const auto* number = std::get_if<std::int64_t>(&a))
        if (const auto* other = std::get_if<std::int64_t>(&b)) return *number < *other;
    if (const auto* flag = std::get_if<bool>(&a))
        if (const auto* other = std::get_if<bool>(&b)) return *flag < *other;
    if (const auto* how = std::get_if<verdict>(&a))
        if (const auto* other = std::get_if<verdict>(&b)) return *how > *other;
    const auto first = text_of(a);
    const auto second = text_of(b);
    return std::tuple(ascii_lower(first), first) < std::tuple(ascii_lower(second), second);
}

relation table_steps::combine(const plan::combine& how, std::vector<relation> inputs, const table_shape& shape) {
    const bool cut = std::ranges::any_of(inputs, &relation::truncated);
    auto made = std::move(inputs.front());
    made.shape = &shape;
    for (std::size_t i = 1; i < inputs.size(); ++i) {
        auto& other = inputs[i];
        made.take_notes_of(other);
        const auto key = common_key(made.shape->rows, other.shape->rows);
        std::map<row_key, verdict> right;
        for (const auto& one : other.rows) {
            auto& best = right[key_of(one, key)];
            best = std::max(best, one.how);
        }
        const auto of_right = [&](const row& one) {
            const auto found = right.find(key_of(one, key));
            return found == right.end() ? verdict::no : found->second;
        };
        switch (how.operators[i - 1]) {
        case bound::set_operator::except:
            for (auto& one : made.rows) one.how = but_not(one.how, of_right(one));
            break;
        case bound::set_operator::intersect:
            for (auto& one : made.rows) one.how = std::min(one.how, of_right(one));
            break;
        case bound::set_operator::unite: {
            std::map<row_key, std::size_t> left;
            for (std::size_t at = 0; at < made.rows.size(); ++at) {
                made.rows[at].how = std::max(made.rows[at].how, of_right(made.rows[at]));
                left.emplace(key_of(made.rows[at], key), at);
            }
            for (auto& one : other.rows)
                if (left.emplace(key_of(one, key), made.rows.size()).second) made.rows.push_back(std::move(one));
        }
        }
        std::erase_if(made.rows, [](const row& one) { return one.how == verdict::no; });
    }
    // One order for both sides: as WHO CAN lists principals, and by name for resources.
    std::vector<std::tuple<std::string, node_kind, std::string, row_key, std::size_t>> keys;
    for (std::size_t at = 0; at < made.rows.size(); ++at) {
        const auto& one = made.rows[at];
        const bool principal = shape.rows == row_kind::principal || shape.rows == row_kind::pair;
        const bool resource = shape.rows != row_kind::principal;
        keys.emplace_back(resource ? ascii_lower(words_.name(one.resource)) : std::string{},
                          principal ? facts_.kind_of(one.principal) : node_kind::user,
                          principal ? ascii_lower(words_.name(one.principal)) : std::string{},
                          key_of(one, row_kind::pair), at);
    }
    std::ranges::sort(keys);
    std::vector<row> sorted;
    for (const auto& key : keys) sorted.push_back(std::move(made.rows[std::get<4>(key)]));
    made.rows = std::move(sorted);
    unknown_last(made.rows);
    made.count = made.rows.size();
    if (cut)
        made.warn({"`LIMIT` had cut rows off one side before the sides were joined; to cut the whole, put it into "
                   "parentheses: `(… UNION …) LIMIT 3`"});
    return made;
}

relation table_steps::filter(const plan::filter& how, relation from) {
    condition_test test(facts_, cells_, *from.shape);
    std::erase_if(from.rows, [&](row& one) {
        const auto kept = test.holds(how.keep, one);
        if (kept == truth::unknown) one.how = std::min(one.how, verdict::unknown);
        return kept == truth::no || kept == truth::null;
    });
    from.add_gaps(test.gaps());
    unknown_last(from.rows);
    from.count = from.rows.size();
    return from;
}

relation table_steps::group(const plan::group& how, relation from) {
    struct tally {
        std::vector<cell> key;
        std::int64_t count = 0;
        std::int64_t unknown = 0;
    };
    std::map<std::vector<std::string>, tally> groups;
    for (const auto& one : from.rows) {
        // A row with lists counts once for every combination of their items.
        struct part_of_key {
            std::vector<cell> items;
            bool unsure = false;
        };
        std::vector<part_of_key> keys(1);
        for (const auto column : how.by) {
            auto found = cells_.read(one, from.shape->columns[column]);
            std::vector<std::pair<cell, bool>> items; // and whether it is unsure
            if (auto* list = std::get_if<std::vector<std::string>>(&found)) {
                for (auto& item : *list) items.emplace_back(std::move(item), false);
                if (items.empty()) items.emplace_back();
            } else if (auto* judged = std::get_if<std::vector<judged_name>>(&found)) {
                for (auto& item : *judged) items.emplace_back(std::move(item.name), item.how == verdict::unknown);
                if (items.empty()) items.emplace_back();
            } else {
                items.emplace_back(std::move(found), false);
            }
            std::vector<part_of_key> longer;
            for (const auto& key : keys)
                for (const auto& [item, unsure] : items) {
                    longer.push_back(key);
                    longer.back().items.push_back(item);
                    longer.back().unsure = key.unsure || unsure;
                }
            keys = std::move(longer);
        }
        for (auto& [key, unsure] : keys) {
            std::vector<std::string> shown;
            for (const auto& item : key) {
                // Two nodes of one name are two groups.
                const auto* node = std::get_if<node_cell>(&item);
                shown.push_back(is_null(item) ? std::string{} : "=" + text_of(item));
                if (node != nullptr) shown.push_back(std::to_string(node->id.value));
            }
            auto& found = groups[shown];
            found.key = std::move(key);
            ++found.count;
            if (unsure || one.how == verdict::unknown) ++found.unknown;
        }
    }
    relation made;
    made.take_notes_of(from);
    if (from.truncated) made.warnings.emplace_back("grouped after `LIMIT` had cut rows off");
    for (auto& [shown, found] : groups) {
        row one;
        one.extra = std::move(found.key);
        one.extra.emplace_back(found.count);
        one.extra.emplace_back(found.unknown);
        made.rows.push_back(std::move(one));
    }
    std::ranges::stable_sort(made.rows, [](const row& a, const row& b) {
        return std::ranges::lexicographical_compare(a.extra, b.extra, comes_before);
    });
    made.count = made.rows.size();
    return made;
}

relation table_steps::count(relation from) {
    relation made;
    made.take_notes_of(from);
    if (from.truncated) made.warnings.emplace_back("counted after `LIMIT` had cut rows off");
    row one;
    if (from.counted)
        one.extra = {static_cast<std::int64_t>(from.counted->all), static_cast<std::int64_t>(from.counted->unknown)};
    else
        one.extra = {static_cast<std::int64_t>(from.rows.size()), unknown_rows(from)};
    made.rows.push_back(std::move(one));
    made.count = 1;
    return made;
}

relation table_steps::order(const plan::order& how, relation from) {
    // Keys are read once a row: reading one may be a question to the graph.
    std::vector<std::pair<std::vector<cell>, std::size_t>> keys;
    keys.reserve(from.rows.size());
    for (std::size_t at = 0; at < from.rows.size(); ++at) {
        std::vector<cell> key;
        for (const auto& by : how.by) key.push_back(cells_.read(from.rows[at], from.shape->columns[by.column]));
        keys.emplace_back(std::move(key), at);
    }
    std::ranges::stable_sort(keys, [&](const auto& a, const auto& b) {
        for (std::size_t i = 0; i < how.by.size(); ++i) {
            const auto& first = a.first[i];
            const auto& second = b.first[i];
            // Null stays last in both directions.
            if (how.by[i].descending && !is_null(first) && !is_null(second)) {
                if (comes_before(second, first)) return true;
                if (comes_before(first, second)) return false;
            } else {
                if (comes_before(first, second)) return true;
                if (comes_before(second, first)) return false;
            }
        }
        return false;
    });
    std::vector<row> sorted;
    sorted.reserve(from.rows.size());
    for (const auto& key : keys) sorted.push_back(std::move(from.rows[key.second]));
    from.rows = std::move(sorted);
    unknown_last(from.rows);
    return from;
}

relation table_steps::cut(const plan::cut& how, relation from) {
    if (from.rows.size() > how.rows) {
        from.rows.resize(how.rows);
        from.truncated = true;
    }
    return from;
}

} // namespace canreach::query::detail
