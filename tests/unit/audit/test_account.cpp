#include "test_account.hpp"

#include <algorithm>
#include <variant>
#include <vector>

#include "report/cells.hpp"

namespace canreach::audit::test {

test_account::test_account(std::string_view world_json) : test_account(world_json, [](simulator::world&) {}) {}

test_account::test_account(std::string_view world_json, std::initializer_list<std::string> gone)
    : test_account(world_json, [&](simulator::world& world) {
          for (const auto& name : gone)
              std::erase_if(world.facts, [&, key = world.keys.at(name)](const fact& one) {
                  const auto* node = std::get_if<node_fact>(&one);
                  return node != nullptr && node->key == key;
              });
      }) {}

test_account::test_account(std::string_view world_json, const std::function<void(simulator::world&)>& change)
    : world_(simulator::parse_world(world_json).value()) {
    change(world_);
    source_ = std::make_unique<support::memory_source>(support::memory_source::from(world_.facts, world_.gaps).value());
    graph_ = std::make_unique<graph::access_graph>(graph::access_graph::build(*source_).value());
    names_ = std::make_unique<support::fake_catalog>(*source_, world_.facts);
    session_ = std::make_unique<query::session>(*names_, *graph_);
}

std::string shown(const dossier& what, std::string_view id) {
    const auto found = std::ranges::find(what.sections, id, &section::id);
    if (found == what.sections.end()) return "no section";
    std::string text;
    for (const auto& row : found->table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            text += (i == 0 ? "" : " | ") + report::text_of(row[i], ", ", false);
        text += '\n';
    }
    return text;
}

} // namespace canreach::audit::test
