#include "cli/clone_audit.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "actions/clone_changes.hpp"
#include "audit/clone.hpp"
#include "cli/account_session.hpp"
#include "cli/apply_flags.hpp"
#include "cli/dossier_flags.hpp"
#include "cli/kept_audit.hpp"

namespace canreach::cli {
namespace {

struct clone_flags {
    db_flags db;
    dossier_flags form;
    kept_flags kept;
    std::string source, target;
    apply_flags applying;
};

exit_code apply_clone(audit::account& in, fact_source& source, const audit::clone_report& report,
                      const clone_flags& flags) {
    const auto platform = platform_of(flags.applying);
    if (!platform) return fail_with(platform.error());
    auto changes = actions::clone_changes(in, source, report, platform->config);
    if (!changes) return fail_with(changes.error());
    application_plan plan{"clone", report.told.subject, *std::move(changes), {}};
    const auto count = [&](audit::step_place where) {
        return std::ranges::count(report.plan.steps, where, &audit::clone_step::where);
    };
    if (const auto outside = count(audit::step_place::identity_provider); outside > 0)
        plan.remarks.push_back(
            fmt::format("{} needed {} kept by the identity provider; `canreach audit clone` lists them", outside,
                        outside == 1 ? "membership is" : "memberships are"));
    if (const auto unsure = count(audit::step_place::cannot_tell); unsure > 0)
        plan.remarks.push_back(
            fmt::format("of {} {} it cannot be told whether they are needed", unsure, unsure == 1 ? "step" : "steps"));
    return apply_and_tell(plan, *platform, in.names.snapshot(), flags.applying, flags.form);
}

exit_code run(const clone_flags& flags) {
    auto session = open_named(flags.db);
    if (!session) return fail_with(session.error());
    auto account = session->account();
    auto reader = session->reader();
    auto report = audit::report_clone(account, reader, flags.source, flags.target);
    if (!report) return fail_with(report.error());
    if (flags.applying.apply) return apply_clone(account, reader, *report, flags);
    return finish_audit(*session, std::move(report->told), flags.form, flags.kept);
}

} // namespace

void add_clone_audit(CLI::App& audit, invocation& chosen) {
    const auto flags = std::make_shared<clone_flags>();
    auto* command =
        audit.add_subcommand("clone", "What to do, and where, to give one principal the access of another; --apply");
    command->add_option("source", flags->source, "Whose access")->required();
    command->add_option("target", flags->target, "Who is to have it, too")->required();
    add_db_flag(*command, flags->db);
    add_dossier_flags(*command, flags->form);
    add_kept_flags(*command, flags->kept);
    auto* apply = add_apply_flags(*command, flags->applying);
    for (const auto* kept : {"--baseline", "--save-snapshot"}) apply->excludes(command->get_option(kept));
    command->footer(
        "Examples:\n"
        "  canreach audit clone alice@example.com new.hire@example.com\n"
        "  canreach audit clone alice@example.com new.hire@example.com --apply -p acme\n"
        "  canreach audit clone alice@example.com new.hire@example.com --apply --yes -p acme -o json\n\n"
        "--apply makes what is to be done in Databricks: memberships of account groups by SCIM, and grants in\n"
        "Unity Catalog; each is read again. What is there already is not sent. Crawl anew to see the effect.\n\n" +
        login_footer() +
        "\nExit code of --apply: 0 all is in place, 1 something failed, 2 not confirmed, 3 something is left\n"
        "to the identity provider or to you, 64 no terminal to confirm on, 130 interrupted.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return run(*flags); }; });
}

} // namespace canreach::cli
