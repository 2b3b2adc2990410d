#include "cli/unknown_command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <vector>

#include "model/error.hpp"
#include "query/near.hpp"

namespace canreach::cli {
namespace {

std::vector<std::string> names_below(const CLI::App& app) {
    std::vector<std::string> names;
    for (const auto* one : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(one->get_name());
    return names;
}

} // namespace

std::string commands_of(const CLI::App& app) {
    return fmt::format("{}", fmt::join(names_below(app), ", "));
}

std::string nearly_named(const CLI::App& app, std::string_view word) {
    const auto names = names_below(app);
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const auto near = query::nearest(word, candidates);
    return near.empty() ? std::string{} : fmt::format("did you mean `{}`? ", near);
}

std::string missing_command(const CLI::App& app) {
    const CLI::App* where = &app;
    auto path = app.get_name();
    while (!where->get_subcommands().empty()) {
        where = where->get_subcommands().front();
        path += ' ' + where->get_name();
    }
    if (names_below(*where).empty()) return {};
    const auto words = where->remaining();
    if (words.empty())
        return fmt::format("error: {} wants one of: {}\n  = hint: {} --help tells what each is for", path,
                           commands_of(*where), path);
    if (words.front().starts_with('-')) return {};
    return fmt::format("error: `{}` is none of: {}\n  = hint: {}{} --help tells what each is for",
                       printable(words.front()), commands_of(*where), nearly_named(*where, words.front()), path);
}

} // namespace canreach::cli
