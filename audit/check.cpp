#include "audit/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <variant>

#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "audit/witness.hpp"
#include "query/binder.hpp"
#include "query/printer.hpp"

namespace canreach::audit {
namespace {

using graph::verdict;
using query::statement_kind;

/// What is wrong with a selector, and where in the file.
struct selector_fault {
    std::string message;
    unsigned line = 0;
    std::string hint;
};

/// A selector with its answer.
struct selection {
    std::string sentence; ///< as the printer spells it
    query::bound::relation asked;
    query::result_table table;
    std::vector<std::size_t> nodes; ///< columns that hold nodes
    bool no_target = false;         ///< it asks about a pattern that matches nothing
};

/// Whether some part of the question is about a pattern that no resource matches.
bool without_target(const query::bound::relation& asked) {
    const auto empty = [](const query::bound::target& on) { return on.pattern && on.nodes.empty(); };
    if (const auto* scan = std::get_if<query::bound::scan>(&asked.what))
        return std::visit(
            [&](const auto& one) {
                if constexpr (requires { one.on.nodes; }) return empty(one.on);
                return false;
            },
            *scan);
    if (const auto* nested = std::get_if<query::bound::nested>(&asked.what)) return without_target(*nested->of);
    if (const auto* all = std::get_if<query::bound::combination>(&asked.what))
        return std::ranges::any_of(all->operands, without_target);
    return false;
}

/// Rows that stand for principals, resources or both; or a verdict.
bool is_selection(const query::result_table& table) {
    constexpr std::array rows{statement_kind::can,      statement_kind::who,        statement_kind::what,
                              statement_kind::members,  statement_kind::groups,     statement_kind::workspaces,
                              statement_kind::grants,   statement_kind::owner,      statement_kind::owned,
                              statement_kind::rows,     statement_kind::identities, statement_kind::workspaces_from,
                              statement_kind::abilities};
    return std::ranges::find(rows, table.kind) != rows.end();
}

boost::system::result<selection, selector_fault> select(account& in, const selector& from) {
    const auto at = [&](const query::diagnostic& what) {
        const auto below = what.where ? query::locate(from.sentence, what.where->begin).line - 1 : 0;
        auto message = what.message;
        for (const auto& note : what.notes) message += "; " + note;
        return selector_fault{std::move(message), from.line + static_cast<unsigned>(below), what.hint};
    };
    const auto parsed = in.language.parse(from.sentence);
    if (parsed.size() != 1)
        return selector_fault{fmt::format("{} sentences; wanted one", parsed.size()), from.line, {}};
    if (const auto* fault = std::get_if<query::diagnostic>(&parsed.front().what)) return at(*fault);
    const auto& tree = std::get<query::ast::statement>(parsed.front().what);
    if (tree.explain) return selector_fault{"EXPLAIN selects nothing", from.line, {}};
    auto asked = query::bind(tree, in.names, in.facts, in.language.words());
    if (!asked) return at(asked.error());
    auto answered = in.language.run(tree);
    if (!answered) return at(answered.error());
    if (!is_selection(*answered))
        return selector_fault{"this sentence selects neither principals nor resources", from.line,
                              "wanted CAN, WHO … CAN, WHAT … CAN, SHOW MEMBERS and the like, without GROUP BY"};
    if (answered->truncated) return selector_fault{"LIMIT leaves rows out, which a rule must not", from.line, {}};
    selection made{query::print(tree), std::move(asked->what), std::move(*answered), {}, false};
    made.no_target = without_target(made.asked);
    for (std::size_t i = 0; i < made.table.columns.size(); ++i)
        if (made.table.columns[i].type == query::column_type::node) made.nodes.push_back(i);
    return made;
}

verdict verdict_of(const query::result_table& table, const std::vector<query::cell>& row) {
    const auto at = query::column_named(table, "verdict");
    if (!at) return verdict::yes;
    const auto* how = std::get_if<verdict>(&row[*at]);
    return how == nullptr ? verdict::yes : *how;
}

node_id node_in(const query::cell& what) {
    const auto* node = std::get_if<query::node_cell>(&what);
    return node == nullptr ? no_node : node->id;
}

/// How a row of one answer is found in another: by the nodes of the columns that both have.
class row_matcher {
public:
    row_matcher(const selection& from, const selection& in) {
        for (const auto column : from.nodes) {
            const auto other = query::column_named(in.table, from.table.columns[column].name);
            if (other) shared_.emplace_back(column, *other);
        }
        for (const auto& row : in.table.rows) {
            std::vector<node_id> key;
            for (const auto& [mine, theirs] : shared_) key.push_back(node_in(row[theirs]));
            auto& best = found_[std::move(key)];
            best = std::max(best, verdict_of(in.table, row));
        }
        rest_ = in.table.coverage.empty() ? verdict::no : verdict::unknown;
    }
    [[nodiscard]] bool comparable() const noexcept { return !shared_.empty(); }
    [[nodiscard]] verdict has(const std::vector<query::cell>& row) const {
        std::vector<node_id> key;
        for (const auto& [mine, theirs] : shared_) key.push_back(node_in(row[mine]));
        const auto found = found_.find(key);
        return found == found_.end() ? rest_ : std::max(found->second, rest_);
    }

private:
    std::vector<std::pair<std::size_t, std::size_t>> shared_;
    std::map<std::vector<node_id>, verdict> found_;
    verdict rest_ = verdict::no; ///< of rows that were not found
};

verdict negated(verdict how) {
    if (how == verdict::unknown) return how;
    return how == verdict::yes ? verdict::no : verdict::yes;
}

class rule_check {
public:
    rule_check(account& in, const policy_rule& rule, std::string file, std::string_view today)
        : in_(in), today_(today) {
        made_.rule = rule;
        made_.file = std::move(file);
    }

