#include "audit/last_uses.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>

#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

void raise(std::string& to, std::string_view time) {
    if (time > to) to = time;
}

void raise(last_use& to, const std::string& time, node_id by) {
    if (time > to.when) to = {time, by};
}

/// Metastores that some workspace is attached to, or might be.
result<std::set<node_id>> places_to_act(account& in, fact_source& source) {
    std::set<node_id> found;
    auto read = source.visit_bindings([&](const source_binding& one) {
        if (one.how == binding::attach) found.insert(one.resource);
    });
    if (!read) return read.error();
    const bool unsure =
        std::ranges::any_of(in.facts.gaps(), [](const source_gap& gap) { return gap.part == node_part::attachment; });
    if (unsure)
        for (const auto one : in.facts.nodes_of_kind(node_kind::metastore)) found.insert(one);
    return found;
}

} // namespace

std::optional<std::int64_t> day_number(std::string_view time) {
    using namespace std::chrono;
    unsigned y = 0;
    unsigned m = 0;
    unsigned d = 0;
    if (time.size() < 10 || time[4] != '-' || time[7] != '-') return {};
    const auto number = [&](std::size_t from, std::size_t to, auto& into) {
        const auto* end = time.data() + to;
        return std::from_chars(time.data() + from, end, into).ptr == end;
    };
    if (!number(0, 4, y) || !number(5, 7, m) || !number(8, 10, d)) return {};
    const year_month_day day{year{static_cast<int>(y)}, month{m}, std::chrono::day{d}};
    if (!day.ok()) return {};
    return sys_days{day}.time_since_epoch().count();
}

result<last_uses> last_uses::read(account& in, fact_source& source, activity_source& activity, std::uint32_t days) {
    last_uses made;
    made.days_ = days;
    auto places = places_to_act(in, source);
    if (!places) return std::move(places).error();
    made.metastores_ = std::move(*places);
    auto done = activity.visit_windows([&](const source_window& one) {
        const auto day = day_number(one.read_on);
        if (!day) return;
        made.windows_[{one.metastore, one.of_tables}] = {*day - std::int64_t{one.days}, one.days};
        // Of the days that some were read after, nothing is known of the others.
        if (made.today_ && *made.today_ <= *day) return;
        made.today_ = day;
        made.known_until_ = one.read_on.substr(0, 10);
    });
    if (!done) return done.error();
    done = activity.visit_uses([&](const source_use& one) {
        raise(made.anything_[one.principal], one.last_seen);
        for (auto at = one.table; at != no_node; at = in.facts.parent_of(at))
            raise(made.data_[at][one.principal], one.last_seen);
    });
    if (!done) return done.error();
    return made;
}

last_use last_uses::of_anything(std::span<const graph::principal_row> persons) const {
    last_use last;
    for (const auto& one : persons)
        if (const auto found = anything_.find(one.principal); found != anything_.end())
            raise(last, found->second, one.principal);
    return last;
}

last_use last_uses::of_data(std::span<const graph::principal_row> persons, node_id container) const {
    last_use last;
    const auto users = data_.find(container);
    if (users == data_.end()) return last;
    if (persons.size() < users->second.size()) {
        for (const auto& one : persons)
            if (const auto found = users->second.find(one.principal); found != users->second.end())
                raise(last, found->second, one.principal);
        return last;
    }
    for (const auto& [who, when] : users->second)
        if (std::ranges::binary_search(persons, who, {}, &graph::principal_row::principal)) raise(last, when, who);
    return last;
}

std::optional<std::int64_t> last_uses::days_since(const last_use& last) const {
    const auto day = day_number(last.when);
    if (!day || !today_) return {};
    return std::max<std::int64_t>(0, *today_ - *day);
}

graph::verdict last_uses::judged(const last_use& last, bool read) const {
    if (last.when.empty()) return read ? graph::verdict::yes : graph::verdict::unknown;
    const auto since = days_since(last);
    if (!since) return graph::verdict::unknown; // a time that nobody can read
    if (*since <= std::int64_t{days_}) return graph::verdict::no;
    return read ? graph::verdict::yes : graph::verdict::unknown;
}

bool last_uses::covered(node_id metastore, bool of_tables) const {
    const auto found = windows_.find({metastore, of_tables});
    return found != windows_.end() && today_ && found->second.first_day <= *today_ - std::int64_t{days_};
}

graph::verdict last_uses::idle(const last_use& last) const {
    const bool read =
        !metastores_.empty() && std::ranges::all_of(metastores_, [&](node_id one) { return covered(one, false); });
    return judged(last, read);
}

graph::verdict last_uses::idle_data(const last_use& last, node_id metastore) const {
    return judged(last, covered(metastore, true));
}

std::vector<query::coverage_note> last_uses::unread(account& in, bool of_tables) const {
    std::vector<query::coverage_note> notes;
    cell_writer cells(in);
    const std::string_view family = of_tables ? "table-activity" : "principal-activity";
    for (const auto one : metastores_) {
        if (covered(one, of_tables)) continue;
        const auto& gaps = in.facts.gaps();
        const auto gap = std::ranges::find_if(gaps, [&](const source_gap& what) {
            return what.about == one && what.part == node_part::activity && what.family == family;
        });
        if (gap != gaps.end()) {
            notes.push_back(cells.note(*gap));
            continue;
        }
        const auto found = windows_.find({one, of_tables});
        notes.push_back({cells.node(one), std::string(name_of(node_part::activity)),
                         std::string(name_of(outcome::skipped)), std::string(family),
                         found == windows_.end() ? fmt::format("not asked for: crawl --activity {}", days_)
                                                 : fmt::format("of {} days only {} were read: crawl --activity {}",
                                                               days_, *today_ - found->second.first_day, days_)});
    }
    return notes;
}

} // namespace canreach::audit
