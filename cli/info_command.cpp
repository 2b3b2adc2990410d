#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/graph_images.hpp"
#include "query/cell_words.hpp"
#include "query/object_kinds.hpp"
#include "query/result_table.hpp"
#include "report/display_width.hpp"
#include "report/json_values.hpp"
#include "report/numbers.hpp"
#include "report/text_table.hpp"
#include "report/wrapped.hpp"
#include "storage/account_file.hpp"
#include "storage/account_summary.hpp"

namespace canreach::cli {
namespace {

using report::counted;
using report::grouped;
using report::text_table;

struct info_flags {
    answer_flags answer;
    bool verify = false;
};

constexpr std::size_t shown_gaps = 20;
constexpr std::array outcomes{outcome::done,   outcome::limited, outcome::refused,
                              outcome::failed, outcome::skipped, outcome::pending};

std::string family_table(const storage::account_summary& what, const report::text_style& style) {
    text_table table;
    table.add_column("family");
    for (const auto how : outcomes) table.add_column(std::string(name_of(how)), text_table::align::right);
    for (const auto* title : {"requests", "retries", "items"}) table.add_column(title, text_table::align::right);
    for (const auto& family : what.families) {
        std::vector<std::string> row{family.family};
        for (const auto how : outcomes) row.push_back(grouped(family.count(how)));
        for (const auto number : {family.requests, family.retries, family.items}) row.push_back(grouped(number));
        table.add_row(std::move(row));
    }
    return table.render(style);
}

/// The same for narrow terminals: everything that is neither done nor pending in one column.
std::string short_family_table(const storage::account_summary& what, const report::text_style& style) {
    text_table table;
    table.add_column("family");
    for (const auto* title : {"done", "gaps", "pending", "requests", "retries", "items"})
        table.add_column(title, text_table::align::right);
    for (const auto& family : what.families) {
        std::uint64_t gaps = 0;
        for (const auto how : outcomes)
            if (how != outcome::done && how != outcome::pending) gaps += family.count(how);
        table.add_row({family.family, grouped(family.count(outcome::done)), grouped(gaps),
                       grouped(family.count(outcome::pending)), grouped(family.requests), grouped(family.retries),
                       grouped(family.items)});
    }
    return table.render(style);
}

std::string ledger_of(const storage::account_summary& what, const report::text_style& style) {
    const bool fits = style.width == 0 || report::widest_line(family_table(what, {})) <= style.width;
    return fits ? family_table(what, style) : short_family_table(what, style);
}

/// The graph image that questions would look at first; nothing where there is none yet.
std::string image_line(const snapshot_info& snapshot) {
    for (auto& file : image_files_of(snapshot))
        if (const auto found = file.open())
            return fmt::format("  image     {}  {}\n", file.path(), report::human_bytes(found->bytes.size()));
    return {};
}

/// What is left to do of a crawl that was stopped, and how.
std::string unfinished_line(const std::string& path, const storage::account_summary& what) {
    const auto left = what.pending > 0        ? counted(what.pending, "task is left to do", "tasks are left to do")
                      : what.families.empty() ? std::string("nothing was read yet")
                                              : std::string("all was read, but the file is not sealed");
    return fmt::format("{}. Go on with: canreach crawl --resume --out {}\n", left, path);
}

std::string text_of(const std::string& path, const storage::account_summary& what, const report::text_style& style) {
    const auto& snapshot = what.snapshot;
    std::string text = fmt::format("{}  {}\n", report::bold(path, style),
                                   what.sealed ? "sealed account file" : "crawl that has not ended");
    text += fmt::format("  account   {}{}\n", snapshot.account_id,
                        snapshot.cloud.empty() ? "" : " (" + snapshot.cloud + ")");
    text += fmt::format("  crawled   {} {}\n", snapshot.started_at.empty() ? "?" : snapshot.started_at,
                        what.sealed ? "… " + snapshot.sealed_at + " UTC" : "UTC, not sealed");
    if (!what.made_by.empty()) text += fmt::format("  made by   {}\n", what.made_by);
    text += fmt::format("  size      {}\n", report::human_bytes(what.file_bytes));
    if (what.sealed) text += fmt::format("  sha256    {}\n", snapshot.digest) + image_line(snapshot);
    std::vector<std::string> nodes;
    for (const auto& [kind, count] : what.nodes)
        nodes.push_back(fmt::format("{} {}", query::noun_of(kind), grouped(count)));
    if (nodes.empty()) nodes.emplace_back("none yet");
    text += report::wrapped_list("  nodes     ", nodes, ",", style.width) + '\n';
    std::vector<std::string> edges;
    for (const auto& [name, count] : what.edges) edges.push_back(fmt::format("{} {}", name, grouped(count)));
    text += report::wrapped_list("  edges     ", edges, ",", style.width) + '\n';
    if (!what.families.empty()) text += '\n' + ledger_of(what, style);
    if (!what.sealed) text += '\n' + unfinished_line(path, what);
    if (snapshot.gaps == 0) {
        text += what.sealed ? "\nno gaps: everything in scope was read\n" : "";
        return text;
    }
    text += '\n' + counted(snapshot.gaps, "part was not read completely\n", "parts were not read completely\n");
    text_table gaps;
    for (const auto* title : {"part", "of"}) gaps.add_column(title);
    gaps.add_key_column("name");
    for (const auto* title : {"outcome", "reason"}) gaps.add_column(title);
    for (std::size_t i = 0; i < std::min(shown_gaps, what.gaps.size()); ++i) {
        const auto& gap = what.gaps[i];
        gaps.add_row({query::part_and_family(name_of(gap.part), gap.family), std::string(query::noun_of(gap.kind)),
                      gap.about, std::string(name_of(gap.how)), gap.reason});
    }
    text += gaps.render(style);
    if (snapshot.gaps > shown_gaps) text += "  … all of them: canreach show coverage\n";
    return text;
}

/// The ledger by family, with what was not read as its coverage.
query::result_table table_of(const storage::account_summary& what) {
    query::result_table table;
    table.kind = query::statement_kind::listing;
    table.snapshot = what.snapshot;
    table.columns.push_back({"family", query::column_type::text});
    for (const auto how : outcomes) table.columns.push_back({std::string(name_of(how)), query::column_type::integer});
    for (const auto* title : {"requests", "retries", "items"})
        table.columns.push_back({title, query::column_type::integer});
    for (const auto& family : what.families) {
        std::vector<query::cell> row{family.family};
        const auto add = [&row](std::uint64_t number) { row.emplace_back(static_cast<std::int64_t>(number)); };
        for (const auto how : outcomes) add(family.count(how));
        for (const auto number : {family.requests, family.retries, family.items}) add(number);
        table.rows.push_back(std::move(row));
    }
    table.count = table.rows.size();
    for (const auto& gap : what.gaps) {
        query::coverage_note note{
            {}, std::string(name_of(gap.part)), std::string(name_of(gap.how)), gap.family, gap.reason};
        note.about.name = gap.about;
        note.about.kind = word_of(gap.kind);
        table.coverage.push_back(std::move(note));
    }
    return table;
}

std::string json_of(const storage::account_summary& what) {
    namespace json = boost::json;
    auto made = report::envelope_of("info", table_of(what));
    made["sealed"] = what.sealed;
    if (!what.made_by.empty()) made["made_by"] = what.made_by;
    made["bytes"] = what.file_bytes;
    made["pending"] = what.pending;
    json::object nodes;
    for (const auto& [kind, count] : what.nodes) nodes[word_of(kind)] = count;
    made["nodes"] = std::move(nodes);
    json::object edges;
    for (const auto& [name, count] : what.edges) edges[name] = count;
    made["edges"] = std::move(edges);
    return json::serialize(made) + '\n';
}

exit_code info(const info_flags& flags) {
    const auto path = resolve_db(flags.answer.db.path);
    if (!path) return fail_with(path.error());
    const auto how = report_options(flags.answer);
    const auto summary = how.how == report::format::text
                             ? storage::summarise(*path)
                             : storage::summarise(*path, std::numeric_limits<std::size_t>::max());
    if (!summary) return fail_with(summary.error());
    if (flags.verify && summary->sealed) {
        const auto file = storage::account_file::open(*path);
        if (!file) return fail_with(file.error());
        if (const auto sound = file->verify(); !sound) return fail_with(sound.error());
    }
    switch (how.how) {
    case report::format::text: print(text_of(*path, *summary, how.style)); break;
    case report::format::json: print(json_of(*summary)); break;
    default: {
        const auto table = table_of(*summary);
        if (!comes_in(table, how.how)) return exit_code::usage;
        print(report::render("info", table, how));
    }
    }
    if (flags.verify && summary->sealed)
        fmt::print(stderr, "the digest is that of the contents, the views are those of this version\n");
    // Of a crawl that was stopped nobody knows what it would have read.
    return summary->snapshot.gaps > 0 || !summary->sealed ? exit_code::gaps : exit_code::yes;
}

} // namespace

void add_info_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<info_flags>();
    auto* command = app.add_subcommand("info", "What an account file holds, and what of the account was not read");
    add_output_flags(*command, flags->answer);
    command->add_flag("--verify", flags->verify, "Compute the digest anew and compare; compare the views");
    command->footer("Examples:\n"
                    "  canreach info --db acme.canreach\n"
                    "  canreach info --db acme.canreach -o json | jq -r .snapshot.digest\n"
                    "  canreach info --db acme.canreach -o csv > ledger.csv\n\n"
                    "Exit code: 0 complete, 3 something was not read or the crawl has not ended, 1 no account file.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return info(*flags); }; });
}

} // namespace canreach::cli
