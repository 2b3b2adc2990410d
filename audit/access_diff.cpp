#include "audit/access_diff.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "audit/affected.hpp"
#include "audit/change_cause.hpp"
#include "audit/fact_diff.hpp"
#include "audit/reach.hpp"
#include "graph/operations.hpp"
#include "model/acl_levels.hpp"
#include "model/privileges.hpp"

namespace canreach::audit {
namespace {

using graph::access_graph;
using graph::action;
using graph::verdict;

constexpr std::array person_kinds{node_kind::user, node_kind::service_principal};

/// Asking so many persons about everything is no dearer than asking about every resource.
constexpr std::size_t few_persons = 20;

std::vector<action> all_actions() {
    std::vector<action> found;
    for (const auto one : all_privileges()) found.push_back({action::form::privilege, static_cast<std::uint16_t>(one)});
    for (const auto one : all_abilities()) found.push_back({action::form::ability, static_cast<std::uint16_t>(one)});
    const auto more = operations_beside_privileges();
    found.insert(found.end(), more.begin(), more.end());
    return found;
}

graph::request asking(action what, graph::mode how) {
    graph::request made;
    made.actions = {what};
    made.how = how;
    return made;
}

/// One number for what is one thing at both moments: that of the later file, or one beyond those.
class common_numbers {
public:
    static constexpr std::uint32_t none = 0xFFFF'FFFFU;

    explicit common_numbers(const fact_difference& between) : between_(between) {
        const auto later = between.after.nodes().size();
        const auto& nodes = between.before.nodes();
        of_before_.reserve(nodes.size());
        for (const auto& node : nodes) {
            const auto id = between.after.id_of(node.key);
            of_before_.push_back(id != no_node ? id.value : static_cast<std::uint32_t>(later + of_before_.size()));
        }
        before_.assign(later + nodes.size(), no_node);
        for (std::uint32_t i = 0; i < of_before_.size(); ++i) before_[of_before_[i]] = node_id{i};
    }
    [[nodiscard]] std::uint32_t of(node_id id, bool after) const { return after ? id.value : of_before_[id.value]; }
    /// One past the last number.
    [[nodiscard]] std::size_t size() const noexcept { return before_.size(); }
    /// `no_node` for what was not there at that moment, or for a number that is nobody's.
    [[nodiscard]] node_id at(std::uint32_t number, bool after) const {
        if (!after) return before_[number];
        return number < between_.after.nodes().size() ? node_id{number} : no_node;
    }
    [[nodiscard]] const node_key& key_of(std::uint32_t number) const {
        const auto& later = between_.after.nodes();
        return number < later.size() ? later[number].key : between_.before.nodes()[number - later.size()].key;
    }

private:
    const fact_difference& between_;
    std::vector<std::uint32_t> of_before_;
    std::vector<node_id> before_; ///< by number
};

class access_comparison {
public:
    access_comparison(const compared_accounts& in, const diff_scope& scope, graph::mode how)
        : in_(in), scope_(scope), how_(how), actions_(all_actions()), numbers_(in.between) {}

    std::vector<access_shift> shifts() {
        const auto touched = affected_by(in_.between, in_.before, in_.after);
        if (touched.everything) {
            std::set<node_key> persons;
            if (scope_.principals)
                for (const auto& key : *scope_.principals)
                    if (is_person(key)) persons.insert(key);
            if (scope_.principals && persons.size() <= few_persons)
                for (const auto& key : persons) ask_person(key);
            else
                for (const auto& key : all_nodes()) ask_about(key);
        } else {
            for (const auto& key : touched.persons)
                if (scope_.holds_principal(key)) ask_person(key);
            for (const auto& key : touched.resources) ask_about(key);
        }
        std::vector<access_shift> made;
        for (auto& [key, actions] : found_) {
            const auto& [who, on, kind] = key;
            made.push_back({who, on, kind, {actions.begin(), actions.end()}});
            leave_out_implied(made.back().actions);
        }
        return made;
    }

private:
    using shift_key = std::tuple<node_key, node_key, access_shift::what>;
    struct judged {
        std::uint32_t about;
        verdict how;
    };
    using verdicts = std::vector<judged>;

    static bool is_person(const node_key& key) {
        return std::ranges::find(person_kinds, key.kind) != person_kinds.end();
    }
    const fact_list& list(bool after) const { return after ? in_.between.after : in_.between.before; }
    const access_graph& graph(bool after) const { return after ? in_.after : in_.before; }
    std::set<node_key> all_nodes() const {
        std::set<node_key> keys;
        for (const bool after : {false, true})
            for (const auto& node : list(after).nodes()) keys.insert(node.key);
        return keys;
    }

