#include "cli/unknown_command.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <utility>
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

/// The last command that was named, and all of them as one writes them.
std::pair<const CLI::App*, std::string> innermost(const CLI::App& app) {
    const CLI::App* where = &app;
    auto path = app.get_name();
    while (!where->get_subcommands().empty()) {
        where = where->get_subcommands().front();
        path += ' ' + where->get_name();
    }
    return {where, path};
}

/// `--name` of `--name=value`.
std::string_view flag_in(std::string_view word) {
    return word.substr(0, word.find('='));
}

std::string nearest_flag(const CLI::App& app, std::string_view word) {
    std::vector<std::string> names;
    for (const auto* one : app.get_options())
        for (const auto& name : one->get_lnames()) names.push_back("--" + name);
    const std::vector<std::string_view> candidates(names.begin(), names.end());
    const auto near = query::nearest(word, candidates);
    return near.empty() ? std::string{} : fmt::format("did you mean `{}`? ", near);
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

std::string unexpected_words(const CLI::App& app, std::string_view help) {
    const auto [where, path] = innermost(app);
    const auto words = app.remaining(true);
    const auto flag = std::ranges::find_if(words, [](const std::string& word) { return word.starts_with("--"); });
    if (flag == words.end())
        return fmt::format("error: not expected here: {}\n  = hint: {} lists its flags",
                           printable(fmt::format("{}", fmt::join(words, " "))), help);
    const auto name = flag_in(*flag);
    return fmt::format("error: `{}` has no flag `{}`\n  = hint: {}{} lists its flags", path, printable(name),
                       nearest_flag(*where, name), help);
}

std::string missing_command(const CLI::App& app) {
    const auto [where, path] = innermost(app);
    if (names_below(*where).empty()) return {};
    const auto words = where->remaining();
    if (words.empty())
        return fmt::format("error: {} wants one of: {}\n  = hint: {} --help tells what each is for", path,
                           commands_of(*where), path);
    if (words.front().starts_with('-')) {
        const auto flag = flag_in(words.front());
        const auto below = where->get_subcommands(
            [&](const CLI::App* one) { return one->get_option_no_throw(std::string(flag)) != nullptr; });
        return fmt::format(
            "error: {}\n  = hint: {} --help tells what each is for",
            below.empty()
                ? fmt::format("`{}` has no flag `{}`, and wants one of: {}", path, printable(flag), commands_of(*where))
                : fmt::format("{} wants one of these before `{}`: {}", path, printable(flag), commands_of(*where)),
            path);
    }
    return fmt::format("error: `{}` is none of: {}\n  = hint: {}{} --help tells what each is for",
                       printable(words.front()), commands_of(*where), nearly_named(*where, words.front()), path);
}

} // namespace canreach::cli
