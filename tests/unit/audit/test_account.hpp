/// A small account made from a world file, ready to be audited.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

#include "audit/dossier.hpp"
#include "audit/fact_diff.hpp"
#include "graph/access_graph.hpp"
#include "query/query.hpp"
#include "simulator/world.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::audit::test {

class test_account {
public:
    explicit test_account(std::string_view world_json);
    /// `gone`: principals that the world's facts name and nothing describes, as deleted ones.
    test_account(std::string_view world_json, std::initializer_list<std::string> gone);
    /// With facts that a world file has no words for.
    test_account(std::string_view world_json, const std::function<void(simulator::world&)>& change);

    [[nodiscard]] account view() { return {*names_, *graph_, *session_}; }
    [[nodiscard]] snapshot_view snapshot() { return {*names_, *source_}; }
    [[nodiscard]] support::memory_source& source() { return *source_; }
    [[nodiscard]] const graph::access_graph& facts() const { return *graph_; }
    [[nodiscard]] node_id id(const std::string& name) const { return source_->id_of(world_.keys.at(name)); }

private:
    simulator::world world_;
    std::unique_ptr<support::memory_source> source_;
    std::unique_ptr<graph::access_graph> graph_;
    std::unique_ptr<support::fake_catalog> names_;
    std::unique_ptr<query::session> session_;
};

/// A section as lines of `cell | cell | …`; `no section` if it is not there.
[[nodiscard]] std::string shown(const dossier& what, std::string_view id);

} // namespace canreach::audit::test
