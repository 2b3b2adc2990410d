#include "cli/elevation_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <cstdio>
#include <string_view>

#include "report/text_table.hpp"

namespace canreach::cli {
namespace {

namespace json = boost::json;
using actions::elevation_step;

std::string_view words_of(elevation_step step) {
    switch (step) {
    case elevation_step::elevate: return "becomes ADMIN for the crawl";
    case elevation_step::has_right: return "is admin already";
    case elevation_step::left_out: return "left out";
    case elevation_step::unclear: return "not touched";
    }
    return "";
}

} // namespace

std::string describe(const actions::elevation_plan& plan) {
    auto text = fmt::format("service principal {} ({}) in account {}\n", plan.who.application_id, plan.who.principal_id,
                            plan.who.account_id);
    report::text_table table;
    for (const auto* title : {"workspace", "id", "assignment", "what happens", "why"}) table.add_column(title);
    std::string calls;
    for (const auto& row : plan.rows) {
        const auto& change = row.change;
        table.add_row({printable(change.name, 40), change.workspace,
                       row.step == elevation_step::left_out || row.step == elevation_step::unclear
                           ? std::string("?")
                           : std::string(name_of(change.before)),
                       std::string(words_of(row.step)), row.why});
        if (row.step != elevation_step::elevate) continue;
        calls += fmt::format("  {}\n  {}\n", actions::words_of(call_to_set(plan.who, change.workspace, {false, true})),
                             actions::words_of(call_to_set(plan.who, change.workspace, change.before)));
    }
    text += table.render({});
    if (calls.empty()) return text + "nothing would be changed\n";
    return text + "calls, each followed by the one that takes it back:\n" + calls;
}

std::string note_of(const actions::elevation_plan& plan, std::string_view began) {
    json::array workspaces;
    for (const auto& row : plan.rows)
        if (row.step == elevation_step::elevate)
            workspaces.emplace_back(json::object{{"workspace", row.change.workspace},
                                                 {"name", row.change.name},
                                                 {"before", name_of(row.change.before)},
                                                 {"while_crawling", "ADMIN"}});
    return json::serialize(json::object{{"service_principal", plan.who.principal_id},
                                        {"application_id", plan.who.application_id},
                                        {"began", began},
                                        {"workspaces", std::move(workspaces)}});
}

std::string with_note(std::string_view earlier, std::string_view one) {
    boost::system::error_code fault;
    auto held = json::parse(earlier, fault);
    json::array notes;
    if (!fault && held.is_array()) notes = std::move(held.as_array());
    auto added = json::parse(one, fault);
    if (!fault) notes.push_back(std::move(added));
    return json::serialize(notes);
}

bool tell(const actions::restore_report& report, const std::string& journal) {
    if (!report.restored.empty()) fmt::print(stderr, "rights are as before in {} workspaces\n", report.restored.size());
    for (const auto& one : report.left)
        fmt::print(stderr, "warning: workspace {} ({}): somebody has changed the assignment meanwhile; left as it is\n",
                   printable(one.name, 60), one.workspace);
    if (!report.kept_journal.empty()) fmt::print(stderr, "warning: all is as before, but {}\n", report.kept_journal);
    if (report.failed.empty()) return true;
    fmt::print(stderr, "\nERROR: THE SERVICE PRINCIPAL IS STILL ADMIN in {} workspaces:\n", report.failed.size());
    for (const auto& one : report.failed)
        fmt::print(stderr, "  {} ({}), before: {}: {}\n    {}\n", printable(one.change.name, 60), one.change.workspace,
                   name_of(one.change.before), one.why, one.call);
    fmt::print(stderr, "try again with: canreach elevate --restore {}\nor make the calls above as an account admin\n",
               printable(journal));
    return false;
}

} // namespace canreach::cli
