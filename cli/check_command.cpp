#include <CLI/App.hpp>
#include <fmt/format.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/check.hpp"
#include "cli/account_session.hpp"
#include "cli/command.hpp"
#include "cli/text_file.hpp"
#include "report/check_report.hpp"

namespace canreach::cli {
namespace {

struct check_flags {
    db_flags db;
    std::string annotations;
    std::vector<std::string> files;
    std::string format = "text";
    std::string fail_on = "error";
    std::string out;
    std::string today;
    bool no_colour = false;
};

/// Broken policies are errors; what is not decided is a gap; violations of the given weight or more are a no.
exit_code exit_code_of(const audit::check_report& what, audit::severity least) {
    auto code = exit_code::yes;
    for (const auto& one : what.outcomes) {
        switch (one.status) {
        case audit::rule_status::passed: break;
        case audit::rule_status::incomplete: code = combined(code, exit_code::gaps); break;
        case audit::rule_status::broken: code = combined(code, exit_code::error); break;
        case audit::rule_status::violated:
            if (one.rule.weight >= least) code = combined(code, exit_code::no);
            break;
        }
    }
    return code;
}

exit_code run_check(const check_flags& flags) {
    std::vector<audit::policy_file> files;
    bool damaged = false;
    for (const auto& path : flags.files) {
        const auto text = read_text_file(path);
        if (!text) return fail_with(text.error());
        auto parsed = audit::parse_policy(*text, path);
        if (!parsed) {
            print_failure(parsed.error());
            damaged = true; // those after it are still looked at, so that all faults are told at once
            continue;
        }
        files.push_back(std::move(*parsed));
    }
    if (damaged) return exit_code::error;
    auto session = open_named(flags.db, flags.annotations);
    if (!session) return fail_with(session.error());
    auto account = session->account();
    const auto made =
        audit::check_policies(account, files, flags.today.empty() ? utc_now().substr(0, 10) : flags.today);
    if (!made) return fail_with(made.error());
    const auto out = standard_output();
    report::check_options how;
    how.how = report::check_format_named(flags.format).value_or(report::check_format::text);
    if (flags.out.empty()) how.style = {out.width, out.colour && !flags.no_colour};
    how.version = CANREACH_VERSION;
    const auto text = report::render(*made, how);
    if (flags.out.empty()) {
        if (!print(text)) return exit_code::error;
    } else if (const auto written = write_text_file(flags.out, text); !written) {
        return fail_with(written.error());
    }
    return exit_code_of(*made, audit::severity_called(flags.fail_on).value_or(audit::severity::error));
}

} // namespace

void add_check_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<check_flags>();
    auto* command = app.add_subcommand("check", "Policies as tests: what must not be, what alone may be, what must be");
    command->add_option("policies", flags->files, "Policy files")->required()->type_name("POLICY.yaml");
    add_db_flag(*command, flags->db);
    command->add_option("--annotations", flags->annotations, "File of what no crawl can see")->type_name("FILE");
    command->add_option("-o,--output", flags->format, "Form of the report: text, json, junit, sarif")
        ->check(CLI::IsMember({"text", "json", "junit", "sarif"}))
        ->type_name("FORM")
        ->capture_default_str();
    command->add_option("--out", flags->out, "Write the report to this file")->type_name("FILE");
    command->add_option("--fail-on", flags->fail_on, "Least severity that fails: error, warning, note")
        ->check(CLI::IsMember({"error", "warning", "note"}))
        ->type_name("SEVERITY")
        ->capture_default_str();
    command->add_option("--today", flags->today, "The day that exceptions are held against; default: today, UTC")
        ->type_name("YYYY-MM-DD");
    command->add_flag("--no-color,--no-colour", flags->no_colour, "No colour, even on a terminal");
    command->footer(
        "Examples:\n"
        "  canreach check docs/policies/*.yaml\n"
        "  canreach check policies.yaml -o junit --out results.xml\n"
        "  canreach check policies.yaml -o sarif --fail-on warning > findings.sarif\n\n"
        "Exit codes: 0 all passed, 2 violated, 3 something that matters was not read, 1 a policy is wrong.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return run_check(*flags); }; });
}

} // namespace canreach::cli
