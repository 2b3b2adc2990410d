#include "query/detail/answer_diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

using graph::verdict;

/// What makes a row the same row at both moments.
struct row_key {
    node_key principal, resource;
    std::vector<std::string> words;
    friend auto operator<=>(const row_key&, const row_key&) = default;
};

/// Columns beside principal and resource that tell rows apart.
bool tells_apart(const table_shape& of, const column_shape& column) {
    if (of.kind == statement_kind::groups_of_rows) return column.name != "count" && column.name != "unknown";
    return column.name == "facet" || column.name == "ability" ||
           (of.kind == statement_kind::coverage && (column.name == "part" || column.name == "family"));
}

/// Whether one moment lacks a row of the other only because something was not read there.
class unread_parts {
public:
    unread_parts(dated_answer& side, const table_shape& of) : side_(side), of_(of) {}

    /// `held` is a row of `holder`, the other moment.
    bool may_hide(const row& held, dated_answer& holder) {
        if (not_listed(held.principal, holder) || not_listed(held.resource, holder)) return true;
        switch (of_.kind) {
        // These list what is stored; what a gap hides has no row of its own.
        case statement_kind::members:
        case statement_kind::groups:
        case statement_kind::compare_groups:
        case statement_kind::identities: return !side_.answer.gaps.empty();
        case statement_kind::grants:
        case statement_kind::owner:
        case statement_kind::owned: return about(held.resource, holder) || about(held.principal, holder);
        default: return false;
        }
    }

private:
    /// Not known here, and a listing that it would stand in was not read.
    bool not_listed(node_id node, dated_answer& holder) {
        if (node == no_node || side_.facts.gaps().empty()) return false;
        const auto& unlisted = listings();
        if (unlisted.empty() || side_.words.knows(holder.words.of(node).key)) return false;
        for (auto at = node; at != no_node;) {
            const auto above = holder.facts.parent_of(at);
            if (above == no_node) return account_unlisted_;
            if (unlisted.contains(holder.words.of(above).key)) return true;
            at = above;
        }
        return false;
    }
    const std::set<node_key>& listings() {
        if (listings_) return *listings_;
        listings_.emplace();
        for (const auto& gap : side_.facts.gaps())
            if (gap.part == node_part::children) {
                listings_->insert(side_.words.of(gap.about).key);
                account_unlisted_ = account_unlisted_ || side_.facts.kind_of(gap.about) == node_kind::account;
            }
        return *listings_;
    }
    bool about(node_id node, dated_answer& holder) {
        if (node == no_node) return false;
        const auto& key = holder.words.of(node).key;
        return std::ranges::any_of(side_.answer.gaps, [&](graph::gap_index index) {
            return side_.words.of(side_.facts.gaps()[index].about).key == key;
        });
    }

    dated_answer& side_;
    const table_shape& of_;
    std::optional<std::set<node_key>> listings_; ///< containers that were not listed wholly
    bool account_unlisted_ = false;
};

class comparison {
public:
    comparison(dated_answer& before, dated_answer& after, const table_shape& of)
        : before_(before), after_(after), of_(of), unread_before_(before, of), unread_after_(after, of) {}

    std::vector<row> rows() {
        auto then = by_key(before_);
        auto now = by_key(after_);
        for (auto& [key, places] : now) {
            const auto old = then.find(key);
            for (std::size_t i = 0; i < places.size(); ++i)
                if (old != then.end() && i < old->second.size())
                    both(old->second[i], places[i]);
                else
                    only_after(places[i]);
        }
        for (auto& [key, places] : then) {
            const auto later = now.find(key);
            const auto paired = later == now.end() ? std::size_t{0} : later->second.size();
            for (std::size_t i = paired; i < places.size(); ++i) only_before(places[i]);
        }
        std::ranges::stable_sort(made_, {}, &named_row::order);
        std::vector<row> sorted;
        for (auto& one : made_) sorted.push_back(std::move(one.what));
        unknown_last(sorted);
        return sorted;
    }

private:
    struct named_row {
        std::tuple<std::string, node_kind, std::string> order;
        row what;
    };

    std::map<row_key, std::vector<std::size_t>> by_key(dated_answer& side) {
        std::map<row_key, std::vector<std::size_t>> found;
        for (std::size_t i = 0; i < side.answer.rows.size(); ++i) {
            const auto& one = side.answer.rows[i];
            // That a thing has no owner is told by what was, or is, its owner.
            if (of_.kind == statement_kind::owner && one.principal == no_node) continue;
            found[key_of(one, i, side)].push_back(i);
        }
        return found;
    }

