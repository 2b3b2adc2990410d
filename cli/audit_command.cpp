#include <CLI/App.hpp>
#include <fmt/format.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "audit/audits.hpp"
#include "audit/redundancy.hpp"
#include "audit/revoke_script.hpp"
#include "audit/stale.hpp"
#include "audit/subject.hpp"
#include "audit/what_if.hpp"
#include "cli/account_session.hpp"
#include "cli/clone_audit.hpp"
#include "cli/command.hpp"
#include "cli/dossier_flags.hpp"
#include "cli/kept_audit.hpp"
#include "cli/system_tables_audit.hpp"

namespace canreach::cli {
namespace {

struct audit_flags {
    db_flags db;
    dossier_flags form;
    kept_flags kept;
    std::string name, other, kind, group, principal;
    std::uint32_t days = audit::stale_options{}.days;
    std::uint32_t stale_days = 0; ///< of `audit group`; 0 = not asked for
    bool access = false, no_expand = false, paths = false, revoke_script = false, include_partial = false,
         granted = false;
};
using shared_flags = std::shared_ptr<audit_flags>;
using audit_function = std::function<result<audit::dossier>(audit::account&, const audit_flags&)>;
/// For audits that need the stored facts as well.
using session_audit = std::function<result<audit::dossier>(account_session&, const audit_flags&)>;

exit_code run(const audit_flags& flags, const session_audit& audit) {
    auto session = open_named(flags.db);
    if (!session) return fail_with(session.error());
    auto made = audit(*session, flags);
    if (!made) return fail_with(made.error());
    return finish_audit(*session, *std::move(made), flags.form, flags.kept);
}

/// What is kept or compared has every row.
bool is_kept(const audit_flags& flags) {
    return !flags.kept.save.empty() || !flags.kept.baseline.empty();
}

/// `--group` or `--principal`, of which one at most is given.
std::string_view narrowed_to(const audit_flags& flags) {
    return flags.group.empty() ? flags.principal : flags.group;
}

result<audit::dossier> what_if(account_session& session, const audit_flags& flags) {
    auto account = session.account();
    auto reader = session.reader();
    return audit::audit_what_if(account, reader, flags.name,
                                flags.granted ? graph::mode::granted : graph::mode::effective);
}

result<audit::dossier> group_audit(account_session& session, const audit_flags& flags) {
    auto account = session.account();
    if (!is_kept(flags)) account.fold_above = fold_above(flags.form);
    auto made = audit_group(account, flags.name);
    if (!made || flags.stale_days == 0) return made;
    auto reader = session.reader();
    const auto added = add_stale_grants(account, reader, reader, {flags.stale_days, flags.name}, *made);
    if (!added) return added.error();
    return made;
}

result<audit::dossier> stale(account_session& session, const audit_flags& flags) {
    auto account = session.account();
    auto reader = session.reader();
    audit::stale_options how{flags.days, {}};
    if (const auto name = narrowed_to(flags); !name.empty()) how.principal = name;
    return audit::audit_stale(account, reader, reader, how);
}

exit_code print_revoke_script(const audit_flags& flags) {
    auto session = open_named(flags.db);
    if (!session) return fail_with(session.error());
    auto account = session->account();
    std::optional<node_id> to;
    if (const auto name = narrowed_to(flags); !name.empty()) {
        const auto who = audit::find_principal(account.names, name);
        if (!who) return fail_with(who.error());
        to = who->node.id;
    }
    auto reader = session->reader();
    const auto script =
        make_revoke_script(account, reader, audit::find_redundancy(account.facts, to), flags.include_partial);
    if (!script) return fail_with(script.error());
    if (!print(script->sql)) return exit_code::error;
    if (!script->proved) return exit_code::error;
    return script->complete ? exit_code::yes : exit_code::gaps;
}

CLI::App* add(CLI::App& parent, const char* name, const char* help, const shared_flags& flags, invocation& chosen,
              session_audit audit) {
    auto* command = parent.add_subcommand(name, help);
    add_db_flag(*command, flags->db);
    add_dossier_flags(*command, flags->form);
    add_kept_flags(*command, flags->kept);
    command->callback([flags, &chosen, audit = std::move(audit)] {
        chosen.run = [flags, audit] {
            if (flags->revoke_script) return print_revoke_script(*flags);
            return run(*flags, audit);
        };
    });
    return command;
}

CLI::App* add(CLI::App& parent, const char* name, const char* help, const shared_flags& flags, invocation& chosen,
              audit_function audit) {
    return add(parent, name, help, flags, chosen,
               session_audit([audit = std::move(audit)](account_session& session, const audit_flags& asked) {
                   auto account = session.account();
                   if (!is_kept(asked)) account.fold_above = fold_above(asked.form);
                   return audit(account, asked);
               }));
}

/// What the help of an audit ends with: its own command lines.
void examples(CLI::App& command, std::initializer_list<std::string_view> lines) {
    std::string text = "Examples:";
    for (const auto line : lines) text += fmt::format("\n  canreach audit {}", line);
    command.footer(text);
}

} // namespace

void add_audit_command(CLI::App& app, invocation& chosen) {
    auto* command = app.add_subcommand("audit", "Reports about one principal, group or resource, or the whole account");
    command->require_subcommand(1);
    command->footer("Examples:\n"
                    "  canreach audit principal alice@example.com\n"
                    "  canreach audit resource main.hr.salaries -o html > salaries.html\n"
                    "  canreach audit compare alice@example.com bob@example.com --access\n"
                    "  canreach audit clone alice@example.com new.hire@example.com\n"
                    "  canreach audit redundancy --group data-eng --revoke-script > revoke.sql\n"
                    "  canreach audit stale --days 90 --group data-eng\n"
                    "  canreach audit what-if 'REMOVE alice@example.com FROM GROUP data-eng'\n"
                    "  canreach audit orphans -o csv --section owners\n"
                    "  canreach audit admins --save-snapshot admins.json\n"
                    "  canreach audit admins --baseline admins.json\n\n"
                    "Each table tells the sentence that asks for it again.");
    const auto flags = std::make_shared<audit_flags>();

    auto* principal = add(*command, "principal", "Everything about a user, service principal or group", flags, chosen,
                          [](audit::account& in, const audit_flags& asked) -> result<audit::dossier> {
                              const auto kind = kind_named(asked.kind);
                              if (!kind) return kind.error();
                              return audit_principal(in, asked.name, *kind, asked.paths);
                          });
    principal->add_option("name", flags->name, "E-mail, application id, display name or #id")->required();
    principal->add_option("--kind", flags->kind, "user, service principal or group")->type_name("KIND");
    principal->add_flag("--paths", flags->paths, "Every minimal chain of memberships into each group");
    add_full_flag(*principal, flags->form);
    offer_pictures(*principal);
    examples(*principal,
             {"principal alice@example.com", "principal alice@example.com --paths --section paths",
              "principal etl-bot --kind sp -o html > etl-bot.html", "principal alice@example.com -o svg > alice.svg"});

    auto* group = add(*command, "group", "A group: members, grants, what members hold besides", flags, chosen,
                      session_audit(group_audit));
    group->add_option("name", flags->name, "Display name or #id")->required();
    group
        ->add_option("--stale-days", flags->stale_days,
                     "Also grants of it and of its members that nobody made use of for so many days")
        ->check(CLI::Range(1U, 3650U))
        ->type_name("N");
    add_full_flag(*group, flags->form);
    offer_pictures(*group);
    examples(*group, {"group data-eng", "group data-eng -o tree", "group data-eng --stale-days 90",
                      "group data-eng -o csv --section members"});

    auto* resource = add(*command, "resource", "Everyone who reaches a resource, how and from where", flags, chosen,
                         [](audit::account& in, const audit_flags& asked) -> result<audit::dossier> {
                             const auto kind = kind_named(asked.kind);
                             if (!kind) return kind.error();
                             return audit_resource(in, asked.name, {*kind, !asked.no_expand});
                         });
    resource
        ->add_option("name", flags->name,
                     "Full name, display name, path, URL of a workspace or storage, id; prod:name for one workspace's")
        ->required();
    resource->add_option("--resource-type", flags->kind, "table, catalog, job, workspace, Hive table, …")
        ->type_name("KIND");
    resource->add_flag("--no-expand-groups", flags->no_expand, "Groups as units, not their members");
    offer_pictures(*resource);
    examples(*resource, {"resource main.hr.salaries", "resource nightly --resource-type job --no-expand-groups",
                         "resource main.hr.salaries -o mermaid"});

    auto* compare = add(*command, "compare", "Two principals side by side", flags, chosen,
                        [](audit::account& in, const audit_flags& asked) {
                            return compare_principals(in, asked.name, asked.other, {asked.access, asked.paths});
                        });
    compare->add_option("a", flags->name, "A principal")->required();
    compare->add_option("b", flags->other, "Another one")->required();
    compare->add_flag("--access", flags->access, "What each can do, not only groups");
    compare->add_flag("--paths", flags->paths, "Every minimal chain of memberships of both");
    add_full_flag(*compare, flags->form);
    offer_pictures(*compare);
    examples(*compare,
             {"compare alice@example.com bob@example.com", "compare alice@example.com bob@example.com --access"});

    add_clone_audit(*command, chosen);

    auto* offboard = add(*command, "offboard", "What to undo and what would break when somebody leaves", flags, chosen,
                         session_audit([](account_session& session, const audit_flags& asked) {
                             auto account = session.account();
                             if (!is_kept(asked)) account.fold_above = fold_above(asked.form);
                             auto reader = session.reader();
                             return audit_offboarding(account, reader, asked.name);
                         }));
    offboard->add_option("name", flags->name, "E-mail, application id, display name or #id")->required();
    add_full_flag(*offboard, flags->form);
    offer_pictures(*offboard);
    examples(*offboard, {"offboard alice@example.com", "offboard alice@example.com -o md > offboarding.md"});

    auto* redundancy = add(*command, "redundancy", "Grants that could go, nobody losing anything", flags, chosen,
                           [](audit::account& in, const audit_flags& asked) {
                               const auto name = narrowed_to(asked);
                               return audit_redundancy(in, name.empty() ? std::nullopt : std::optional(name));
                           });
    auto* of_group =
        redundancy->add_option("--group", flags->group, "Grants of this group's members")->type_name("NAME");
    redundancy->add_option("--principal", flags->principal, "Grants of this principal")
        ->type_name("NAME")
        ->excludes(of_group);
    redundancy->add_flag("--revoke-script", flags->revoke_script, "SQL that takes them back, checked before and after");
    redundancy->add_flag("--include-partial", flags->include_partial, "In the script: redundant parts of grants, too");
    examples(*redundancy, {"redundancy", "redundancy --group data-eng --revoke-script > revoke.sql",
                           "redundancy --principal alice@example.com --revoke-script --include-partial"});

    auto* unused = add(*command, "stale", "Grants that nobody made use of lately (crawl --activity)", flags, chosen,
                       session_audit(stale));
    unused->add_option("--days", flags->days, "Without any use for so many days")
        ->check(CLI::Range(1U, 3650U))
        ->type_name("N")
        ->capture_default_str();
    auto* unused_group =
        unused->add_option("--group", flags->group, "Grants of this group and of its members")->type_name("NAME");
    unused->add_option("--principal", flags->principal, "Grants of this principal, and its tables")
        ->type_name("NAME")
        ->excludes(unused_group);
    examples(*unused, {"stale --days 90", "stale --days 90 --group data-eng"});

    auto* changes = add(*command, "what-if", "What changes would do: who gains and loses what", flags, chosen,
                        session_audit(what_if));
    changes
        ->add_option("changes", flags->name,
                     "GRANT, REVOKE, DENY, ADD … TO GROUP, REMOVE … FROM GROUP, DROP GROUP, OWNER TO")
        ->required();
    changes->add_flag("--granted", flags->granted, "Judge privileges held, not what could be used");
    examples(*changes, {"what-if 'REMOVE alice@example.com FROM GROUP data-eng'",
                        "what-if 'REVOKE SELECT ON SCHEMA main.sales FROM `data-eng`; DROP GROUP interns' --granted"});

    examples(*add(*command, "admins", "Every kind of administrator, and by which way", flags, chosen,
                  [](audit::account& in, const audit_flags&) { return audit_admins(in); }),
             {"admins", "admins --save-snapshot admins.json", "admins --baseline admins.json"});
    examples(*add(*command, "orphans", "Owners and grantees that are gone, groups without effect", flags, chosen,
                  [](audit::account& in, const audit_flags&) { return audit_orphans(in); }),
             {"orphans", "orphans -o csv --section owners"});
    examples(*add(*command, "external-gaps", "Users outside the identity provider, guests and what they are granted",
                  flags, chosen, [](audit::account& in, const audit_flags&) { return audit_external_gaps(in); }),
             {"external-gaps", "external-gaps -o json"});
    examples(*add(*command, "escalation", "ALL PRIVILEGES and MANAGE; who can act as somebody else", flags, chosen,
                  [](audit::account& in, const audit_flags&) { return audit_escalation(in); }),
             {"escalation", "escalation -o csv --section identities"});
    examples(*add(*command, "local-groups", "Groups that one workspace keeps for itself", flags, chosen,
                  [](audit::account& in, const audit_flags&) { return audit_local_groups(in); }),
             {"local-groups", "local-groups -o json"});
    add_system_tables_audit(*command, chosen);
}

} // namespace canreach::cli
