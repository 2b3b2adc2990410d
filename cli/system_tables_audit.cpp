#include "cli/system_tables_audit.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "actions/system_table_changes.hpp"
#include "actions/workspace_hosts.hpp"
#include "audit/sql_text.hpp"
#include "audit/subject.hpp"
#include "audit/system_table_list.hpp"
#include "audit/system_tables.hpp"
#include "cli/account_session.hpp"
#include "cli/apply_flags.hpp"
#include "cli/dossier_flags.hpp"
#include "cli/kept_audit.hpp"
#include "cli/text_file.hpp"

namespace canreach::cli {
namespace {

struct system_table_flags {
    db_flags db;
    dossier_flags form;
    kept_flags kept;
    std::string catalog, schema;
    std::string volume = audit::view_place{}.volume;
    std::string service_principal;
    std::vector<std::string> grant_to;
    std::string schedule = "0 0 5 * * ?";
    std::string print, folder;
    apply_flags applying;
    std::string workspace, warehouse;
    bool start_warehouses = false;

    [[nodiscard]] bool makes_files() const { return !print.empty() || !folder.empty(); }
    [[nodiscard]] std::optional<audit::view_place> place() const {
        if (catalog.empty()) return {};
        return audit::view_place{catalog, schema, volume};
    }
};

/// Who owns the views, and who is to read them, as SQL names them.
struct cast {
    std::string owner;
    std::vector<std::string> readers;
};
result<cast> cast_of(audit::account& in, const system_table_flags& flags) {
    if (auto fine = audit::check(*flags.place()); !fine) return fine.error();
    const auto robot = audit::find_principal(in.names, flags.service_principal, node_kind::service_principal);
    if (!robot) return robot.error();
    const auto application = audit::name_in_sql(robot->node);
    std::vector<std::string> readers;
    for (const auto& name : flags.grant_to) {
        const auto found = audit::find_principal(in.names, name);
        if (!found) return found.error();
        readers.push_back(audit::name_in_sql(found->node));
    }
    if (readers.empty()) {
        auto all = audit::view_readers(in);
        if (!all) return std::move(all).error();
        readers = std::move(*all);
    }
    std::erase(readers, application); // owns them
    return cast{application, std::move(readers)};
}

/// The texts of a bundle, by the names of their files.
result<std::vector<std::pair<std::string, std::string>>> bundle_files(audit::account& in,
                                                                      const system_table_flags& flags) {
    const auto all = cast_of(in, flags);
    if (!all) return all.error();
    const auto place = *flags.place();
    const auto& [application, readers] = *all;
    return std::vector<std::pair<std::string, std::string>>{
        {std::string(audit::setup_file), setup_sql(place, readers, application)},
        {std::string(audit::tables_file), audit::script_of(load_tables_sql(place))},
        {std::string(audit::views_file), audit::script_of(create_views_sql(place))},
        {std::string(audit::grants_file), audit::script_of(grant_views_sql(place, readers))},
        {std::string(audit::bundle_file), audit::bundle_yaml(application, flags.schedule)}};
}

/// The rows of the metadata tables, as the statements of the bundle load them.
result<std::vector<std::pair<std::string, std::string>>> row_files(audit::account& in, fact_source& source) {
    auto sections = audit::metadata_rows(in, source);
    if (!sections) return std::move(sections).error();
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& one : audit::metadata_tables) {
        audit::dossier rows{"system-tables", {}, {}, *sections, {}, in.names.snapshot()};
        report::dossier_options how;
        how.how = report::dossier_format::ndjson;
        how.section = one.section;
        files.emplace_back("rows/" + audit::rows_file(one.table), report::render(rows, how));
    }
    return files;
}

exit_code write_files(audit::account& in, fact_source& source, const system_table_flags& flags) {
    auto files = bundle_files(in, flags);
    if (!files) return fail_with(files.error());
    if (!flags.print.empty()) {
        for (const auto& [name, text] : *files)
            if (name.substr(0, name.find('.')) == (flags.print == "job" ? "databricks" : flags.print))
                return print(text) ? exit_code::yes : exit_code::error;
        return exit_code::usage; // the flag lets no other word through
    }
    auto rows = row_files(in, source);
    if (!rows) return fail_with(rows.error());
    std::error_code fault;
    std::filesystem::create_directories(std::filesystem::path(flags.folder) / "rows", fault);
    for (const auto* list : {&*files, &*rows})
        for (const auto& [name, text] : *list) {
            const auto path = (std::filesystem::path(flags.folder) / name).string();
            if (const auto written = write_text_file(path, text); !written) return fail_with(written.error());
            fmt::print(stderr, "wrote {}\n", printable(path));
        }
    return exit_code::yes;
}

/// The workspace told, that of the login, or the only one.
result<crawler::origin> workspace_of(audit::account& in, fact_source& source, const system_table_flags& flags,
                                     const crawler::databricks_config& config) {
    if (flags.workspace.empty() && !config.account_level) return config.host;
    const auto hosts = actions::workspace_hosts::read(in, source);
    if (!hosts) return hosts.error();
    const auto workspace = hosts->named(flags.workspace);
    if (!workspace) return workspace.error();
    return hosts->host_of(*workspace);
}

result<actions::system_table_job> job_of(audit::account& in, fact_source& source, const system_table_flags& flags,
                                         const crawler::crawl_options& platform) {
    auto all = cast_of(in, flags);
    if (!all) return std::move(all).error();
    auto rows = row_files(in, source);
    if (!rows) return std::move(rows).error();
    actions::system_table_job job{*flags.place(), std::move(all->owner), std::move(all->readers), {}, {}, {}};
    for (auto& [name, text] : *rows) job.rows.push_back(std::move(text));
    auto workspace = workspace_of(in, source, flags, platform.config);
    if (!workspace) return std::move(workspace).error();
    job.workspace = *std::move(workspace);
    if (auto right = actions::check_runs_as(platform, job.workspace, job.service_principal); !right)
        return std::move(right).error();
    auto warehouse = actions::find_warehouse(platform, job.workspace, flags.warehouse, flags.start_warehouses);
    if (!warehouse) return std::move(warehouse).error();
    job.warehouse = *std::move(warehouse);
    return job;
}

exit_code apply(audit::account& in, fact_source& source, const system_table_flags& flags) {
    const auto platform = platform_of(flags.applying);
    if (!platform) return fail_with(platform.error());
    const auto job = job_of(in, source, flags, *platform);
    if (!job) return fail_with(job.error());
    application_plan plan{"system-tables",
                          fmt::format("views in {}.{}", job->place.catalog, job->place.schema),
                          system_table_changes(*job),
                          {},
                          true,
                          std::chrono::seconds(10)};
    return apply_and_tell(plan, *platform, in.names.snapshot(), flags.applying, flags.form);
}

exit_code run(const system_table_flags& flags) {
    auto session = open_named(flags.db);
    if (!session) return fail_with(session.error());
    auto account = session->account();
    auto reader = session->reader();
    if (flags.applying.apply) return apply(account, reader, flags);
    if (flags.makes_files()) return write_files(account, reader, flags);
    audit::system_table_options how{flags.place(), {}};
    // For programs, or who asks for it: no terminal holds its cells.
    how.nested = flags.form.section == audit::permissions_table.section || flags.form.format == "json" ||
                 flags.form.format == "ndjson" || flags.form.format == "csv";
    if (!flags.service_principal.empty()) how.service_principal = flags.service_principal;
    auto made = audit::audit_system_tables(account, reader, how);
    if (!made) return fail_with(made.error());
    return finish_audit(*session, *std::move(made), flags.form, flags.kept);
}

} // namespace

