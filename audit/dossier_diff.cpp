#include "audit/dossier_diff.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>

#include "audit/circumstances.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;
using row_cells = std::vector<query::cell>;

/// A node as both moments know it: ids are the identity, a name only where a kind has no id. Kinds stand in columns of
/// their own.
using node_identity = std::pair<std::string, std::string>;

node_identity identity_of(const query::node_cell& node) {
    return {node.scope, node.platform_id.empty() ? node.name : node.platform_id};
}

/// Whether the listing of `container` would hold the node, at whatever depth.
bool lies_in(const query::node_cell& node, const query::node_cell& container) {
    if (container.kind == word_of(node_kind::account)) return true;
    if (container.kind == word_of(node_kind::workspace) || container.kind == word_of(node_kind::metastore))
        return node.scope == container.name;
    if (node.scope != container.scope || !node.name.starts_with(container.name)) return false;
    const auto rest = std::string_view(node.name).substr(container.name.size());
    return rest.starts_with('.') || rest.starts_with('/') || container.name.ends_with('/');
}

/// What a row is about: its columns `<lead>.name`. Other nodes, such as an owner, are what it says.
bool is_subject(const query::column& column) {
    return column.type == query::column_type::node && column.name.ends_with(".name");
}

bool tells_apart(const query::column& column) {
    return column.name.ends_with(".kind") || column.name == "facet" || column.name == "ability" ||
           column.name == "part" || column.name == "family";
}

/// Lists whose names say themselves how sure they are. What other columns say may be otherwise for what was not read.
bool tells_its_unknowns(const query::column& column) {
    return column.name == "actions" || column.name == "workspaces";
}

/// Names of a list with how sure they are; audits write `SELECT (unknown)` into lists of texts.
using sure_names = std::map<std::string, verdict>;

std::optional<sure_names> list_in(const query::cell& what) {
    constexpr std::string_view unsure = " (unknown)";
    sure_names names;
    if (const auto* texts = std::get_if<std::vector<std::string>>(&what)) {
        for (const auto& one : *texts)
            if (one.ends_with(unsure))
                names.emplace(one.substr(0, one.size() - unsure.size()), verdict::unknown);
            else
                names.insert_or_assign(one, verdict::yes);
        return names;
    }
    if (const auto* judged = std::get_if<std::vector<query::judged_name>>(&what)) {
        for (const auto& one : *judged) names.emplace(one.name, one.how);
        return names;
    }
    return {};
}

/// Whether what was not read at a moment may have made a row other than it is.
struct row_doubt {
    bool before = false, after = false;
};

/// How two rows about the same differ: surely, and in what was not read at one of the moments.
struct row_difference {
    std::vector<std::string> sure;
    bool unread = false, unread_before = false;
};

void compare_lists(std::string_view column, const sure_names& was, const sure_names& is, row_doubt doubt,
                   row_difference& into) {
    std::vector<std::string> gained, lost;
    for (const auto& [name, how] : is) {
        const auto old = was.find(name);
        if (how == verdict::unknown)
            into.unread = into.unread || (old != was.end() && old->second == verdict::yes);
        else if (old == was.end())
            gained.push_back(name);
        else
            into.unread_before = into.unread_before || old->second == verdict::unknown;
    }
    for (const auto& [name, how] : was)
        if (how != verdict::unknown && !is.contains(name)) lost.push_back(name);
    into.unread = into.unread || (doubt.after && !lost.empty());
    into.unread_before = into.unread_before || (doubt.before && !gained.empty());
    if (doubt.after) lost.clear();
    if (doubt.before) gained.clear();
    std::vector<std::string> told;
    if (!gained.empty()) told.push_back(fmt::format("gained {}", fmt::join(gained, ", ")));
    if (!lost.empty()) told.push_back(fmt::format("lost {}", fmt::join(lost, ", ")));
    if (!told.empty()) into.sure.push_back(fmt::format("{}: {}", column, fmt::join(told, "; ")));
}

row_difference compare_rows(const std::vector<query::column>& columns, const row_cells& was, const row_cells& is,
                            row_doubt doubt) {
    row_difference made;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const auto old_names = list_in(was[i]);
        const auto names = list_in(is[i]);
        if (names && old_names) {
            compare_lists(columns[i].name, *old_names, *names, tells_its_unknowns(columns[i]) ? row_doubt{} : doubt,
                          made);
            continue;
        }
        const auto* old_how = std::get_if<verdict>(&was[i]);
        const auto* how = std::get_if<verdict>(&is[i]);
        if (old_how != nullptr && how != nullptr && (*old_how == verdict::unknown || *how == verdict::unknown)) {
            made.unread = made.unread || (*how == verdict::unknown && *old_how != *how);
            made.unread_before = made.unread_before || (*old_how == verdict::unknown && *old_how != *how);
            continue;
        }
        const auto* old_node = std::get_if<query::node_cell>(&was[i]);
        const auto* node = std::get_if<query::node_cell>(&is[i]);
        const bool one_node = old_node != nullptr && node != nullptr && identity_of(*old_node) == identity_of(*node);
        const auto before = query::text_of(was[i]);
        const auto after = query::text_of(is[i]);
        if (before == after && (old_node == nullptr || node == nullptr || one_node)) continue;
        made.unread = made.unread || doubt.after;
        made.unread_before = made.unread_before || doubt.before;
        if (doubt.after || doubt.before) continue;
        made.sure.push_back(fmt::format("{}: {} → {}", columns[i].name, before.empty() ? "(nothing)" : before,
                                        after.empty() ? "(nothing)" : after));
    }
    return made;
}