    /// One person about everything there is. Things that are alike before, and alike after, differ alike.
    void ask_person(const node_key& who) {
        graph::request everything;
        everything.actions = actions_;
        everything.how = how_;
        std::array<std::optional<graph::teller>, 2> sides;
        for (const bool after : {false, true})
            if (const auto id = list(after).id_of(who); id != no_node)
                sides[after ? 1U : 0U].emplace(graph(after).teller_for(id, everything));
        std::unordered_map<std::uint64_t, std::vector<difference>> known;
        for (std::uint32_t number = 0; number < numbers_.size(); ++number) {
            std::array<graph::teller::each_verdict, 2> told{{{common_numbers::none, {}}, {common_numbers::none, {}}}};
            for (const bool after : {false, true}) {
                auto& side = sides[after ? 1U : 0U];
                const auto id = numbers_.at(number, after);
                if (side && id != no_node) told[after ? 1U : 0U] = side->each_action(id);
            }
            const auto& [was, is] = told;
            const auto both = std::uint64_t{was.like} << 32U | is.like;
            const auto [at, added] = known.try_emplace(both);
            if (added) at->second = differences(was.how, is.how);
            if (at->second.empty()) continue;
            const auto& on = numbers_.key_of(number);
            if (!scope_.holds_resource(on)) continue;
            for (const auto& one : at->second)
                if (is_asked_of(one.what, on.kind)) add({who, on}, one.what, one.is_new, one.unsure);
        }
    }
    struct difference {
        action what;
        bool is_new;
        bool unsure; ///< the other moment does not know
    };
    /// What can surely be done at one moment alone. An empty side can do nothing.
    [[nodiscard]] std::vector<difference> differences(std::span<const verdict> was, std::span<const verdict> is) const {
        std::vector<difference> found;
        for (std::size_t i = 0; i < actions_.size(); ++i) {
            const auto before = was.empty() ? verdict::no : was[i];
            const auto now = is.empty() ? verdict::no : is[i];
            if ((before == verdict::yes) == (now == verdict::yes)) continue;
            const bool is_new = now == verdict::yes;
            found.push_back({actions_[i], is_new, (is_new ? before : now) != verdict::no});
        }
        return found;
    }
    /// Everybody about one resource.
    void ask_about(const node_key& on) {
        if (!scope_.holds_resource(on)) return;
        for (const auto what : actions_) {
            if (!is_asked_of(what, on.kind)) continue;
            std::array<verdicts, 2> sides;
            for (const bool after : {false, true}) {
                const auto id = list(after).id_of(on);
                if (id == no_node) continue;
                for (const auto& row : graph(after).who(asking(what, how_), id, person_kinds).rows)
                    sides[after ? 1U : 0U].push_back({numbers_.of(row.principal, after), row.how});
            }
            compare(sides, [&](std::uint32_t number, bool is_new, bool unsure) {
                const auto& who = numbers_.key_of(number);
                if (scope_.holds_principal(who)) add({who, on}, what, is_new, unsure);
            });
        }
    }

    /// Answers of hundreds of thousands of rows differ in few: they are laid beside each other, and only what differs
    /// is looked at by name.
    template <class Differs>
    static void compare(std::array<verdicts, 2>& sides, Differs differs) {
        for (auto& side : sides)
            if (!std::ranges::is_sorted(side, {}, &judged::about)) std::ranges::sort(side, {}, &judged::about);
        const auto& [was, is] = sides;
        auto now = is.begin();
        const auto only_now = [&](std::uint32_t before) {
            for (; now != is.end() && now->about < before; ++now)
                if (now->how == verdict::yes) differs(now->about, true, false);
        };
        for (const auto& [about, how] : was) {
            only_now(about);
            const bool both = now != is.end() && now->about == about;
            if (how == verdict::yes && (!both || now->how != verdict::yes)) differs(about, false, both);
            if (both && how != verdict::yes && now->how == verdict::yes) differs(about, true, true);
            if (both) ++now;
        }
        only_now(common_numbers::none);
    }
    /// `unsure`: the other moment does not know.
    void add(const std::pair<node_key, node_key>& pair, action what, bool is_new, bool unsure) {
        const auto& [who, on] = pair;
        using enum access_shift::what;
        const bool hidden = unsure || may_miss(who, !is_new) || may_miss(on, !is_new);
        const auto kind = is_new ? (hidden ? not_read_before : gained) : (hidden ? not_read : lost);
        found_[{who, on, kind}].insert(what);
    }
    /// Whether one moment lacks a node only because no list that would hold it was read.
    bool may_miss(const node_key& key, bool after) {
        const auto known = hidden_.find({key, after});
        if (known != hidden_.end()) return known->second;
        bool hidden = false;
        if (list(after).id_of(key) == no_node) {
            fact_row row;
            row.about = key;
            row.about_id = list(!after).id_of(key);
            hidden = list(after).may_miss(row, list(!after));
        }
        hidden_.emplace(std::pair(key, after), hidden);
        return hidden;
    }