    result<rule_outcome> run() {
        const auto& rule = made_.rule;
        const auto access = select(in_, rule.access);
        if (!access) return broken(access.error());
        note_coverage(*access);
        std::optional<selection> against;
        if (rule.against) {
            auto other = select(in_, *rule.against);
            if (!other) return broken(other.error());
            note_coverage(*other);
            against = std::move(*other);
        }
        if (!rule.allow_empty) {
            // Of what is forbidden nothing is as it should be; of what is only allowed or required nothing is checked.
            const bool needs_rows = rule.how == policy_rule::form::allow_only ||
                                    (rule.how == policy_rule::form::require && against.has_value());
            if (access->no_target || (needs_rows && matches_nothing(*access))) return broken(empty(rule.access));
            const bool against_needed = rule.how != policy_rule::form::require;
            if (against && (against->no_target || (against_needed && matches_nothing(*against))))
                return broken(empty(*rule.against));
        }
        if (rule.how == policy_rule::form::require && !against)
            require_alone(*access);
        else if (auto fault = judge_rows(*access, against ? &*against : nullptr))
            return broken(*fault);
        return settle(*access);
    }

private:
    static bool matches_nothing(const selection& what) {
        return what.table.rows.empty() && what.table.coverage.empty();
    }
    static selector_fault empty(const selector& which) {
        return {"a selector matches nothing", which.line, "set `allow_empty: true` where this is as it should be"};
    }
    rule_outcome broken(const selector_fault& fault) {
        made_.status = rule_status::broken;
        made_.fault = fault.message;
        made_.fault_line = fault.line;
        made_.hint = fault.hint;
        return std::move(made_);
    }
    void note_coverage(const selection& what) {
        for (const auto& note : what.table.coverage)
            if (std::ranges::find(made_.coverage, note) == made_.coverage.end()) made_.coverage.push_back(note);
    }

    void require_alone(const selection& access) {
        if (access.table.kind == statement_kind::can) {
            for (const auto& row : access.table.rows) add(access, row, negated(verdict_of(access.table, row)));
            return;
        }
        auto best = access.table.coverage.empty() ? verdict::no : verdict::unknown;
        for (const auto& row : access.table.rows) best = std::max(best, verdict_of(access.table, row));
        if (best == verdict::yes)
            made_.coverage.clear(); // one row suffices, whatever else there may be
        else
            add(access, {}, negated(best));
    }

    std::optional<selector_fault> judge_rows(const selection& access, const selection* against) {
        std::optional<row_matcher> others;
        if (against != nullptr) {
            others.emplace(access, *against);
            if (!others->comparable())
                return selector_fault{"the two sentences list different things", made_.rule.against->line,
                                      "wanted principals, or resources, on both sides"};
        }
        for (const auto& row : access.table.rows) {
            auto how = verdict_of(access.table, row);
            if (others)
                how = std::min(how, made_.rule.how == policy_rule::form::forbid ? others->has(row)
                                                                                : negated(others->has(row)));
            add(access, row, how);
        }
        return {};
    }

