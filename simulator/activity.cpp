#include "simulator/activity.hpp"

#include <fmt/format.h>

#include <chrono>

#include "simulator/seeded_random.hpp"

namespace canreach::simulator {
namespace {

/// Longer than any look back that is asked for.
constexpr std::uint32_t most_days = 400;
/// Of so many tables one was used lately; each by a few principals.
constexpr std::uint64_t tables_per_used_one = 4;

std::string time_before(std::uint32_t days, std::uint64_t hash) {
    using namespace std::chrono;
    const auto day = sys_days{year{2026} / November / 22} - std::chrono::days(days);
    const year_month_day date{day};
    const auto minute = static_cast<unsigned>(hash % 1440);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:00.000Z", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), minute / 60,
                       minute % 60);
}

last_use use_of(const principal& who, std::string table, bool writes, std::uint64_t hash) {
    last_use made;
    made.principal = who.kind == node_kind::service_principal ? who.application_id : who.name;
    made.table = std::move(table);
    made.writes = writes;
    made.days_ago = seeded_random(hash).skewed(most_days);
    made.when = time_before(made.days_ago, hash);
    return made;
}

bool may_act(const principal& who) {
    return who.kind != node_kind::group && who.active;
}

} // namespace

void visit_audit(const account& from, const std::function<void(const last_use&)>& visit) {
    for (const auto& who : from.principals) {
        const auto hash = stable_hash(from.id, static_cast<std::uint64_t>(who.id));
        if (may_act(who) && hash % 8 != 0) visit(use_of(who, {}, false, hash)); // one of eight never came
    }
}

void visit_lineage(const account& from, const metastore& store, const std::function<void(const last_use&)>& visit) {
    if (from.principals.empty()) return;
    for (std::uint32_t i = 0; i < from.securables.size(); ++i) {
        const securable_index index{i};
        if (from.at(index).kind != node_kind::table || from.root_of(index) != store.root) continue;
        const auto name = from.full_name_of(index);
        const auto hash = stable_hash(name, stable_hash(store.id));
        if (hash % tables_per_used_one != 0) continue;
        for (std::uint64_t n = 0; n < 1 + (hash >> 8U) % 3; ++n) {
            const auto& who = from.principals[mixed(hash + n) % from.principals.size()];
            if (may_act(who)) visit(use_of(who, name, n == 2, mixed(hash ^ (n << 32U))));
        }
    }
}

} // namespace canreach::simulator
