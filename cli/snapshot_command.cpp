#include <CLI/App.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "audit/audits.hpp"
#include "cli/account_session.hpp"
#include "cli/command.hpp"
#include "cli/kept_audit.hpp"
#include "cli/text_file.hpp"
#include "report/snapshot.hpp"

namespace canreach::cli {
namespace {

struct snapshot_flags {
    db_flags db;
    std::string name, kind, out;
};
using audit_function = std::function<result<audit::dossier>(audit::account&, const snapshot_flags&)>;

exit_code run_snapshot(const snapshot_flags& flags, const audit_function& audit) {
    auto session = open_named(flags.db);
    if (!session) return fail_with(session.error());
    auto account = session->account();
    auto made = audit(account, flags);
    if (!made) return fail_with(made.error());
    const bool complete = made->coverage().empty();
    const auto kept = snapshot_of(*session, *std::move(made));
    if (!kept) return fail_with(kept.error());
    const auto text = report::render_snapshot(*kept);
    if (flags.out == "-") {
        if (!print(text)) return exit_code::error;
    } else if (const auto written = write_text_file(flags.out, text); !written) {
        return fail_with(written.error());
    }
    return complete ? exit_code::yes : exit_code::gaps;
}

} // namespace

void add_snapshot_command(CLI::App& app, invocation& chosen) {
    auto* command = app.add_subcommand("snapshot", "One subject's audit as JSON to read and to keep");
    command->require_subcommand(1);
    command->footer("Examples:\n"
                    "  canreach snapshot principal alice@example.com --out alice.json\n"
                    "  canreach snapshot resource main.hr.salaries --out salaries.json\n"
                    "  canreach audit principal alice@example.com --baseline alice.json\n\n"
                    "One row a line, in one order: the same account file gives the same bytes, so version control\n"
                    "shows what changed. docs/schemas/snapshot.json describes the form.\n"
                    "Exit codes: 0 complete, 3 something that matters was not read, 1 error.");
    const auto flags = std::make_shared<snapshot_flags>();
    const auto add = [&](const char* name, const char* help, const char* naming, audit_function audit) {
        auto* one = command->add_subcommand(name, help);
        add_db_flag(*one, flags->db);
        one->add_option("name", flags->name, naming)->required();
        one->add_option("--out", flags->out, "The file to write; - is standard output")->type_name("FILE")->required();
        one->callback([flags, &chosen, audit = std::move(audit)] {
            chosen.run = [flags, audit] { return run_snapshot(*flags, audit); };
        });
        return one;
    };
    add("principal", "A user, service principal or group", "E-mail, application id, display name or #id",
        [](audit::account& in, const snapshot_flags& asked) -> result<audit::dossier> {
            const auto kind = kind_named(asked.kind);
            if (!kind) return kind.error();
            return audit_principal(in, asked.name, *kind);
        })
        ->add_option("--kind", flags->kind, "user, service principal or group")
        ->type_name("KIND");
    add("group", "A group: members, grants, what members hold besides", "Display name or #id",
        [](audit::account& in, const snapshot_flags& asked) { return audit_group(in, asked.name); });
    add("resource", "Everyone who reaches a resource, how and from where",
        "Full name, display name, path, URL of a workspace or storage, id; prod:name for one workspace's",
        [](audit::account& in, const snapshot_flags& asked) -> result<audit::dossier> {
            const auto kind = kind_named(asked.kind);
            if (!kind) return kind.error();
            return audit_resource(in, asked.name, {*kind, true});
        })
        ->add_option("--resource-type", flags->kind, "table, catalog, job, workspace, Hive table, …")
        ->type_name("KIND");
}

} // namespace canreach::cli
