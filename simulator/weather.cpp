#include "simulator/weather.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "simulator/seeded_random.hpp"

namespace canreach::simulator {
namespace {

using std::chrono::milliseconds;

/// Requests that fail and are never tried again would pile up otherwise.
constexpr std::size_t most_remembered = 100'000;

std::uint32_t of_thousand(std::uint64_t hash) {
    return static_cast<std::uint32_t>(hash >> 20U) % 1000;
}

} // namespace

std::vector<rate_limit> published_rate_limits() {
    using std::chrono::minutes;
    using std::chrono::seconds;
    return {
        {{endpoint::account_user, endpoint::account_service_principal, endpoint::group_members}, 20, seconds(1)},
        {{endpoint::account_users, endpoint::account_service_principals, endpoint::account_groups}, 240, minutes(1)},
        {{endpoint::workspace_groups, endpoint::workspace_group_members, endpoint::me}, 255, minutes(1)},
        {{endpoint::object_acl, endpoint::alert_v2_acl}, 100, seconds(1)},
        {{endpoint::tree, endpoint::object_status}, 50, seconds(1)},
        {{endpoint::jobs}, 20, seconds(1)},
        {{endpoint::job}, 20, seconds(1)},
        {{endpoint::pipelines, endpoint::pipeline}, 150, seconds(1)},
        {{endpoint::secret_scopes, endpoint::secret_acl}, 1100, minutes(1)},
        {{endpoint::tokens}, 40, seconds(1)},
        {{endpoint::experiments}, 7, seconds(1)},
        {{endpoint::workspace_models, endpoint::workspace_model}, 40, seconds(1)}};
}

bool weather_config::calm() const {
    return latency_most.count() == 0 && latency_least.count() == 0 && limits.empty() && refused.empty() &&
           faults + resets + truncated + malformed + slow + outage_every == 0;
}

weather::weather(weather_config config) : config_(std::move(config)) {}

milliseconds weather::latency_of(const weather_question& what) const {
    const auto span =
        static_cast<std::uint64_t>(std::max<std::int64_t>((config_.latency_most - config_.latency_least).count(), 0));
    const auto u = mixed(what.key ^ config_.seed ^ requests_) >> 49U; // 15 bits
    return config_.latency_least +
           milliseconds(static_cast<std::int64_t>((((u * u >> 15U) * u >> 15U) * u >> 15U) * span >> 15U));
}

std::string weather::retry_after_text(milliseconds wait, const weather_question& what) const {
    auto form = config_.retry_after;
    if (form == retry_after_form::mixed) form = static_cast<retry_after_form>(mixed(what.key ^ requests_) % 3);
    const auto whole = std::chrono::ceil<std::chrono::seconds>(std::max(wait, milliseconds(1)));
    switch (form) {
    case retry_after_form::seconds: return std::to_string(whole.count());
    case retry_after_form::date: return http_date(what.wall + whole);
    default: return {};
    }
}

std::optional<weather_verdict> weather::throttled(const weather_question& what) {
    for (std::size_t i = 0; i < config_.limits.size(); ++i) {
        const auto& limit = config_.limits[i];
        if (std::ranges::find(limit.families, what.family) == limit.families.end() || limit.requests == 0) continue;
        const auto host = static_cast<std::uint64_t>(what.workspace.value_or(0));
        const auto capacity = static_cast<double>(limit.requests);
        const auto [found, fresh] = buckets_.try_emplace(mixed(host) ^ i, bucket{capacity, what.now});
        auto& level = found->second;
        const auto per_ms = capacity / static_cast<double>(std::max<std::int64_t>(limit.period.count(), 1));
        level.tokens = std::min(capacity, level.tokens + per_ms * static_cast<double>((what.now - level.at).count()));
        level.at = what.now;
        auto& trouble = troubles_[what.key];
        if (level.tokens >= 1 || (config_.throttled_at_most > 0 && trouble.throttles >= config_.throttled_at_most)) {
            level.tokens = std::max(level.tokens - 1, 0.0);
            trouble.throttles = 0;
            if (trouble.faults == 0) troubles_.erase(what.key);
            continue;
        }
        ++trouble.throttles;
        weather_verdict verdict;
        verdict.what = weather_kind::throttle;
        verdict.status = 429;
        const auto wait = milliseconds(static_cast<std::int64_t>(std::ceil((1 - level.tokens) / per_ms)));
        verdict.retry_after = retry_after_text(wait, what);
        return verdict;
    }
    return std::nullopt;
}

std::optional<weather_verdict> weather::failing(const weather_question& what) {
    const auto longest = std::max(config_.longest_burst, 1U);
    const auto known = troubles_.find(what.key);
    const auto failed_before = known == troubles_.end() ? 0U : known->second.faults;
    const auto fail_as = [&](weather_kind kind, std::uint64_t hash) {
        ++troubles_[what.key].faults;
        weather_verdict verdict;
        verdict.what = kind;
        if (kind != weather_kind::fault) return verdict;
        verdict.status = (hash & 1U) != 0 ? 500 : 503;
        if (verdict.status == 503 && (hash & 2U) != 0) verdict.retry_after = retry_after_text(milliseconds(1), what);
        return verdict;
    };
    if (config_.outage_every > 0 && failed_before < longest &&
        requests_ % (config_.outage_every + config_.outage_length) >= config_.outage_every)
        return fail_as(weather_kind::fault, 2);

    const std::array<std::pair<std::uint32_t, weather_kind>, 4> kinds{{{config_.faults, weather_kind::fault},
                                                                       {config_.resets, weather_kind::reset},
                                                                       {config_.truncated, weather_kind::truncate},
                                                                       {config_.malformed, weather_kind::malform}}};
    std::uint32_t total = 0;
    for (const auto& [part, kind] : kinds) total += part;
    const auto fate = mixed(what.key ^ config_.seed);
    if (total == 0 || of_thousand(fate) >= total || failed_before >= 1 + (fate >> 50U) % longest) {
        troubles_.erase(what.key);
        return std::nullopt;
    }
    const auto turn = mixed(fate + failed_before);
    auto at = static_cast<std::uint32_t>(turn >> 33U) % total;
    for (const auto& [part, kind] : kinds) {
        if (at < part) return fail_as(kind, turn);
        at -= part;
    }
    return std::nullopt;
}

weather_verdict weather::decide(const weather_question& what) {
    if (what.family == endpoint::simulator) return {};
    ++requests_;
    if (troubles_.size() > most_remembered) troubles_.clear();
    weather_verdict verdict;
    const bool refused = std::ranges::any_of(config_.refused, [&](const refused_family& row) {
        return row.family == what.family && (!row.workspace || row.workspace == what.workspace);
    });
    if (refused) {
        verdict.what = weather_kind::refuse;
        verdict.status = 403;
    } else if (auto slower = throttled(what)) {
        verdict = std::move(*slower);
    } else if (auto fault = failing(what)) {
        verdict = std::move(*fault);
    } else if (of_thousand(mixed(what.key ^ ~config_.seed)) < config_.slow) {
        verdict.what = weather_kind::dribble;
        verdict.dribble = config_.slow_for;
    }
    verdict.delay = latency_of(what);
    return verdict;
}

std::string http_date(std::chrono::sys_seconds when) {
    static constexpr std::array<std::string_view, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                             "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss time(when - day);
    return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT", days[std::chrono::weekday(day).c_encoding()],
                       static_cast<unsigned>(date.day()), months[static_cast<unsigned>(date.month()) - 1],
                       static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                       time.seconds().count());
}

} // namespace canreach::simulator
