#include "cli/command.hpp"

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <string_view>
#include <utility>

#include "storage/account_file.hpp"

namespace canreach::cli {
namespace {

constexpr std::string_view default_db = "account.canreach";

/// The sealed file in `folder` whose crawl started last.
result<std::string> newest_in(const std::string& folder) {
    std::string newest;
    std::string newest_start;
    std::error_code fault;
    for (const auto& entry : std::filesystem::directory_iterator(folder, fault)) {
        if (!entry.is_regular_file(fault)) continue;
        const auto file = storage::account_file::open(entry.path().string());
        if (!file) continue;
        const auto& start = file->snapshot().started_at;
        if (newest.empty() || std::pair(start, entry.path().string()) > std::pair(newest_start, newest)) {
            newest = entry.path().string();
            newest_start = start;
        }
    }
    if (fault)
        return fail(errc::storage,
                    fmt::format("cannot read the folder `{}`: {}", canreach::quoted(folder), fault.message()));
    if (newest.empty())
        return fail(errc::not_found,
                    fmt::format("the folder `{}` holds no sealed account file", canreach::quoted(folder)));
    return newest;
}

} // namespace

void add_db_flag(CLI::App& command, std::string& db) {
    command
        .add_option("--db", db,
                    "Account file, or a folder of them (the newest). Default: $CANREACH_DB, else account.canreach")
        ->type_name("PATH");
}

void add_output_flags(CLI::App& command, answer_flags& flags) {
    add_db_flag(command, flags.db);
    command.add_option("--annotations", flags.annotations, "JSON file of what no crawl can see (docs/annotations.md)")
        ->type_name("FILE");
    command.add_option("-o,--output", flags.format, "Form of the answer: text, json, ndjson, csv")
        ->check(CLI::IsMember({"text", "json", "ndjson", "csv"}))
        ->type_name("FORM")
        ->capture_default_str();
    command.add_flag("--ids", flags.ids, "Show the platform's ids beside names");
    command.add_flag("--no-color,--no-colour", flags.no_colour, "No colour, even on a terminal");
}

result<std::string> resolve_db(const std::string& flag) {
    auto path = !flag.empty() ? flag : environment_variable("CANREACH_DB").value_or(std::string(default_db));
    std::error_code fault;
    if (std::filesystem::is_directory(path, fault)) return newest_in(path);
    return path;
}

report::options report_options(const answer_flags& flags) {
    const auto out = standard_output();
    report::options options;
    options.how = report::format_named(flags.format).value_or(report::format::text);
    options.style = {out.width, out.colour && !flags.no_colour};
    options.ids = flags.ids;
    return options;
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
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
}

} // namespace canreach::cli
