#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "report/numbers.hpp"
#include "report/text_table.hpp"
#include "storage/account_file.hpp"
#include "storage/account_summary.hpp"

namespace canreach::cli {
namespace {

using report::grouped;
using report::text_table;

struct info_flags {
    answer_flags answer;
    bool verify = false;
};

constexpr std::size_t shown_gaps = 20;

std::string family_table(const storage::account_summary& what, const report::text_style& style) {
    text_table table;
    table.add_column("family");
    for (const auto* title :
         {"done", "limited", "refused", "failed", "skipped", "pending", "requests", "retries", "items"})
        table.add_column(title, text_table::align::right);
    for (const auto& family : what.families) {
        const auto number = [&](outcome how) { return grouped(family.count(how)); };
        table.add_row({family.family, number(outcome::done), number(outcome::limited), number(outcome::refused),
                       number(outcome::failed), number(outcome::skipped), number(outcome::pending),
                       grouped(family.requests), grouped(family.retries), grouped(family.items)});
    }
    return table.render(style);
}

std::string text_of(const std::string& path, const storage::account_summary& what, const report::text_style& style) {
    const auto& snapshot = what.snapshot;
    std::string text = fmt::format("{}  {}\n", report::bold(path, style),
                                   what.sealed ? "sealed account file" : "crawl that has not ended");
    text += fmt::format("  account   {}{}\n", snapshot.account_id,
                        snapshot.cloud.empty() ? "" : " (" + snapshot.cloud + ")");
    text += fmt::format("  crawled   {} {}\n", snapshot.started_at.empty() ? "?" : snapshot.started_at,
                        what.sealed ? "… " + snapshot.sealed_at + " UTC" : "UTC, not sealed");
    text += fmt::format("  size      {}\n", report::human_bytes(what.file_bytes));
    if (what.sealed) text += fmt::format("  sha256    {}\n", snapshot.digest);
    std::string nodes;
    for (const auto& [kind, count] : what.nodes) nodes += fmt::format("  {} {}", word_of(kind), grouped(count));
    text += fmt::format("  nodes   {}\n", nodes);
    std::string edges;
    for (const auto& [name, count] : what.edges) edges += fmt::format("  {} {}", name, grouped(count));
    text += fmt::format("  edges   {}\n", edges);
    if (!what.families.empty()) text += '\n' + family_table(what, style);
    if (what.pending > 0)
        text += fmt::format("\n{} tasks are left to do. Go on with: canreach crawl --resume --out {}\n",
                            grouped(what.pending), path);
    if (snapshot.gaps == 0) {
        text += what.sealed ? "\nno gaps: everything in scope was read\n" : "";
        return text;
    }
    text += fmt::format("\n{} parts were not read completely\n", grouped(snapshot.gaps));
    text_table gaps;
    for (const auto* title : {"part", "of", "name", "outcome", "reason"}) gaps.add_column(title);
    for (std::size_t i = 0; i < std::min(shown_gaps, what.gaps.size()); ++i) {
        const auto& gap = what.gaps[i];
        gaps.add_row({std::string(name_of(gap.part)), std::string(word_of(gap.kind)), gap.about,
                      std::string(name_of(gap.how)), gap.reason});
    }
    text += gaps.render(style);
    if (snapshot.gaps > shown_gaps) text += "  … all of them: canreach show coverage\n";
    return text;
}

std::string json_of(const std::string& path, const storage::account_summary& what) {
    namespace json = boost::json;
    json::object nodes;
    for (const auto& [kind, count] : what.nodes) nodes[word_of(kind)] = count;
    json::object edges;
    for (const auto& [name, count] : what.edges) edges[name] = count;
    json::object families;
    for (const auto& family : what.families) {
        json::object one;
        for (const auto how :
             {outcome::done, outcome::limited, outcome::refused, outcome::failed, outcome::skipped, outcome::pending})
            one[name_of(how)] = family.count(how);
        one["requests"] = family.requests;
        one["retries"] = family.retries;
        one["items"] = family.items;
        families[family.family] = std::move(one);
    }
    json::object made{{"schema_version", 1},
                      {"file", path},
                      {"sealed", what.sealed},
                      {"account_id", what.snapshot.account_id},
                      {"cloud", what.snapshot.cloud},
                      {"started_at", what.snapshot.started_at},
                      {"sealed_at", what.snapshot.sealed_at},
                      {"digest", what.snapshot.digest},
                      {"bytes", what.file_bytes},
                      {"pending", what.pending},
                      {"gaps", what.snapshot.gaps}};
    made["nodes"] = std::move(nodes);
    made["edges"] = std::move(edges);
    made["families"] = std::move(families);
    return json::serialize(made) + '\n';
}

exit_code info(const info_flags& flags) {
    if (flags.answer.format != "text" && flags.answer.format != "json") {
        fmt::print(stderr, "error: info answers as text or json, not as {}\n", flags.answer.format);
        return exit_code::usage;
    }
    const auto path = resolve_db(flags.answer.db);
    if (!path) return fail_with(path.error());
    const auto summary = storage::summarise(*path);
    if (!summary) return fail_with(summary.error());
    if (flags.verify && summary->sealed) {
        const auto file = storage::account_file::open(*path);
        if (!file) return fail_with(file.error());
        if (const auto sound = file->verify(); !sound) return fail_with(sound.error());
    }
    const auto options = report_options(flags.answer);
    print(flags.answer.format == "json" ? json_of(*path, *summary) : text_of(*path, *summary, options.style));
    if (flags.verify && summary->sealed) fmt::print(stderr, "the digest is that of the contents\n");
    return summary->snapshot.gaps > 0 || summary->pending > 0 ? exit_code::gaps : exit_code::yes;
}

} // namespace

void add_info_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<info_flags>();
    auto* command = app.add_subcommand("info", "What an account file holds, and what of the account was not read");
    add_output_flags(*command, flags->answer);
    command->add_flag("--verify", flags->verify, "Compute the digest anew and compare");
    command->footer("Examples:\n"
                    "  canreach info --db acme.canreach\n"
                    "  canreach info --db acme.canreach -o json | jq .digest\n\n"
                    "Exit code: 0 complete, 3 something was not read, 1 no account file.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return info(*flags); }; });
}

} // namespace canreach::cli