/// One section on one side, and what that side did not read.
struct side {
    const section& what;
    const crawl_extent& extent;
    std::span<const query::coverage_note> gaps; ///< of the whole audit
    const node_lookup* known;                   ///< null: not to be asked any more

    /// Whether this side may lack a row of the other one only because something was not read here.
    [[nodiscard]] bool may_hide(const std::vector<query::column>& columns, const row_cells& row) const {
        const auto about = subjects(columns, row);
        const auto unlisted = [&](const query::node_cell* node) {
            return std::ranges::any_of(extent.unlisted,
                                       [&](const query::node_cell& one) { return lies_in(*node, one); }) &&
                   (known == nullptr || !(*known)(*node));
        };
        if (std::ranges::any_of(about, unlisted)) return true;
        switch (what.table.kind) {
        // These list what is stored, or count it; what a gap hides has no row of its own.
        case query::statement_kind::members:
        case query::statement_kind::groups:
        case query::statement_kind::compare_groups:
        case query::statement_kind::identities:
        case query::statement_kind::listing: return !what.table.coverage.empty();
        case query::statement_kind::grants:
        case query::statement_kind::owner:
        case query::statement_kind::owned:
            return std::ranges::any_of(what.table.coverage, [&](const query::coverage_note& gap) {
                return std::ranges::any_of(
                    about, [&](const query::node_cell* node) { return identity_of(*node) == identity_of(gap.about); });
            });
        default: return false; // a row that a gap may hide is there, as unknown
        }
    }

    /// Whether a row that is there may say less, or something else, than it would had all been read: a part of what it
    /// is about is missing, of what that lies in, or members of some group.
    [[nodiscard]] bool doubts(const std::vector<query::column>& columns, const row_cells& row) const {
        const auto about = subjects(columns, row);
        return std::ranges::any_of(gaps, [&](const query::coverage_note& gap) {
            return gap.part == name_of(node_part::members) ||
                   std::ranges::any_of(about, [&](const query::node_cell* node) {
                       return identity_of(*node) == identity_of(gap.about) || lies_in(*node, gap.about);
                   });
        });
    }

private:
    static std::vector<const query::node_cell*> subjects(const std::vector<query::column>& columns,
                                                         const row_cells& row) {
        std::vector<const query::node_cell*> found;
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (const auto* node = std::get_if<query::node_cell>(&row[i]); node != nullptr && is_subject(columns[i]))
                found.push_back(node);
        return found;
    }
};

class section_diff {
public:
    section_diff(side before, side after) : before_(before), after_(after), columns_(after.what.table.columns) {}

    query::result_table table() {
        std::vector<query::column> columns{{"change", query::column_type::text}};
        columns.insert(columns.end(), columns_.begin(), columns_.end());
        columns.push_back({"difference", query::column_type::texts});
        made_ = table_of(std::move(columns));
        made_.coverage = after_.what.table.coverage;
        auto then = by_subject(before_.what.table.rows);
        auto now = by_subject(after_.what.table.rows);
        for (auto& [key, rows] : now) then.try_emplace(key);
        for (auto& [key, rows] : then) {
            auto& later = now[key];
            // Equal rows stand for each other; of what is left only a lone pair is surely one row that changed.
            std::erase_if(rows, [&](const row_cells* row) {
                const auto same =
                    std::ranges::find_if(later, [&](const row_cells* other) { return equal(*row, *other); });
                if (same == later.end()) return false;
                later.erase(same);
                return true;
            });
            if (rows.size() == 1 && later.size() == 1) {
                both(*rows.front(), *later.front());
                continue;
            }
            for (const auto* row : rows) only_before(*row);
            for (const auto* row : later) only_after(*row);
        }
        return std::move(made_);
    }

private:
    using subject_key = std::vector<node_identity>;

    std::map<subject_key, std::vector<const row_cells*>> by_subject(const std::vector<row_cells>& rows) const {
        std::map<subject_key, std::vector<const row_cells*>> found;
        for (const auto& row : rows) {
            subject_key key;
            for (std::size_t i = 0; i < columns_.size(); ++i) {
                const auto* node = std::get_if<query::node_cell>(&row[i]);
                if (node != nullptr && is_subject(columns_[i])) key.push_back(identity_of(*node));
                if (tells_apart(columns_[i])) key.emplace_back(std::string(), query::text_of(row[i]));
            }
            found[std::move(key)].push_back(&row);
        }
        return found;
    }

