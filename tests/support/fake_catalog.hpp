/// Names of an account in memory: the `catalog` beside a `memory_source`, slow and obvious.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "model/fact.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::support {

class fake_catalog final : public catalog {
public:
    /// `numbers` gave the nodes their ids and outlives the catalog; `facts` are those it was made of.
    fake_catalog(memory_source& numbers, std::span<const fact> facts);

    [[nodiscard]] snapshot_info snapshot() const override;
    [[nodiscard]] const privilege_dictionary& privileges() const override { return numbers_.privileges(); }
    [[nodiscard]] result<std::vector<node_id>> principals_named(std::string_view name) override;
    [[nodiscard]] result<std::vector<node_id>> nodes_named(node_kind kind, std::string_view name) override;
    [[nodiscard]] result<std::vector<node_id>> nodes_with_id(std::string_view id) override;
    [[nodiscard]] result<std::vector<std::string>> near_names(std::string_view wanted, std::span<const node_kind> kinds,
                                                              std::size_t limit) override;
    [[nodiscard]] result<std::vector<placed_node>> placed_at(const storage_path& where,
                                                             std::size_t within_limit) override;
    [[nodiscard]] result<std::vector<named_kind>> names_beginning(std::string_view prefix, std::size_t limit) override;
    [[nodiscard]] result<node_description> describe(node_id id) override;
    [[nodiscard]] result<std::string> name_of(node_id id) override;

    /// From now on every look-up fails.
    void fail_from_now_on() { failing_ = true; }

private:
    memory_source& numbers_;
    std::vector<node_description> nodes_; ///< by id
    bool failing_ = false;
};

} // namespace canreach::support
