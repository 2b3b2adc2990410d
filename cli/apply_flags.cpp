#include "cli/apply_flags.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include "actions/apply.hpp"
#include "actions/outcome_table.hpp"
#include "cli/command.hpp"
#include "cli/environment.hpp"
#include "crawler/text.hpp"

namespace canreach::cli {
namespace {

bool is_ours(const actions::change& one) {
    return !std::holds_alternative<actions::by_hand>(one.how);
}

/// Where a change is sent.
std::string_view host_of(const actions::change& one) {
    if (const auto* request = std::get_if<actions::write_request>(&one.how)) return request->where.host;
    if (const auto* sql = std::get_if<actions::write_statement>(&one.how)) return sql->where.host;
    return {};
}

void show(const application_plan& plan) {
    for (const auto& one : plan.changes)
        if (is_ours(one))
            fmt::print(stderr, "  {}  on {}\n", printable(one.what, 400), printable(host_of(one), 80));
        else
            fmt::print(stderr, "  {}  left to you: {}\n", printable(one.what, 400),
                       std::get<actions::by_hand>(one.how).why);
}

exit_code exit_code_of(actions::application_end how, bool left_to_others) {
    switch (how) {
    case actions::application_end::complete: return left_to_others ? exit_code::gaps : exit_code::yes;
    case actions::application_end::left: return exit_code::gaps;
    case actions::application_end::faults: return exit_code::error;
    case actions::application_end::interrupted: return exit_code::interrupted;
    }
    return exit_code::error;
}

/// Empty: go on.
std::optional<exit_code> ask(std::size_t changes, const apply_flags& flags) {
    if (flags.yes) return std::nullopt;
    if (!standard_input_is_terminal()) {
        fmt::print(stderr, "error: nothing was changed: there is no terminal to confirm on\n"
                           "  = hint: look at the changes above, then add --yes\n");
        return exit_code::usage;
    }
    fmt::print(stderr, "Make {} of these changes? Type yes: ", changes);
    if (agrees(std::cin)) return std::nullopt;
    fmt::print(stderr, "nothing was changed\n");
    return exit_code::no;
}

} // namespace

CLI::Option* add_apply_flags(CLI::App& command, apply_flags& flags) {
    auto* apply = command.add_flag("--apply", flags.apply, "Make the changes, once they are confirmed");
    command.add_flag("--yes", flags.yes, "With --apply: confirm without being asked")->needs(apply);
    add_login_flags(command, flags.login);
    return apply;
}

result<crawler::crawl_options> platform_of(const apply_flags& flags) {
    auto made = crawl_options_of(flags.login);
    if (!made) return made;
    made->stop_on_signals = true;
    return made;
}

bool agrees(std::istream& answer) {
    std::string line;
    std::getline(answer, line);
    return crawler::equal_ignoring_case(crawler::trimmed(line), "yes");
}

exit_code apply_and_tell(const application_plan& plan, const crawler::crawl_options& options,
                         const snapshot_info& snapshot, const apply_flags& flags, const dossier_flags& form) {
    show(plan);
    const auto ours = static_cast<std::size_t>(std::ranges::count_if(plan.changes, is_ours));
    if (ours > 0)
        if (const auto end = ask(ours, flags)) return *end;
    const auto watch = [&](std::size_t number, const actions::applied_change* end) {
        if (end != nullptr)
            fmt::print(stderr, "{}/{} {}: {}\n", number + 1, plan.changes.size(), name_of(end->what),
                       printable(plan.changes[number].what, 200));
    };
    actions::apply_options how;
    how.stop_at_fault = plan.each_rests_on_the_last;
    how.settle = plan.settle;
    const auto made = actions::apply(options, plan.changes, how, watch);
    if (!made) return fail_with(made.error());
    auto told = actions::outcome_of(plan.audit, plan.subject, plan.changes, *made, snapshot);
    told.remarks.insert(told.remarks.end(), plan.remarks.begin(), plan.remarks.end());
    if (const auto printed = print_dossier(told, form); printed != exit_code::yes) return printed;
    return exit_code_of(actions::end_of(*made), !plan.remarks.empty());
}

} // namespace canreach::cli
