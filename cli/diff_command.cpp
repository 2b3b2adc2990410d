#include <CLI/App.hpp>

#include <memory>
#include <string>

#include "audit/fact_diff.hpp"
#include "cli/command.hpp"
#include "cli/dossier_flags.hpp"
#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace canreach::cli {
namespace {

struct diff_flags {
    std::string before, after;
    dossier_flags form;
};

exit_code run_diff(const diff_flags& flags) {
    const auto old_file = storage::account_file::open(flags.before);
    if (!old_file) return fail_with(old_file.error());
    const auto new_file = storage::account_file::open(flags.after);
    if (!new_file) return fail_with(new_file.error());
    auto old_names = storage::name_catalog::open(*old_file);
    if (!old_names) return fail_with(old_names.error());
    auto new_names = storage::name_catalog::open(*new_file);
    if (!new_names) return fail_with(new_names.error());
    storage::account_reader old_facts(*old_file);
    storage::account_reader new_facts(*new_file);
    const auto made = audit::diff_facts({*old_names, old_facts}, {*new_names, new_facts});
    if (!made) return fail_with(made.error());
    return print_difference(*made, flags.form);
}

} // namespace

void add_diff_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<diff_flags>();
    auto* command = app.add_subcommand("diff", "What changed between two account files");
    command->add_option("before", flags->before, "The older account file")->required()->type_name("OLD");
    command->add_option("after", flags->after, "The newer account file")->required()->type_name("NEW");
    add_dossier_flags(*command, flags->form);
    command->footer("Examples:\n"
                    "  canreach diff march.canreach april.canreach\n"
                    "  canreach diff march.canreach april.canreach -o csv --section grants\n\n"
                    "What a crawl did not read is `not read`, never removed. Exit codes: 0 the same, 2 changed,\n"
                    "3 the same as far as both crawls read, 1 error.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return run_diff(*flags); }; });
}

} // namespace canreach::cli
