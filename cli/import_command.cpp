#include <CLI/App.hpp>
#include <fmt/format.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/program_version.hpp"
#include "cli/text_file.hpp"
#include "model/privileges.hpp"
#include "query/near.hpp"
#include "report/numbers.hpp"
#include "simulator/world_file.hpp"
#include "storage/crawl_file.hpp"
#include "storage/sealing.hpp"

namespace canreach::cli {
namespace {

struct import_flags {
    std::string world;
    std::string case_id;
    std::string out;
};

/// The whole world as one report, and one ledger row for each part that it says was not crawled.
result<void> fill(storage::crawl_file& file, simulator::world world) {
    const node_key account{node_kind::account, {}, world.account_id};
    task_report everything;
    everything.task = {"import", {}, account, node_part::children};
    everything.result.items = world.facts.size();
    everything.facts = std::move(world.facts);
    if (auto accepted = file.accept(std::move(everything)); !accepted) return accepted;
    for (auto& gap : world.gaps) {
        task_report missing;
        missing.task = {gap.family, {}, gap.about, gap.part};
        missing.result.how = gap.how;
        missing.result.reason = gap.reason;
        if (auto accepted = file.accept(std::move(missing)); !accepted) return accepted;
    }
    return file.flush();
}

/// Privileges that none is called like: a new one of the platform, or a slip of the pen.
void warn_of_unknown(const simulator::world& world) {
    std::vector<std::string_view> known_words;
    for (const auto one : all_privileges()) known_words.push_back(name_of(one));
    std::vector<std::string_view> hive_words;
    for (unsigned bit = 0; bit <= static_cast<unsigned>(hive_privilege::all); ++bit)
        hive_words.push_back(name_of(static_cast<hive_privilege>(bit)));
    for (const auto& [word, pointer, in] : world.unknown) {
        const bool hive = in == facet::hive;
        const auto near = query::nearest(word, hive ? hive_words : known_words);
        fmt::print(stderr, "warning: {} is no privilege that canreach knows{}{} (at {})\n", printable(word),
                   hive ? " of Hive, and is left out" : "", near.empty() ? "" : fmt::format("; did you mean {}?", near),
                   printable(pointer));
    }
}

exit_code import_world(const import_flags& flags) {
    auto text = read_text_file(flags.world);
    if (!text) return fail_with(text.error());
    auto world = simulator::read_world_file(*text, flags.case_id);
    if (!world) return fail_with(std::move(world).error().with("file", flags.world));
    warn_of_unknown(*world);
    auto file = storage::crawl_file::create(flags.out, {world->account_id, "azure", utc_now()});
    if (!file) return fail_with(file.error());
    if (auto filled = fill(*file, std::move(*world)); !filled) return fail_with(filled.error());
    auto sealed = storage::seal(std::move(*file), {utc_now(), made_by()});
    if (!sealed) return fail_with(sealed.error());
    print(fmt::format("{}  {}  {} nodes  {} grants  {} gaps  sha256 {}\n", flags.out,
                      report::human_bytes(sealed->file_bytes), report::grouped(sealed->counts.nodes),
                      report::grouped(sealed->counts.grants), report::grouped(sealed->gaps), sealed->digest));
    return exit_code::yes;
}

} // namespace

void add_import_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<import_flags>();
    auto* command = app.add_subcommand("import", "Make an account file from a world file, without any network");
    command->add_option("world", flags->world, "World file: members, grants, owners, … as JSON")
        ->required()
        ->type_name("WORLD.json");
    command->add_option("--case", flags->case_id, "The worked case to import, of a file that holds many")
        ->type_name("ID");
    command->add_option("--out", flags->out, "The account file to make")->required()->type_name("FILE");
    command->footer("Examples:\n"
                    "  canreach import world.json --out world.canreach\n"
                    "  canreach import access-model-cases.json --case C03 --out c03.canreach\n"
                    "  canreach --db world.canreach who can SELECT main.sales.orders\n\n"
                    "The form of world files: docs/world_files.md");
    command->callback([flags, &chosen] { chosen.run = [flags] { return import_world(*flags); }; });
}

} // namespace canreach::cli
