#include "cli/system_tables_audit.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "audit/sql_text.hpp"
#include "audit/subject.hpp"
#include "audit/system_table_list.hpp"
#include "audit/system_tables.hpp"
#include "cli/account_session.hpp"
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

    [[nodiscard]] bool makes_files() const { return !print.empty() || !folder.empty(); }
    [[nodiscard]] std::optional<audit::view_place> place() const {
        if (catalog.empty()) return {};
        return audit::view_place{catalog, schema, volume};
    }
};

/// The texts of a bundle, by the names of their files.
result<std::vector<std::pair<std::string, std::string>>> bundle_files(audit::account& in,
                                                                      const system_table_flags& flags) {
    const auto place = *flags.place();
    if (auto fine = audit::check(place); !fine) return fine.error();
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
    return std::vector<std::pair<std::string, std::string>>{
        {std::string(audit::setup_file), setup_sql(place, readers, application)},
        {std::string(audit::tables_file), load_tables_sql(place)},
        {std::string(audit::views_file), create_views_sql(place)},
        {std::string(audit::grants_file), grant_views_sql(place, readers)},
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
            fmt::print(stderr, "wrote {}\n", canreach::quoted(path));
        }
    return exit_code::yes;
}

exit_code run(const system_table_flags& flags) {
    auto session = open_named(flags.db);
    if (!session) return fail_with(session.error());
    auto account = session->account();
    auto reader = session->reader();
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
        "  canreach audit system-tables --catalog gov --schema sys --service-principal gov-bot --write bundle");
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
    command->callback([flags, &chosen] { chosen.run = [flags] { return run(*flags); }; });
}

} // namespace canreach::cli
