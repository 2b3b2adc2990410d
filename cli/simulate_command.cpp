#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <csignal>
#include <ctime>
#include <map>
#include <memory>
#include <utility>

#include "cli/command.hpp"
#include "cli/simulated_server.hpp"
#include "cli/simulated_truth.hpp"
#include "cli/text_file.hpp"
#include "cli/weather_flags.hpp"
#include "simulator/shape.hpp"

namespace canreach::cli {
namespace {

struct simulate_flags {
    account_choice account;
    simulator::server_options server;
    weather_flags weather;
    std::string ca_file = "canreach-simulator-ca.pem";
    std::string env_file, stats_file, truth_file;
    std::int64_t milliseconds = 0; ///< 0 = until stopped
};

/// Blocks the stopping signals in all threads, so that `wait()` can take them. Before any thread is started.
class stop_signals {
public:
    stop_signals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGINT);
        sigaddset(&set_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    }
    /// Until one of them comes, or the time is over (0 = never).
    void wait(std::chrono::milliseconds limit) const {
        if (limit.count() == 0) {
            int which = 0;
            sigwait(&set_, &which);
            return;
        }
        const timespec time{static_cast<std::time_t>(limit.count() / 1000),
                            static_cast<long>(limit.count() % 1000 * 1'000'000)};
        sigtimedwait(&set_, nullptr, &time);
    }

private:
    sigset_t set_{};
};

constexpr std::size_t largest_upload_bytes = std::size_t{64} << 20U;

exit_code simulate(const simulate_flags& flags) {
    const stop_signals signals;
    auto chosen = make_account(flags.account);
    if (!chosen) return fail_with(chosen.error());
    const auto& account = chosen->made;
    if (!flags.truth_file.empty()) {
        const auto truth = write_truth(*account, flags.truth_file);
        if (!truth) return fail_with(truth.error());
        print(fmt::format("{}  sha256 {}  {} gaps\n", flags.truth_file, truth->digest, truth->gaps));
        return exit_code::yes;
    }
    for (const auto& line : chosen->unsaid) fmt::print(stderr, "note: no reply can say {}\n", line);
    auto weather = weather_of(flags.weather, *account);
    if (!weather) return fail_with(weather.error());
    // Found out now, not when the statistics of an hour are there.
    if (!flags.stats_file.empty())
        if (auto written = write_text_file(flags.stats_file, ""); !written) return fail_with(written.error());
    auto options = flags.server;
    options.serves = account;
    options.weather = std::move(*weather);
    options.service.rows_move = rows_move(flags.weather);
    options.service.token_lifetime = token_lifetime(flags.weather);
    options.ca_file = flags.ca_file;
    // Rows to load come in one piece.
    if (options.service.accepts_writes) options.body_limit_bytes = largest_upload_bytes;
    auto server = simulator::server::start(options);
    if (!server) return fail_with(server.error());

    const auto environment = client_environment(*account, options.service, (*server)->port(), flags.ca_file);
    if (!flags.env_file.empty())
        if (auto written = write_text_file(flags.env_file, environment); !written) return fail_with(written.error());
    print(fmt::format("a simulated account on 127.0.0.1:{}; stop it with Ctrl-C. In another shell:\n\n",
                      (*server)->port()));
    std::string exports = environment;
    for (std::size_t at = 0; at < exports.size(); at = exports.find('\n', at) + 1) exports.insert(at, "export ");
    print(exports + "\ncanreach crawl --out simulated.canreach\n");
    signals.wait(std::chrono::milliseconds(flags.milliseconds));
    (*server)->stop();
    const auto stats = simulator::to_json((*server)->stats());
    if (flags.stats_file.empty())
        fmt::print(stderr, "{}\n", stats);
    else if (auto written = write_text_file(flags.stats_file, stats + "\n"); !written)
        return fail_with(written.error());
    return exit_code::yes;
}

void add_flags(CLI::App& command, simulate_flags& flags) {
    const auto presets = simulator::preset_names();
    command
        .add_option("--preset", flags.account.preset, fmt::format("Size of the account: {}", fmt::join(presets, ", ")))
        ->check(CLI::IsMember(std::vector<std::string>(presets.begin(), presets.end())))
        ->capture_default_str();
    command.add_option("--seed", flags.account.seed, "The same seed gives the same account")
        ->check([](const std::string& seed) {
            return seed.starts_with('-') ? "wanted a whole number, 0 or more" : std::string{};
        })
        ->capture_default_str();
    command.add_option("--cloud", flags.account.cloud, "Names of hosts: azure, aws or gcp")
        ->check(CLI::IsMember({"azure", "aws", "gcp"}))
        ->capture_default_str();
    command.add_option("--world", flags.account.world, "Serve this world file instead of a preset")
        ->type_name("WORLD.json");
    command.add_option("--case", flags.account.case_id, "The worked case to serve, of a file that holds many")
        ->type_name("ID")
        ->needs("--world");
    command.add_option("--port", flags.server.port, "Loopback port; 0 = any free one")
        ->check(CLI::Range(0, 65'535))
        ->capture_default_str();
    command.add_flag("--http", flags.server.plain_http, "Also answer without TLS");
    command.add_option("--ca-file", flags.ca_file, "Where the throw-away CA's certificate is written")
        ->type_name("FILE")
        ->capture_default_str();
    command.add_option("--env-file", flags.env_file, "Write the client's environment there, as NAME=value lines")
        ->type_name("FILE");
    command
        .add_option("--stats-file", flags.stats_file, "Write what was served there at the end; default: standard error")
        ->type_name("FILE");
    command
        .add_option("--truth-file", flags.truth_file,
                    "Serve nothing: write what a whole crawl of this account must come to, as an account file")
        ->type_name("FILE");
    const std::map<std::string, std::int64_t> units{{"ms", 1}, {"s", 1000}, {"m", 60'000}};
    command.add_option("--for", flags.milliseconds, "Stop after this time, e.g. 300s; default: when told to")
        ->type_name("TIME")
        ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"))
        ->check([](const std::string& time) {
            return time == "0" || time.starts_with('-') ? "wanted some time, e.g. 300s" : std::string{};
        });
    command
        .add_option("--login-as", flags.server.service.accepted.client_id,
                    "Let clients log in as this service principal of the account; it sees permission lists only where "
                    "it is workspace admin")
        ->type_name("APPLICATION-ID")
        ->default_str("one from outside, that sees everything");
    command
        .add_option("--empty-page-every", flags.server.service.empty_page_every,
                    "Every n-th page of a token list is empty")
        ->capture_default_str();
    command
        .add_option("--page-limit", flags.server.service.page_limit, "Most rows of a page; 0 = as the platform does")
        ->capture_default_str();
    command.add_flag("--writable", flags.server.service.accepts_writes,
                     "Take what `audit clone --apply` and `audit system-tables --apply` write, and remember it");
    command.add_flag("!--no-identity-v2", flags.server.service.identity_v2,
                     "The direct members of a group are not served page by page, as where that API is not offered");
    command.add_flag("--groups-with-members", flags.server.service.groups_list_has_members,
                     "The group list carries members, as before August 2025");
    add_weather_flags(command, flags.weather);
}

} // namespace

void add_simulate_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<simulate_flags>();
    auto* command = app.add_subcommand("simulate", "Serve a synthetic account over HTTPS, on this machine only");
    add_flags(*command, *flags);
    command->footer(
        "Examples:\n"
        "  canreach simulate --preset small --seed 7\n"
        "  canreach simulate --world world.json --for 60s\n"
        "  canreach simulate --preset medium --weather storm --latency 5ms..200ms\n\n"
        "Any client reaches it by real-looking host names through HTTPS_PROXY and the CA file.\n"
        "What it served: curl http://127.0.0.1:PORT/_simulator/stats; what was written: …/_simulator/writes");
    command->callback([flags, &chosen] { chosen.run = [flags] { return simulate(*flags); }; });
}

} // namespace canreach::cli
