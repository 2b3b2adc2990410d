/// A small account to ask: two workspaces, three catalogs, nested groups, names that clash, and a part not read.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "graph/access_graph.hpp"
#include "query/query.hpp"
#include "simulator/world.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::query::test {

class test_account {
public:
    explicit test_account(std::string_view world_json);
    /// The one that golden files are about.
    [[nodiscard]] static std::string_view world();

    [[nodiscard]] session& ask() { return *session_; }
    [[nodiscard]] support::fake_catalog& names() { return *names_; }
    [[nodiscard]] const graph::access_graph& facts() const { return *graph_; }

private:
    simulator::world world_;
    std::unique_ptr<support::memory_source> source_;
    std::unique_ptr<graph::access_graph> graph_;
    std::unique_ptr<support::fake_catalog> names_;
    std::unique_ptr<session> session_;
};

/// A table as plain text: one line a row, then everything that stands beside it.
[[nodiscard]] std::string shown(const result_table& table);

} // namespace canreach::query::test
