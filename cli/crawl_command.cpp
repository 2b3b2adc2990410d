#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "actions/elevation.hpp"
#include "cli/command.hpp"
#include "cli/crawl_runner.hpp"
#include "cli/crawl_summary.hpp"
#include "cli/elevation_text.hpp"
#include "cli/environment.hpp"
#include "cli/login_flags.hpp"
#include "crawler/count_account.hpp"
#include "crawler/estimate.hpp"
#include "crawler/plan.hpp"
#include "crawler/tree_scope.hpp"
#include "report/numbers.hpp"
#include "report/text_table.hpp"

namespace canreach::cli {
namespace {

struct crawl_flags {
    std::string out;
    bool resume = false;
    bool by_family = false;
    bool plan = false;
    std::string elevate; ///< empty: not asked for; else `now` or `plan`
    bool quiet = false;
    std::string log_format = "text";

    login_flags login;

    std::vector<std::string> warehouses; ///< `WORKSPACE=ID`
    bool start_warehouses = false;
    std::string grants = "auto";
    std::uint32_t activity_days = 0; ///< 0 = not asked for

    crawler::crawl_scope scope;
    unsigned max_in_flight = 20;
    unsigned max_retries = 8;
    std::string tree = "full";
    std::vector<std::string> tree_paths;
    std::chrono::milliseconds retry_base_delay{500};
    std::chrono::milliseconds retry_max_delay{30'000};
};

result<crawler::sql::options> sql_options_of(const crawl_flags& flags) {
    crawler::sql::options made;
    for (const auto& text : flags.warehouses) {
        const auto equals = text.rfind('='); // names of workspaces may hold one, ids of warehouses do not
        if (equals == std::string::npos || equals == 0 || equals + 1 == text.size())
            return fail(errc::bad_input, fmt::format("--warehouse `{}` is no WORKSPACE=ID", printable(text)))
                .hinting("name the workspace by its name or number, as in --warehouse prod=f562046bc1272886");
        if (!made.warehouses.emplace(text.substr(0, equals), text.substr(equals + 1)).second)
            return fail(errc::bad_input,
                        fmt::format("--warehouse names the workspace `{}` twice", printable(text.substr(0, equals))));
    }
    made.start_warehouses = flags.start_warehouses;
    if (flags.activity_days > 0) made.activity_days = flags.activity_days;
    made.grants = flags.grants == "sql"    ? crawler::sql::grant_route::sql
                  : flags.grants == "rest" ? crawler::sql::grant_route::rest
                                           : crawler::sql::grant_route::automatic;
    return made;
}

result<crawl_job> job_of(const crawl_flags& flags) {
    auto begun = crawl_options_of(flags.login);
    if (!begun) return std::move(begun).error();
    auto by_sql = sql_options_of(flags);
    if (!by_sql) return std::move(by_sql).error();

    crawl_job job;
    job.out = flags.out;
    job.resume = flags.resume;
    job.quiet = flags.quiet;
    job.json_log = flags.log_format == "json";
    job.elevate = flags.elevate == "now";
    job.options = std::move(*begun);
    auto& options = job.options;
    options.sql = std::move(*by_sql);
    options.scope = flags.scope;
    options.governor.max_in_flight = flags.max_in_flight;
    options.governor.start_in_flight = std::min(options.governor.start_in_flight, flags.max_in_flight);
    options.retry.max_retries = flags.max_retries;
    options.tree.depth = crawler::tree_depth_named(flags.tree).value_or(crawler::tree_depth::full);
    options.tree.subtrees = flags.tree_paths;
    options.retry.base_delay = flags.retry_base_delay;
    options.retry.max_delay = flags.retry_max_delay;
    options.stop_on_signals = true;
    return job;
}

std::string text_of(const crawler::estimate& made, bool in_bulk) {
    report::text_table table;
    table.add_column("family");
    for (const auto* title : {"requests at least", "at the limit"})
        table.add_column(title, report::text_table::align::right);
    for (const auto& row : made.families)
        table.add_row({std::string(row.family), row.requests ? report::grouped(*row.requests) : "not known",
                       row.at_the_limit ? fmt::format("{} s", row.at_the_limit->count()) : std::string("-")});
    return fmt::format("{}{} requests at least, with grants {}; {} s at the published limits.\n"
                       "{} families are not known beforehand: what rows of others give rise to.\n",
                       table.render({}), report::grouped(made.requests), in_bulk ? "in bulk" : "one object at a time",
                       made.longest.count(), made.unknown);
}

/// Without a login the plan alone; with one also what it comes to in this account.
exit_code show_plan(const crawl_flags& flags) {
    if (!print(crawler::plan_text(standard_output().width))) return exit_code::error;
    const auto job = job_of(flags);
    if (!job) {
        fmt::print(stderr, "nothing is estimated without a login: {}\n", job.error().to_string());
        return exit_code::yes;
    }
    const auto counts = crawler::count_account(job->options);
    if (!counts) return fail_with(counts.error());
    const bool in_bulk = job->options.sql.grants == crawler::sql::grant_route::sql;
    return print("\n" + text_of(crawler::estimate_requests(*counts, in_bulk), in_bulk)) ? exit_code::yes
                                                                                        : exit_code::error;
}

exit_code crawl(const crawl_flags& flags) {
    if (flags.plan) return show_plan(flags);
    const auto job = job_of(flags);
    if (!job) return fail_with(job.error());
    if (flags.elevate == "plan") {
        const auto plan = actions::plan_elevation(job->options);
        if (!plan) return fail_with(plan.error());
        return print(describe(*plan)) ? exit_code::yes : exit_code::error;
    }
    const auto end = run_crawl_job(*job);
    if (!end) return fail_with(end.error());
    for (const auto& warning : end->crawl.warnings) fmt::print(stderr, "warning: {}\n", warning);
    if (job->json_log && !job->quiet) fmt::print(stderr, "{}\n", json_summary(*job, *end));
    print(describe(*job, *end, flags.by_family));
    return exit_code_of(*end);
}

/// What to leave out. Lists are given with commas, or by naming the option again.
void add_scope_flags(CLI::App& command, crawler::crawl_scope& scope) {
    const auto list = [&](const char* name, std::vector<std::string>& into, const char* type, const char* help) {
        command.add_option(name, into, help)->delimiter(',')->type_name(type)->allow_extra_args(false);
    };
    list("--workspaces", scope.workspaces, "GLOB", "Read only workspaces whose name or id fits, e.g. 'prod-*'");
    list("--workspace-urls", scope.workspace_urls, "URL", "Read only these workspaces");
    list("--catalogs", scope.catalogs, "GLOB", "Read only catalogs whose name fits");
    list("--only", scope.only, "FAMILY", "Read only these families of requests, and what leads to them (see --plan)");
    list("--skip", scope.skip, "FAMILY", "Leave these families out");
    list("--types", scope.types, "TYPE", "Of what lies in schemas and metastores, read only these: table, volume, …");
}

void add_flags(CLI::App& command, crawl_flags& flags) {
    command.add_option("--out", flags.out, "The account file to write")
        ->default_val("account.canreach")
        ->type_name("FILE");
    command.add_flag("--resume", flags.resume, "Go on with an interrupted crawl");
    command.add_flag(
        "--plan", flags.plan,
        "Show what would be read and how; with a login also how many requests that are, from counts alone");
    command
        .add_option("--elevate", flags.elevate,
                    "Be admin of the workspaces while they are read: rights are given, and taken back at the end; "
                    "=plan only shows the calls")
        ->type_name("[plan]")
        ->expected(0, 1)
        ->default_str("now")
        ->check(CLI::IsMember({"now", "plan"}));
    add_login_flags(command, flags.login);
    add_scope_flags(command, flags.scope);
    command
        .add_option("--warehouse", flags.warehouses,
                    "SQL warehouse that reads a workspace's Hive metastore and grants in bulk; may be repeated. "
                    "Default: one that runs")
        ->type_name("WORKSPACE=ID")
        ->expected(1)
        ->take_all();
    command.add_flag("--start-warehouses", flags.start_warehouses, "Start stopped warehouses, which costs money");
    command
        .add_option("--grants", flags.grants,
                    "How grants of Unity Catalog are read: in bulk (sql), one object at a time (rest), or in bulk "
                    "where a warehouse runs and the caller is metastore admin (auto)")
        ->check(CLI::IsMember({"auto", "sql", "rest"}))
        ->capture_default_str();
    command
        .add_option("--activity", flags.activity_days,
                    "Also read who used what last, looking back so many days (system tables, by SQL)")
        ->check(CLI::Range(1U, 3650U))
        ->type_name("DAYS");
    command.add_option("--max-in-flight,--workers", flags.max_in_flight, "Most requests that a host is sent at a time")
        ->check(CLI::Range(1U, 256U))
        ->capture_default_str();
    command
        .add_option("--tree", flags.tree,
                    "Notebooks, files and folders of workspaces: full, folders (without notebooks and files) or none")
        ->check(CLI::IsMember({"full", "folders", "none"}))
        ->capture_default_str();
    command
        .add_option("--tree-path", flags.tree_paths,
                    "Only this subtree, e.g. /Prod or '/Users/*@example.com/etl'; may be given several times")
        ->type_name("GLOB");
    command.add_option("--max-retries", flags.max_retries, "Retries of one request")
        ->check(CLI::Range(0U, 100U))
        ->capture_default_str();
    const std::map<std::string, std::int64_t> units{{"ms", 1}, {"s", 1000}};
    const auto delay = [&](const char* name, std::chrono::milliseconds& target, const char* help) {
        command
            .add_option_function<std::int64_t>(
                name, [&target](const std::int64_t& value) { target = std::chrono::milliseconds(value); }, help)
            ->transform(CLI::AsNumberWithUnit(units, CLI::AsNumberWithUnit::UNIT_REQUIRED, "TIME"))
            ->type_name("TIME");
    };
    delay("--retry-base-delay", flags.retry_base_delay, "First pause before a retry, e.g. 500ms; doubled each time");
    delay("--retry-max-delay", flags.retry_max_delay,
          "Longest pause of our own, e.g. 30s; Retry-After may ask for more");
    command.add_option("--log-format", flags.log_format, "Progress on standard error: text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->capture_default_str();
    command.add_flag("--by-family", flags.by_family, "Tell at the end what each family of requests did");
    command.add_flag("-q,--quiet", flags.quiet, "No progress");
}

} // namespace

void add_crawl_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<crawl_flags>();
    auto* command = app.add_subcommand("crawl", "Read a whole account into one file");
    add_flags(*command, *flags);
    command->footer(login_footer() + "\n"
                                     "Examples:\n"
                                     "  canreach crawl -p acme --out acme.canreach\n"
                                     "  canreach crawl --resume --out acme.canreach\n"
                                     "  canreach crawl -p acme --client-secret-file - < secret.txt\n"
                                     "  canreach crawl -p acme --elevate=plan\n"
                                     "  canreach crawl -p acme --catalogs 'prod_*' --skip service-principal-secrets\n\n"
                                     "Exit code: 0 complete, 3 with gaps, 130 interrupted and resumable, 1 error.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return crawl(*flags); }; });
}

} // namespace canreach::cli