void add_system_tables_audit(CLI::App& audit, invocation& chosen) {
    const auto flags = std::make_shared<system_table_flags>();
    auto* command =
        audit.add_subcommand("system-tables", "Who sees which workspaces' rows of the system tables; views that "
                                              "filter them");
    command->footer(
        "Examples:\n"
        "  canreach audit system-tables\n"
        "  canreach audit system-tables --catalog gov --schema sys --service-principal gov-bot\n"
        "  canreach audit system-tables -o csv --section admins\n"
        "  canreach audit system-tables --catalog gov --schema sys --service-principal gov-bot --print views\n"
        "  canreach audit system-tables --catalog gov --schema sys --service-principal gov-bot --write bundle\n"
        "  canreach audit system-tables --catalog gov --schema sys --service-principal gov-bot --apply --workspace "
        "prod\n\n"
        "--apply uploads the rows, loads the three tables, creates the views and grants them, once --print setup has "
        "been\n"
        "run by who may. The credentials must be those of the service principal, which must own every table and "
        "view.\n\n" +
        login_footer() +
        "\nExit code of --apply: 0 all is in place, 1 something failed and the rest was left, 2 not confirmed,\n"
        "64 no terminal to confirm on, 130 interrupted.");
    add_db_flag(*command, flags->db);
    add_dossier_flags(*command, flags->form);
    add_kept_flags(*command, flags->kept);
    auto* catalog = command->add_option("--catalog", flags->catalog, "Catalog of the views")->type_name("NAME");
    auto* schema = command->add_option("--schema", flags->schema, "Schema of the views")->type_name("NAME");
    catalog->needs(schema);
    schema->needs(catalog);
    command->add_option("--volume", flags->volume, "Volume in that schema, for the rows to load")
        ->type_name("NAME")
        ->capture_default_str();
    auto* robot = command->add_option("--service-principal", flags->service_principal, "Who is to own the views")
                      ->type_name("NAME");
    command
        ->add_option("--grant-to", flags->grant_to,
                     "Whom to let read the views; otherwise all who administer something")
        ->type_name("NAME");
    command->add_option("--schedule", flags->schedule, "When the job runs, as quartz writes it, UTC")
        ->type_name("CRON")
        ->capture_default_str();
    auto* print =
        command->add_option("--print", flags->print, "Print statements or the job: setup, tables, views, grants, job")
            ->check(CLI::IsMember({"setup", "tables", "views", "grants", "job"}))
            ->type_name("WHAT")
            ->needs(catalog)
            ->needs(robot);
    command->add_option("--write", flags->folder, "Write an asset bundle and the rows to load into this folder")
        ->type_name("FOLDER")
        ->needs(catalog)
        ->needs(robot)
        ->excludes(print);
    auto* apply = add_apply_flags(*command, flags->applying)->needs(catalog)->needs(robot)->excludes(print);
    for (const auto* other : {"--write", "--baseline", "--save-snapshot"}) apply->excludes(command->get_option(other));
    command
        ->add_option("--workspace", flags->workspace,
                     "With --apply: the workspace to do it in, by name, id or URL; otherwise that of the login")
        ->type_name("NAME")
        ->needs(apply);
    command->add_option("--warehouse", flags->warehouse, "With --apply: SQL warehouse. Default: one that runs")
        ->type_name("ID")
        ->needs(apply);
    command
        ->add_flag("--start-warehouses", flags->start_warehouses,
                   "With --apply: start a stopped one, which costs money")
        ->needs(apply);
    command->callback([flags, &chosen] { chosen.run = [flags] { return run(*flags); }; });
}

} // namespace canreach::cli
