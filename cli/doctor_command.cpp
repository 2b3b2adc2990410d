#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "cli/login_flags.hpp"
#include "crawler/checkup.hpp"
#include "model/needed_rights.hpp"
#include "report/display_width.hpp"
#include "report/json_values.hpp"
#include "report/text_table.hpp"
#include "report/wrapped.hpp"

namespace canreach::cli {
namespace {

namespace json = boost::json;
using crawler::permission;

struct doctor_flags {
    login_flags login;
    crawler::crawl_scope scope;
    std::string format = "text";
};

std::size_t count(const crawler::checkup& found, permission what) {
    return static_cast<std::size_t>(std::ranges::count(found.families, what, &crawler::family_check::what));
}

/// The right that lets a family be read; empty where no right does.
std::string_view right_for(const crawler::family_check& one) {
    return no_right_mends(one.why) ? std::string_view{} : needed_right_of(one.family)->right;
}

std::string right_in_words(const crawler::family_check& one) {
    const auto right = right_for(one);
    return std::string(right.empty() ? "no right mends it" : right);
}

/// A block for each family, where the terminal is too narrow for a table that cuts no sentence.
std::string families_in_blocks(const crawler::checkup& found, const report::text_style& style) {
    std::string text;
    const auto line = [&](std::string_view title, std::string_view what) {
        if (!what.empty()) text += report::wrapped(fmt::format("    {:<7} ", title), what, style.width) + '\n';
    };
    for (const auto& one : found.families) {
        if (one.what == permission::allowed) continue;
        text += fmt::format("  {}  {}\n", report::bold(one.family, style), name_of(one.what));
        line("unseen:", needed_right_of(one.family)->unseen);
        line("mends:", right_in_words(one));
        line("why:", one.why);
    }
    return text;
}

std::string text_of(const crawler::checkup& found, const report::text_style& style) {
    report::text_table table;
    for (const auto* title : {"family", "access", "would stay unseen", "smallest right that mends it", "why"})
        table.add_column(title);
    std::vector<std::string> allowed;
    for (const auto& one : found.families) {
        if (one.what == permission::allowed) {
            allowed.emplace_back(one.family);
            continue;
        }
        table.add_row({std::string(one.family), std::string(name_of(one.what)),
                       std::string(needed_right_of(one.family)->unseen), right_in_words(one), one.why});
    }
    if (allowed.empty()) allowed.emplace_back("nothing");
    auto text = report::wrapped_list("allowed: ", allowed, ",", style.width) + '\n';
    const bool fits = style.width == 0 || report::widest_line(table.render({})) <= style.width;
    if (!table.empty()) text += fits ? table.render(style) : families_in_blocks(found, style);
    text += fmt::format("{} allowed · {} limited · {} refused · {} unknown · {} requests\n",
                        count(found, permission::allowed), count(found, permission::limited),
                        count(found, permission::refused), count(found, permission::unknown), found.cost.requests);
    return text;
}

std::string json_of(const crawler::checkup& found) {
    json::array families;
    for (const auto& one : found.families) {
        json::object made{{"family", one.family}, {"access", name_of(one.what)}, {"tried", one.tried}};
        if (one.what != permission::allowed) {
            made["unseen"] = needed_right_of(one.family)->unseen;
            if (const auto right = right_for(one); !right.empty()) made["right"] = right;
            made["why"] = one.why;
        }
        if (one.http_status != 0) made["http_status"] = one.http_status;
        families.emplace_back(std::move(made));
    }
    json::object made{{"schema_version", report::schema_version},
                      {"families", std::move(families)},
                      {"requests", found.cost.requests}};
    for (const auto what : {permission::allowed, permission::limited, permission::refused, permission::unknown})
        made[name_of(what)] = count(found, what);
    return json::serialize(made) + "\n";
}

/// What a crawl would lack; a kind of which there is nothing is no lack.
bool lacks(const crawler::family_check& one) {
    return one.what != permission::allowed && (one.tried || one.what != permission::unknown);
}

exit_code doctor(const doctor_flags& flags) {
    auto options = crawl_options_of(flags.login);
    if (!options) return fail_with(options.error());
    options->scope = flags.scope;
    const auto found = crawler::run_checkup(*options);
    if (!found) return fail_with(found.error());
    const auto out = standard_output();
    print(flags.format == "json" ? json_of(*found) : text_of(*found, {out.width, out.colour}));
    return std::ranges::any_of(found->families, lacks) ? exit_code::gaps : exit_code::yes;
}

} // namespace

void add_doctor_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<doctor_flags>();
    auto* command = app.add_subcommand("doctor", "What these credentials may read, and the right that is missing");
    add_login_flags(*command, flags->login);
    command
        ->add_option("--workspaces", flags->scope.workspaces,
                     "Try only workspaces whose name or id fits, e.g. 'prod-*'")
        ->delimiter(',')
        ->type_name("GLOB")
        ->allow_extra_args(false);
    command->add_option("-o,--output", flags->format, "Form of the answer: text or json")
        ->check(CLI::IsMember({"text", "json"}))
        ->type_name("FORM")
        ->capture_default_str();
    command->footer(
        login_footer() +
        "\n"
        "Tries each family of requests on the first object of its kind that it meets, in the first workspace\n"
        "that runs; nothing is kept and nothing is changed. limited: answered, but what the caller has no\n"
        "right to is missing silently.\n\n"
        "Examples:\n"
        "  canreach doctor -p acme\n"
        "  canreach doctor -p acme -o json | jq '.families[] | select(.access == \"refused\")'\n\n"
        "Exit code: 0 nothing is missing, 3 something is, 1 error.");
    command->callback([flags, &chosen] { chosen.run = [flags] { return doctor(*flags); }; });
}

} // namespace canreach::cli
