#include "cli/weather_flags.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>
#include <string_view>
#include <utility>

namespace canreach::cli {
namespace {

/// `250ms` or `2s`.
std::optional<std::chrono::milliseconds> duration_of(std::string_view text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc{} || number < 0 || number > 3'600'000) return std::nullopt;
    const auto unit = text.substr(static_cast<std::size_t>(end - text.data()));
    if (unit == "ms") return std::chrono::milliseconds(number);
    if (unit == "s") return std::chrono::seconds(number);
    return std::nullopt;
}

result<void> set_latency(std::string_view text, simulator::weather_config& made) {
    if (text.empty()) return {};
    const auto dots = text.find("..");
    const auto least = duration_of(text.substr(0, dots));
    const auto most = dots == std::string_view::npos ? least : duration_of(text.substr(dots + 2));
    if (!least || !most || *most < *least)
        return fail(errc::bad_input,
                    fmt::format("--latency `{}`; wanted a time or a range, e.g. 5ms or 5ms..200ms", printable(text)));
    made.latency_least = *least;
    made.latency_most = *most;
    return {};
}

result<simulator::refused_family> refusal_of(std::string_view text, const simulator::account& account) {
    simulator::refused_family made;
    const auto colon = text.rfind(':');
    const auto family = colon == std::string_view::npos ? text : text.substr(colon + 1);
    const auto known = simulator::endpoint_named(family);
    if (!known)
        return fail(errc::bad_input,
                    fmt::format("--refuse `{}`; wanted [WORKSPACE:]FAMILY, e.g. dev:grants", printable(text)));
    made.family = *known;
    if (colon == std::string_view::npos) return made;
    const auto name = text.substr(0, colon);
    const auto where = std::ranges::find_if(account.workspaces, [&](const simulator::workspace& one) {
        return one.name == name || fmt::to_string(one.id) == name;
    });
    if (where == account.workspaces.end())
        return fail(errc::not_found, fmt::format("--refuse: the account has no workspace `{}`", printable(name)));
    made.workspace = where->id;
    return made;
}

/// Everything at once, as bad as it may be while retries still get through.
simulator::weather_config storm() {
    simulator::weather_config made;
    made.latency_least = std::chrono::milliseconds(1);
    made.latency_most = std::chrono::milliseconds(60);
    made.limits = simulator::published_rate_limits();
    made.retry_after = simulator::retry_after_form::mixed;
    made.throttled_at_most = 3;
    made.faults = 30;
    made.resets = 20;
    made.truncated = 15;
    made.malformed = 15;
    made.slow = 10;
    made.slow_for = std::chrono::milliseconds(200);
    made.outage_every = 700;
    made.outage_length = 10;
    return made;
}

} // namespace

void add_weather_flags(CLI::App& command, weather_flags& flags) {
    const auto share = [&](const char* name, double& target, const char* help) {
        command.add_option(name, target, help)->check(CLI::Range(0.0, 1.0))->type_name("SHARE")->group("Weather");
    };
    command.add_option("--weather", flags.preset, "calm; limits: the published rate limits; storm: everything at once")
        ->check(CLI::IsMember({"calm", "limits", "storm"}))
        ->capture_default_str()
        ->group("Weather");
    command.add_option("--latency", flags.latency, "Before each reply, e.g. 5ms or 5ms..200ms")->group("Weather");
    command
        .add_option("--retry-after", flags.retry_after, "How a 429 says when to come back: seconds, date, none, mixed")
        ->check(CLI::IsMember({"seconds", "date", "none", "mixed"}))
        ->group("Weather");
    share("--errors", flags.errors, "Share of requests answered 500 or 503, e.g. 0.02");
    share("--resets", flags.resets, "Share of connections that are reset");
    share("--truncated", flags.truncated, "Share of bodies that end too early");
    share("--malformed", flags.malformed, "Share of bodies that are no JSON");
    share("--slow", flags.slow, "Share of bodies that dribble in");
    command
        .add_option("--token-expiry", flags.token_seconds,
                    "Seconds for which a token is good; default: 3600, in a storm 10")
        ->check(CLI::Range(1, 86'400))
        ->group("Weather");
    command.add_flag("--moving-rows", flags.moving_rows, "New users and groups come in before the place being read")
        ->group("Weather");
    command
        .add_option("--refuse", flags.refuse, "[WORKSPACE:]FAMILY that answers 403, e.g. dev:grants; may be repeated")
        ->group("Weather");
}

std::chrono::seconds token_lifetime(const weather_flags& flags) {
    if (flags.token_seconds > 0) return std::chrono::seconds(flags.token_seconds);
    return flags.preset == "storm" ? std::chrono::seconds(10) : std::chrono::hours(1);
}

bool rows_move(const weather_flags& flags) {
    return flags.moving_rows || flags.preset == "storm";
}

result<simulator::weather_config> weather_of(const weather_flags& flags, const simulator::account& account) {
    auto made = flags.preset == "storm" ? storm() : simulator::weather_config{};
    if (flags.preset == "limits") made.limits = simulator::published_rate_limits();
    if (auto set = set_latency(flags.latency, made); !set) return std::move(set).error();
    const auto per_mille = [](double wanted, std::uint32_t& target) {
        if (wanted >= 0) target = static_cast<std::uint32_t>(std::lround(wanted * 1000));
    };
    per_mille(flags.errors, made.faults);
    per_mille(flags.resets, made.resets);
    per_mille(flags.truncated, made.truncated);
    per_mille(flags.malformed, made.malformed);
    per_mille(flags.slow, made.slow);
    if (flags.retry_after == "seconds") made.retry_after = simulator::retry_after_form::seconds;
    if (flags.retry_after == "date") made.retry_after = simulator::retry_after_form::date;
    if (flags.retry_after == "none") made.retry_after = simulator::retry_after_form::absent;
    if (flags.retry_after == "mixed") made.retry_after = simulator::retry_after_form::mixed;
    for (const auto& text : flags.refuse) {
        auto refusal = refusal_of(text, account);
        if (!refusal) return std::move(refusal).error();
        made.refused.push_back(*refusal);
    }
    return made;
}

} // namespace canreach::cli
