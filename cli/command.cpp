#include "cli/command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <utility>

#include "storage/account_folder.hpp"

namespace canreach::cli {
namespace {

constexpr std::string_view default_db = "account.canreach";
bool output_lost = false; ///< one process, one standard output

} // namespace

void add_db_flag(CLI::App& command, db_flags& db) {
    command
        .add_option("--db", db.path,
                    "Account file, or a folder of them (the newest). Default: $CANREACH_DB, else account.canreach")
        ->type_name("PATH");
    command.add_flag_callback(
        "--no-image", [&db] { db.image = false; }, "Neither use nor make the graph image beside the account file");
}

void add_output_flags(CLI::App& command, answer_flags& flags) {
    add_db_flag(command, flags.db);
    command.add_option("--annotations", flags.annotations, "JSON file of what no crawl can see (docs/annotations.md)")
        ->type_name("FILE");
    command
        .add_option(
            "-o,--output", flags.format,
            "Form of the answer: text, tree, json, ndjson, csv, md, html; of WHY and HOW also dot, mermaid, svg")
        ->check(CLI::IsMember({"text", "tree", "json", "ndjson", "csv", "md", "html", "dot", "mermaid", "svg"}))
        ->type_name("FORM")
        ->capture_default_str();
    command.add_flag("--ids", flags.ids, "Show the platform's ids beside names");
    command
        .add_option("--explain", flags.explain,
                    "rules: WHY names the rule of the access model behind each line, as HOW does anyway")
        ->check(CLI::IsMember({"rules"}))
        ->type_name("WHAT");
    command.add_flag("--no-color,--no-colour", flags.no_colour, "No colour, even on a terminal");
}

std::string named_db(const std::string& flag) {
    return !flag.empty() ? flag : environment_variable("CANREACH_DB").value_or(std::string(default_db));
}

result<std::string> resolve_db(const std::string& flag) {
    auto path = named_db(flag);
    std::error_code fault;
    if (!std::filesystem::is_directory(path, fault)) return path;
    const auto found = storage::survey_folder(path);
    if (!found) return found.error();
    return found->sealed.back().file;
}

report::options report_options(const answer_flags& flags) {
    const auto out = standard_output();
    report::options options;
    options.how = report::format_named(flags.format).value_or(report::format::text);
    options.style = {out.width, out.colour && !flags.no_colour};
    options.ids = flags.ids;
    options.rules = flags.explain == "rules";
    return options;
}

bool comes_in(const query::result_table& what, report::format how) {
    const auto why_not = report::refusal(what, how);
    if (!why_not.empty()) fmt::print(stderr, "error: {}\n  = hint: use -o text, json, ndjson or csv\n", why_not);
    return why_not.empty();
}

void print_failure(const failure& what) {
    fmt::print(stderr, "error: {}\n", what.to_string());
    if (!what.hint.empty()) fmt::print(stderr, "  = hint: {}\n", what.hint);
}

exit_code fail_with(const failure& what) {
    print_failure(what);
    return what.is(errc::cancelled) ? exit_code::interrupted : exit_code::error;
}

bool print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0) return true;
    const auto why = errno;
    // A reader that has gone wants no more, and nobody reads an error either.
    if (!std::exchange(output_lost, true) && why != EPIPE)
        fmt::print(stderr, "error: cannot write to standard output: {}\n", std::generic_category().message(why));
    return false;
}

bool output_was_lost() noexcept {
    return output_lost;
}

} // namespace canreach::cli