    /// A row that violates the rule (`yes`), may do so, or does not.
    void add(const selection& from, const std::vector<query::cell>& row, verdict how) {
        if (how == verdict::no) return;
        violation made;
        made.how = how;
        for (const auto column : from.nodes) {
            if (column >= row.size()) continue;
            const auto& node = std::get_if<query::node_cell>(&row[column]);
            if (node == nullptr || node->id == no_node) continue;
            made.subject += fmt::format("{}{} {}", made.subject.empty() ? "" : ", ", node->kind, node->name);
            if (is_principal(in_.facts.kind_of(node->id)))
                made.principal = *node;
            else
                made.resource = *node;
        }
        const auto* scan = std::get_if<query::bound::scan>(&from.asked.what);
        if (const auto* can = scan == nullptr ? nullptr : std::get_if<query::bound::can>(scan)) {
            made.principal = cells_.node(can->who.id);
            if (!can->on.pattern && !can->on.nodes.empty()) made.resource = cells_.node(can->on.nodes.front());
        }
        if (made.subject.empty()) made.subject = from.sentence;
        made_.violations.push_back(std::move(made));
    }

    /// Whether the node goes by this name: of principals also by e-mail or application id, in any letter case.
    result<bool> goes_by(const query::node_cell& node, const std::string& name) {
        if (node.id == no_node) return false;
        if (node.name == name || '#' + node.platform_id == name) return true;
        if (is_principal(in_.facts.kind_of(node.id))) {
            const auto found = in_.names.principals_named(name);
            if (!found) return found.error();
            return std::ranges::find(*found, node.id) != found->end();
        }
        const auto found = in_.names.nodes_named(in_.facts.kind_of(node.id), name);
        if (!found) return found.error();
        return std::ranges::find(*found, node.id) != found->end();
    }

    result<bool> fits(const policy_exception& one, const violation& breach) {
        for (const auto& [node, name] :
             {std::pair{&breach.principal, &one.principal}, std::pair{&breach.resource, &one.resource}}) {
            if (name->empty()) continue;
            const auto same = goes_by(*node, *name);
            if (!same || !*same) return same;
        }
        return true;
    }

    result<void> apply_exceptions() {
        for (std::size_t i = 0; i < made_.rule.exceptions.size(); ++i) {
            const auto& one = made_.rule.exceptions[i];
            const bool ended = one.expires < today_;
            bool used = false;
            for (auto& breach : made_.violations) {
                const auto fit = fits(one, breach);
                if (!fit) return fit.error();
                used = used || *fit;
                if (*fit && !ended && !breach.excepted) breach.excepted = i;
            }
            const auto whom = fmt::format("{}{}{}", one.principal,
                                          one.principal.empty() || one.resource.empty() ? "" : ", ", one.resource);
            if (!used)
                made_.remarks.push_back(
                    fmt::format("the exception in line {} for {} fits nothing any more", one.line, whom));
            else if (ended)
                made_.remarks.push_back(fmt::format("the exception in line {} for {} ended on {}; {} answers for it",
                                                    one.line, whom, one.expires, one.owner));
        }
        return {};
    }

    result<rule_outcome> settle(const selection& access) {
        if (cells_.fault()) return *cells_.fault();
        if (auto applied = apply_exceptions(); !applied) return applied.error();
        std::size_t told = 0;
        for (auto& breach : made_.violations) {
            // Of what is required something is missing, for which there is no witness.
            const bool lacking = made_.rule.how == policy_rule::form::require && !made_.rule.against;
            if (lacking || breach.how != verdict::yes || told++ >= max_witnesses) continue;
            auto lines = witness_of(in_, access.asked, breach.principal.id, breach.resource.id);
            if (!lines) return std::move(lines).error();
            breach.witness = std::move(*lines);
        }
        if (made_.standing(verdict::yes) > 0)
            made_.status = rule_status::violated;
        else if (made_.standing(verdict::unknown) > 0 || !made_.coverage.empty())
            made_.status = rule_status::incomplete;
        return std::move(made_);
    }

    account& in_;
    cell_writer cells_{in_};
    std::string_view today_;
    rule_outcome made_;
};

} // namespace

std::string_view name_of(rule_status what) noexcept {
    switch (what) {
    case rule_status::passed: return "passed";
    case rule_status::incomplete: return "incomplete";
    case rule_status::violated: return "violated";
    case rule_status::broken: break;
    }
    return "broken";
}

std::size_t rule_outcome::standing(graph::verdict how) const {
    return static_cast<std::size_t>(
        std::ranges::count_if(violations, [&](const violation& one) { return one.how == how && !one.excepted; }));
}

std::size_t check_report::count(rule_status what) const {
    return static_cast<std::size_t>(std::ranges::count(outcomes, what, &rule_outcome::status));
}

result<check_report> check_policies(account& in, std::span<const policy_file> files, std::string_view today) {
    check_report made{{}, in.names.snapshot()};
    for (const auto& file : files)
        for (const auto& rule : file.rules) {
            auto outcome = rule_check(in, rule, file.name, today).run();
            if (!outcome) return std::move(outcome).error();
            made.outcomes.push_back(std::move(*outcome));
        }
    return made;
}

} // namespace canreach::audit