    row_key key_of(const row& one, std::size_t place, dated_answer& side) {
        row_key key;
        // The one row of a question with one answer is the same row, whatever its ids have become.
        const bool only_row =
            of_.kind == statement_kind::count ||
            (of_.kind == statement_kind::can && std::ranges::none_of(of_.columns, [](const column_shape& column) {
                 return column.name == "resource.name";
             }));
        const bool principal = of_.rows == row_kind::principal || of_.rows == row_kind::pair ||
                               (of_.rows == row_kind::other && of_.kind != statement_kind::can);
        if (principal && !only_row && one.principal != no_node) key.principal = side.words.of(one.principal).key;
        if (of_.rows != row_kind::principal && !only_row && one.resource != no_node)
            key.resource = side.words.of(one.resource).key;
        for (std::size_t i = 0; i < of_.columns.size(); ++i)
            if (tells_apart(of_, of_.columns[i])) key.words.push_back(text_of(side.cells[place][i]));
        return key;
    }

    /// Whether the other list has every sure name of this one, if only perhaps.
    static bool covered(const std::vector<judged_name>& list, const std::vector<judged_name>& by) {
        return std::ranges::all_of(list, [&](const judged_name& one) {
            return one.how == verdict::unknown || std::ranges::find(by, one.name, &judged_name::name) != by.end();
        });
    }

    static bool same(const cell& a, const cell& b) {
        const auto* list = std::get_if<std::vector<std::string>>(&a);
        const auto* other = std::get_if<std::vector<std::string>>(&b);
        if (list != nullptr && other != nullptr) {
            // Lists come in the order of a file's numbers.
            return std::set(list->begin(), list->end()) == std::set(other->begin(), other->end());
        }
        const auto* places = std::get_if<std::vector<judged_name>>(&a);
        const auto* later_places = std::get_if<std::vector<judged_name>>(&b);
        if (places != nullptr && later_places != nullptr)
            return covered(*places, *later_places) && covered(*later_places, *places);
        const auto* node = std::get_if<node_cell>(&a);
        const auto* later = std::get_if<node_cell>(&b);
        if (node != nullptr && later != nullptr)
            return std::tie(node->kind, node->platform_id, node->scope, node->name) ==
                   std::tie(later->kind, later->platform_id, later->scope, later->name);
        return a == b;
    }

    void both(std::size_t then, std::size_t now) {
        const auto old_how = before_.answer.rows[then].how;
        const auto how = after_.answer.rows[now].how;
        if (old_how == verdict::unknown || how == verdict::unknown) {
            if (old_how != how)
                add(how == verdict::unknown ? "not read" : "not read before", verdict::unknown, after_, now, {});
            return;
        }
        std::string changed;
        std::vector<std::string> old;
        for (std::size_t i = 0; i < of_.columns.size(); ++i) {
            const auto& column = of_.columns[i];
            if (!column.shown || tells_apart(of_, column)) continue;
            const auto& was = before_.cells[then][i];
            if (same(was, after_.cells[now][i])) continue;
            changed += fmt::format("{}{}", changed.empty() ? "changed " : ", ", column.name);
            old.push_back(fmt::format("{}: {}", column.name, text_of(was)));
        }
        if (!changed.empty()) add(std::move(changed), verdict::yes, after_, now, std::move(old));
    }

    void only_after(std::size_t now) {
        const auto& one = after_.answer.rows[now];
        if (one.how == verdict::unknown) return add("not read", verdict::unknown, after_, now, {});
        if (unread_before_.may_hide(one, after_)) return add("not read before", verdict::unknown, after_, now, {});
        add("added", verdict::yes, after_, now, {});
    }

    void only_before(std::size_t then) {
        const auto& one = before_.answer.rows[then];
        if (one.how == verdict::unknown) return add("not read before", verdict::unknown, before_, then, {});
        if (unread_after_.may_hide(one, before_)) return add("not read", verdict::unknown, before_, then, {});
        add("removed", verdict::yes, before_, then, {});
    }

    void add(std::string change, verdict how, dated_answer& from, std::size_t place, std::vector<std::string> old) {
        const auto& told = from.answer.rows[place];
        named_row made;
        const auto named = [&](node_id node) {
            return node == no_node ? std::string{} : ascii_lower(from.words.name(node));
        };
        made.order = {of_.rows == row_kind::principal ? std::string{} : named(told.resource),
                      told.principal == no_node ? node_kind::other : from.facts.kind_of(told.principal),
                      named(told.principal)};
        made.what.how = how;
        made.what.extra.emplace_back(std::move(change));
        for (auto& one : from.cells[place]) made.what.extra.push_back(one);
        made.what.extra.push_back(old.empty() ? cell{} : cell{std::move(old)});
        made_.push_back(std::move(made));
    }

    dated_answer& before_;
    dated_answer& after_;
    const table_shape& of_;
    unread_parts unread_before_, unread_after_;
    std::vector<named_row> made_;
};

} // namespace

std::vector<row> compare(dated_answer& before, dated_answer& after, const table_shape& of) {
    return comparison(before, after, of).rows();
}

} // namespace canreach::query::detail
