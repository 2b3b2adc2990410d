#include <CLI/App.hpp>

#include <memory>
#include <string>
#include <vector>

#include "audit/access_diff.hpp"
#include "audit/circumstances.hpp"
#include "audit/fact_diff.hpp"
#include "cli/command.hpp"
#include "cli/dossier_flags.hpp"
#include "cli/graph_images.hpp"
#include "cli/kept_audit.hpp"
#include "graph/access_graph.hpp"
#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace canreach::cli {
namespace {

struct diff_flags {
    std::string before, after;
    audit::diff_filter only;
    bool effective = false, image = true;
    dossier_flags form;
};

result<audit::dossier> with_access(audit::snapshot_view before, audit::snapshot_view after, const diff_flags& flags) {
    const auto images = flags.image ? image_use::kept : image_use::none;
    const auto then = open_graph(before.facts, before.names.snapshot(), images);
    if (!then) return then.error();
    const auto now = open_graph(after.facts, after.names.snapshot(), images);
    if (!now) return now.error();
    return diff_access({before, *then}, {after, *now}, flags.only);
}

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
    const audit::snapshot_view before{*old_names, old_facts};
    const audit::snapshot_view after{*new_names, new_facts};
    auto made = flags.effective ? with_access(before, after, flags) : diff_facts(before, after, flags.only);
    if (!made) return fail_with(made.error());
    const auto then = crawled_families(flags.before);
    if (!then) return fail_with(then.error());
    const auto now = crawled_families(flags.after);
    if (!now) return fail_with(now.error());
    // What they left out is told by the difference itself.
    const audit::crawl_extent old_extent{*then, {}, {}};
    const audit::crawl_extent new_extent{*now, {}, {}};
    audit::tell_circumstances({{}, old_file->made_by(), old_extent}, {{}, new_file->made_by(), new_extent},
                              made->remarks);
    return print_difference(*made, flags.form);
}

} // namespace

void add_diff_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<diff_flags>();
    auto* command = app.add_subcommand("diff", "What changed between two account files");
    command->add_option("before", flags->before, "The older account file")->required()->type_name("OLD");
    command->add_option("after", flags->after, "The newer account file")->required()->type_name("NEW");
    command->add_flag("--effective", flags->effective, "Also who gained or lost access to what, and by which change");
    command->add_flag_callback(
        "--no-image", [flags] { flags->image = false; },
        "Neither use nor make the graph images beside the account files");
    const auto named = [&](const char* name, std::vector<std::string>& into, const char* help) {
        command->add_option(name, into, help)->type_name("NAME")->allow_extra_args(false);
    };
    named("--principal", flags->only.principals, "Only what concerns this user, service principal or group");
    named("--group", flags->only.groups, "Only what concerns this group and those in it, then or now");
    named("--resource", flags->only.resources, "Only what concerns this resource and what lies in it");
    add_dossier_flags(*command, flags->form);
    command->footer("Examples:\n"
                    "  canreach diff march.canreach april.canreach\n"
                    "  canreach diff march.canreach april.canreach -o csv --section grants\n"
                    "  canreach diff march.canreach april.canreach --effective --group data-eng\n"
                    "  canreach diff march.canreach april.canreach --effective --resource main.hr --section access\n\n"
                    "Each of --principal, --group and --resource may be given several times.\n"
                    "What a crawl did not read is `not read`, never removed. Exit codes: 0 the same, 2 changed,\n"
                    "3 the same as far as both crawls read, 1 error.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return run_diff(*flags); }; });
}

} // namespace canreach::cli