    [[nodiscard]] bool equal(const row_cells& a, const row_cells& b) const {
        const auto difference = compare_rows(columns_, a, b, {});
        return difference.sure.empty() && !difference.unread && !difference.unread_before;
    }
    [[nodiscard]] bool is_unknown(const row_cells& row) const {
        return std::ranges::any_of(row, [](const query::cell& one) {
            const auto* how = std::get_if<verdict>(&one);
            return how != nullptr && *how == verdict::unknown;
        });
    }

    void both(const row_cells& was, const row_cells& is) {
        auto difference = compare_rows(columns_, was, is, {before_.doubts(columns_, was), after_.doubts(columns_, is)});
        if (!difference.sure.empty()) return add("changed", is, std::move(difference.sure));
        if (difference.unread) add("not read", is, {});
        if (difference.unread_before) add("not read before", is, {});
    }
    void only_before(const row_cells& row) {
        if (is_unknown(row)) return add("not read before", row, {});
        add(after_.may_hide(columns_, row) ? "not read" : "removed", row, {});
    }
    void only_after(const row_cells& row) {
        if (is_unknown(row)) return add("not read", row, {});
        add(before_.may_hide(columns_, row) ? "not read before" : "added", row, {});
    }
    void add(std::string_view change, const row_cells& row, std::vector<std::string> difference) {
        row_cells cells{std::string(change)};
        cells.insert(cells.end(), row.begin(), row.end());
        cells.emplace_back(std::move(difference));
        made_.rows.push_back(std::move(cells));
    }

    side before_, after_;
    const std::vector<query::column>& columns_;
    query::result_table made_;
};

/// What is known of the subject itself. Nothing of it is ever unread: without it there is no audit.
query::result_table changed_facts(const dossier& before, const dossier& after) {
    auto made = table_of({{"change", query::column_type::text},
                          {"fact", query::column_type::text},
                          {"before", query::column_type::text},
                          {"after", query::column_type::text}});
    const std::map<std::string, std::string> was(before.facts.begin(), before.facts.end());
    const std::map<std::string, std::string> is(after.facts.begin(), after.facts.end());
    auto names = was;
    names.insert(is.begin(), is.end());
    for (const auto& [name, any] : names) {
        const auto old = was.find(name);
        const auto now = is.find(name);
        if (old != was.end() && now != is.end() && old->second == now->second) continue;
        const auto* change = old == was.end() ? "added" : now == is.end() ? "removed" : "changed";
        made.rows.push_back({std::string(change), name, old == was.end() ? std::string() : old->second,
                             now == is.end() ? std::string() : now->second});
    }
    return made;
}

} // namespace

result<dossier> diff_dossiers(const snapshot& before, const snapshot& after, const node_lookup& known) {
    if (before.what.audit != after.what.audit)
        return fail(errc::bad_input, fmt::format("the baseline is an audit `{}`, and this is an audit `{}`",
                                                 printable(before.what.audit), after.what.audit))
            .hinting("compare audits of one kind");
    dossier made{after.what.audit, after.what.subject, {}, {}, {}, after.what.snapshot};
    made.facts = {{"baseline", before.what.snapshot.sealed_at}, {"now", after.what.snapshot.sealed_at}};
    if (before.what.subject != after.what.subject)
        made.remarks.push_back(
            fmt::format("the subject differs: {} then, {} now", before.what.subject, after.what.subject));
    tell_circumstances({before.what.snapshot.account_id, before.made_by, before.extent},
                       {after.what.snapshot.account_id, after.made_by, after.extent}, made.remarks);
    made.sections.push_back(
        made_section("facts", "What is known of it itself", changed_facts(before.what, after.what)));
    const auto old_gaps = before.what.coverage();
    const auto gaps = after.what.coverage();
    for (const auto& now : after.what.sections) {
        const auto then = std::ranges::find(before.what.sections, now.id, &section::id);
        if (then == before.what.sections.end()) {
            made.remarks.push_back(fmt::format("{}: not in the baseline, so not compared", now.title));
            continue;
        }
        if (then->table.columns != now.table.columns) {
            made.remarks.push_back(fmt::format("{}: other columns in the baseline, so not compared", now.title));
            continue;
        }
        section_diff compared({*then, before.extent, old_gaps, nullptr}, {now, after.extent, gaps, &known});
        made.sections.push_back(made_section(now.id, now.title, compared.table()));
    }
    for (const auto& then : before.what.sections)
        if (std::ranges::find(after.what.sections, then.id, &section::id) == after.what.sections.end())
            made.remarks.push_back(fmt::format("{}: in the baseline only, so not compared", then.title));
    return made;
}

} // namespace canreach::audit
