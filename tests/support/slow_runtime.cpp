#include "tests/support/slow_runtime.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/kinds.hpp"

namespace canreach::support {
namespace {

using version = std::pair<int, int>;

/// The two numbers that a runtime's name begins with, as in `15.4.x-scala2.12`; none where it does not.
std::optional<version> version_of(const std::string& text) {
    std::array<int, 2> numbers{};
    std::size_t at = 0;
    for (auto& number : numbers) {
        const auto first = at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) number = number * 10 + (text[at] - '0');
        if (at == first) return std::nullopt;
        if (&number == &numbers.front() && (at == text.size() || text[at++] != '.')) return std::nullopt;
    }
    if (at < text.size() && text[at] != '.' && text[at] != '-') return std::nullopt;
    return version{numbers[0], numbers[1]};
}

/// One of each age that makes a difference: where nothing is told it may be any.
constexpr std::array some_versions{version{15, 3}, version{15, 4}, version{16, 4}};

} // namespace

struct slow_runtime::facts {
    const slow_access& who;
    const slow_objects& objects;
    std::vector<node_id> workspaces;
    std::set<node_id> views;
    std::set<std::pair<node_id, node_id>> reads;
    std::map<node_id, std::string> modes, versions;
    std::set<node_id> of_somebody, looking, undefined;

    facts(fact_source& source, const slow_access& identity, const slow_objects& compute)
        : who(identity), objects(compute) {
        std::uint32_t n = 0;
        (void)source.visit_nodes([&](const source_node& one) {
            const node_id id{n++};
            if (one.kind == node_kind::workspace) workspaces.push_back(id);
            if (one.subtype == "VIEW" || one.subtype == "METRIC_VIEW") views.insert(id);
        });
        (void)source.visit_links([&](const source_link& link) {
            if (link.type == link_type::reads) reads.emplace(link.from, link.to);
            if (link.type == link_type::single_user) of_somebody.insert(link.from);
        });
        constexpr std::array<std::string_view, 3> names{"data_security_mode", "definition", "spark_version"};
        (void)source.visit_attributes(names, [&](const source_attribute& row) {
            if (row.name == "data_security_mode") modes[row.node] = row.value;
            if (row.name == "spark_version") versions[row.node] = row.value;
            if (row.name != "definition") return;
            for (const auto* call : {"current_user(", "session_user(", "is_member(", "is_account_group_member("})
                if (std::string_view(row.value).find(call) != std::string_view::npos) looking.insert(row.node);
        });
        (void)source.visit_gaps([&](const source_gap& gap) {
            if (gap.part == node_part::definition) undefined.insert(gap.about);
        });
    }

    bool dedicated(node_id cluster) const {
        const auto at = modes.find(cluster);
        const auto mode = at == modes.end() ? std::string{} : at->second;
        return mode == "SINGLE_USER" || (mode == "DATA_SECURITY_MODE_AUTO" && of_somebody.contains(cluster));
    }
    std::vector<version> ages_of(node_id cluster) const {
        const auto at = versions.find(cluster);
        const auto told = at == versions.end() ? std::nullopt : version_of(at->second);
        if (told) return {*told};
        return {some_versions.begin(), some_versions.end()};
    }
};

/// One principal in one workspace, in one bound.
struct slow_runtime::asking {
    const facts& f;
    node_id p, w;
    bool upper;

    slow_reading of(node_id relation) const { return f.who.reading(p, relation, w, upper); }

    /// As today (V1, V4).
    bool as_today(node_id r) const {
        const auto how = of(r);
        return how.held && how.opened && how.works && how.unblocked;
    }
    /// V2: the caller holds everything down to the tables, and nothing on the way looks at the reader or is shaped.
    bool as_caller(node_id r, std::set<node_id> on_the_way = {}) const {
        const auto how = of(r);
        if (!how.held || !how.opened || !how.unshaped || f.looking.contains(r)) return false;
        if (!f.views.contains(r)) return true;
        if (!on_the_way.insert(r).second) return false;
        if (!upper && f.undefined.contains(r)) return false;
        return std::ranges::all_of(
            f.reads, [&](const auto& link) { return link.first != r || as_caller(link.second, on_the_way); });
    }
    bool on(node_id cluster, version age, node_id r) const {
        if (f.dedicated(cluster) && age <= version{15, 3}) return as_caller(r);
        return as_today(r) && (age >= version{16, 4} || of(r).free_of_policies);
    }

    bool reads(node_id r) const {
        const auto usable = f.objects.usable_compute(p, w, upper);
        if (usable.newest && as_today(r)) return true;
        return std::ranges::any_of(usable.clusters, [&](node_id cluster) {
            const auto ages = f.ages_of(cluster);
            const auto serves = [&](version age) { return on(cluster, age, r); };
            return upper ? std::ranges::any_of(ages, serves) : std::ranges::all_of(ages, serves);
        });
    }
};

slow_runtime::slow_runtime(fact_source& source, const slow_access& who, const slow_objects& objects)
    : facts_(std::make_unique<facts>(source, who, objects)) {}
slow_runtime::slow_runtime(slow_runtime&&) noexcept = default;
slow_runtime::~slow_runtime() = default;

slow_answer slow_runtime::select(node_id principal, node_id relation) const {
    slow_answer answer;
    for (const bool upper : {false, true})
        for (const auto w : facts_->workspaces) {
            const asking here{*facts_, principal, w, upper};
            if (!facts_->who.alive(principal, upper) || !facts_->who.has_access(principal, w, upper)) continue;
            if (!here.reads(relation)) continue;
            auto& row = answer.workspaces[w];
            (upper ? row.upper : row.lower) = true;
            (upper ? answer.how.upper : answer.how.lower) = true;
        }
    return answer;
}

} // namespace canreach::support
