#include <CLI/App.hpp>
#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <memory>
#include <stdlib.h>
#include <string_view>
#include <unistd.h>
#include <utility>

#include "cli/account_session.hpp"
#include "cli/command.hpp"
#include "cli/crawl_runner.hpp"
#include "cli/crawl_summary.hpp"
#include "cli/simulated_server.hpp"
#include "crawler/databricks_config.hpp"
#include "crawler/proxy.hpp"
#include "storage/account_summary.hpp"

namespace canreach::cli {
namespace {

/// Asked one after the other: both directions, a reason, a no, a listing, and a word on what was not read.
constexpr std::array<std::string_view, 8> questions{
    "WHO CAN SELECT main.hr.salaries",
    "WHY CAN alice@example.com SELECT main.sales.orders",
    "CAN bob@example.com INSERT INTO main.hr.salaries",
    "FROM WHICH WORKSPACES CAN alice@example.com SELECT main.sales.orders",
    "WHAT TABLES CAN alice@example.com SELECT IN CATALOG main",
    "COUNT (WHAT TABLES CAN GROUP `data-eng` MODIFY) GROUP BY resource.catalog",
    "SHOW GRANTS ON SCHEMA main.sales",
    "SHOW COVERAGE",
};

struct demo_flags {
    account_choice account;
    std::string out = "demo.canreach";
};

/// A file in the folder for temporary files that nobody else has, removed at the end.
class scratch_file {
public:
    scratch_file() : path_((std::filesystem::temp_directory_path() / "canreach-demo-XXXXXX.pem").string()) {
        if (const auto made = ::mkstemps(path_.data(), sizeof ".pem" - 1); made >= 0) ::close(made);
    }
    ~scratch_file() {
        std::error_code ignored;
        std::filesystem::remove(path_, ignored);
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

private:
    std::string path_;
};

result<crawl_job> job_for(const simulator::account& account, const simulator::service_options& service,
                          std::uint16_t port, const std::string& ca_file, const std::string& out) {
    crawler::config_flags told;
    told.host = fmt::format("https://{}", simulator::account_host_of(account.where));
    told.account_id = account.id;
    told.client_id = service.accepted.client_id;
    told.client_secret = crawler::secret(service.accepted.client_secret);
    const auto no_environment = [](std::string_view) -> std::optional<std::string> { return std::nullopt; };
    auto config = crawler::resolve_config(told, no_environment, crawler::read_config_file);
    if (!config) return std::move(config).error();
    auto proxy = crawler::parse_proxy(fmt::format("http://127.0.0.1:{}", port), "");
    if (!proxy) return std::move(proxy).error();
    crawl_job job;
    job.out = out;
    job.options.config = std::move(*config);
    job.options.connection.ca_file = ca_file;
    job.options.connection.proxy = std::move(*proxy);
    job.options.stop_on_signals = true;
    job.demo = true;
    return job;
}

exit_code demo(const demo_flags& flags) {
    const auto chosen = make_account(flags.account);
    if (!chosen) return fail_with(chosen.error());
    const auto& account = chosen->made;
    const scratch_file authority;
    simulator::server_options options;
    options.serves = account;
    options.ca_file = authority.path();
    auto server = simulator::server::start(options);
    if (!server) return fail_with(server.error());
    print(fmt::format(
        "canreach demo: a synthetic account (seed {}, preset {}), served on 127.0.0.1:{}, crawled over HTTPS\n\n",
        flags.account.seed, flags.account.preset, (*server)->port()));

    // A file of an earlier demo is made anew; any other file is left alone, and the crawl refuses to touch it.
    if (const auto before = storage::summarise(flags.out, 0);
        before && before->notes.contains(std::string(demo_note))) {
        std::error_code ignored;
        for (const auto* side : {"", "-wal", "-shm", ".graph"}) std::filesystem::remove(flags.out + side, ignored);
    }
    auto job = job_for(*account, options.service, (*server)->port(), authority.path(), flags.out);
    if (!job) return fail_with(job.error());
    const auto end = run_crawl_job(*job);
    if (!end) return fail_with(end.error());
    print(describe(*job, *end));
    (*server)->stop();
    if (!end->sealed) return exit_code_of(*end);

    auto session = account_session::open(flags.out);
    if (!session) return fail_with(session.error());
    const auto how = report_options({});
    bool failed = false;
    for (const auto question : questions) {
        print(fmt::format("\n$ canreach query '{}'\n", question));
        failed = session->answer(question, how) == exit_code::error || failed;
    }
    print(fmt::format("\nAsk it yourself:   canreach --db {} who can SELECT main.hr.salaries\n", flags.out));
    return failed ? exit_code::error : exit_code::yes;
}

} // namespace

void add_demo_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<demo_flags>();
    auto* command = app.add_subcommand("demo", "A simulated account, crawled and questioned, in one command");
    command->add_option("--seed", flags->account.seed, "The same seed gives the same account")->capture_default_str();
    command->add_option("--out", flags->out, "The account file to make; that of an earlier demo is replaced")
        ->capture_default_str();
    command->footer("Example:\n  canreach demo && canreach --db demo.canreach who can SELECT main.hr.salaries");
    command->callback([flags, &chosen] { chosen.run = [flags] { return demo(*flags); }; });
}

} // namespace canreach::cli