    const compared_accounts& in_;
    const diff_scope& scope_;
    graph::mode how_;
    std::vector<action> actions_;
    common_numbers numbers_;
    std::map<shift_key, std::set<action>> found_;
    std::map<std::pair<node_key, bool>, bool> hidden_;
};

query::result_table table_of_shifts(const compared_accounts& in, const std::vector<access_shift>& shifts,
                                    graph::mode how, const privilege_dictionary& names) {
    using enum query::column_type;
    auto table = table_of({{"change", text},
                           {"principal.kind", text},
                           {"principal.name", node},
                           {"resource.kind", text},
                           {"resource.name", node},
                           {"actions", texts},
                           {"because", texts}});
    const change_causes causes(in, how);
    const auto first = causes.alike(shifts);
    for (std::size_t i = 0; i < shifts.size(); ++i) {
        const auto& one = shifts[i];
        const auto cell = [&](const node_key& key) {
            const auto id = in.between.after.id_of(key);
            return id != no_node ? in.between.after.cell(id) : in.between.before.cell(in.between.before.id_of(key));
        };
        auto who = cell(one.principal);
        auto on = cell(one.resource);
        std::vector<std::string> actions;
        for (const auto what : one.actions) actions.push_back(graph::name_of(what, names));
        std::vector<query::cell> row{std::string(name_of(one.kind)), who.kind};
        row.emplace_back(std::move(who));
        row.emplace_back(on.kind);
        row.emplace_back(std::move(on));
        row.emplace_back(std::move(actions));
        row.push_back(first[i] == i ? query::cell(causes.of(one)) : table.rows[first[i]].back());
        table.rows.push_back(std::move(row));
    }
    return table;
}

} // namespace

std::string_view name_of(access_shift::what kind) noexcept {
    switch (kind) {
    case access_shift::what::gained: return "gained";
    case access_shift::what::lost: return "lost";
    case access_shift::what::not_read: return "not read";
    case access_shift::what::not_read_before: return "not read before";
    }
    return {};
}

std::vector<access_shift> shifted_access(const compared_accounts& in, const diff_scope& scope, graph::mode how) {
    return access_comparison(in, scope, how).shifts();
}

result<dossier> diff_access(const account_moment& before, const account_moment& after, const diff_filter& only,
                            graph::mode how) {
    const auto then = before.file.names.snapshot();
    const auto now = after.file.names.snapshot();
    // The digest says nothing of what was not read, which leaves access open.
    auto between = same_files(then, now) && then.gaps == 0 && now.gaps == 0 ? result<fact_difference>(fact_difference())
                                                                            : compare_facts(before.file, after.file);
    if (!between) return std::move(between).error();
    const auto scope = scope_of(only, before.file, after.file, *between);
    if (!scope) return scope.error();
    auto made = dossier_of(*between, *scope, then, now);
    const compared_accounts accounts{*between, before.graph, after.graph};
    const auto shifts = between->changes.empty() && between->before.gaps() == between->after.gaps()
                            ? std::vector<access_shift>()
                            : shifted_access(accounts, *scope, how);
    auto table = table_of_shifts(accounts, shifts, how, after.file.names.privileges());
    if (!(same_files(then, now) && then.gaps == now.gaps)) {
        for (const auto& gap : between->before.unread_parts())
            table.coverage.push_back(note_of(gap, between->before, then));
        for (const auto& gap : between->after.unread_parts())
            table.coverage.push_back(note_of(gap, between->after, now));
    }
    made.sections.insert(made.sections.begin(), made_section("access", "Access gained and lost", std::move(table)));
    return made;
}

} // namespace canreach::audit
