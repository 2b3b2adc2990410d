#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/subject.hpp"
#include "audit/tables.hpp"
#include "graph/operations.hpp"

namespace canreach::audit {
namespace {

/// For everyone in the answer to WHO CAN REACH, all that they may do.
result<section> abilities(account& in, const query::result_table& who, node_id resource) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "principal");
    columns.push_back({"actions", query::column_type::texts});
    columns.push_back({"verdict", query::column_type::verdict});
    auto table = table_of(std::move(columns));
    for (const auto& found : who.rows) {
        for (const auto& cell : found) {
            const auto* principal = std::get_if<query::node_cell>(&cell);
            if (principal == nullptr || !is_principal(in.facts.kind_of(principal->id))) continue;
            std::vector<std::string> sure, unsure;
            for (const auto& [what, how] : in.facts.actions_on(principal->id, {}, resource))
                (how == graph::verdict::yes ? sure : unsure).push_back(graph::name_of(what, in.names.privileges()));
            const auto add = [&](std::vector<std::string> names, graph::verdict how) {
                if (names.empty()) return;
                std::vector<query::cell> row{principal->kind, *principal, std::move(names), how};
                table.rows.push_back(std::move(row));
            };
            add(std::move(sure), graph::verdict::yes);
            add(std::move(unsure), graph::verdict::unknown);
            break;
        }
    }
    return made_section("actions", "What each may do", std::move(table));
}

} // namespace

result<dossier> audit_resource(account& in, std::string_view name, const resource_options& options) {
    const auto resource = find_resource(in.names, name, options.kind);
    if (!resource) return resource.error();
    dossier made{"resource", resource->label, {}, {}, {}, in.names.snapshot()};
    made.facts.emplace_back("kind", std::string(word_of(resource->node.key.kind)));
    if (!resource->node.subtype.empty()) made.facts.emplace_back("type", resource->node.subtype);
    for (const auto& [key, value] : resource->node.attributes) made.facts.emplace_back(key, value);
    const auto& r = resource->spelling;
    std::vector<question> questions;
    if (options.expand_groups) {
        questions.push_back({"who", "Everyone who reaches it", fmt::format("WHO CAN REACH {}", r)});
        questions.push_back({"held", "Held, but not usable now",
                             fmt::format("(WHO CAN REACH {0} GRANTED) EXCEPT (WHO CAN REACH {0})", r)});
    } else {
        questions.push_back({"who", "Groups that reach it, as units", fmt::format("WHICH GROUPS CAN REACH {}", r)});
    }
    questions.push_back({"owner", "Owner", fmt::format("SHOW OWNER OF {}", r)});
    questions.push_back({"grants", "Grants on it", fmt::format("SHOW GRANTS ON {}", r)});
    questions.push_back({"coverage", "What was not read of it", fmt::format("SHOW COVERAGE OF {}", r)});
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    if (!options.expand_groups || made.sections.empty() || made.sections.front().id != "who") return made;
    auto each = abilities(in, made.sections.front().table, resource->node.id);
    if (!each) return std::move(each).error();
    made.sections.insert(made.sections.begin() + 1, std::move(*each));
    return made;
}

} // namespace canreach::audit
