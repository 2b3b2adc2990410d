/// Facts in memory as a `fact_source`, without a file: what sealing does, in its simplest form.
///
/// Nodes are numbered in the order of their keys. Nodes that facts name without describing them exist with their
/// containers; principals among them are unresolved. `account users`, `users` and `admins` of every workspace are
/// added. Principals must be named by key.
#pragma once

#include <compare>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/fact_source.hpp"
#include "model/ledger.hpp"
#include "model/node.hpp"
#include "model/privileges.hpp"

namespace canreach::support {

class memory_source final : public fact_source {
public:
    /// Fails with `bad_input` on a principal that is not named by key.
    [[nodiscard]] static result<memory_source> from(std::span<const fact> facts, std::span<const coverage_gap> gaps);

    /// `no_node` if there is none.
    [[nodiscard]] node_id id_of(const node_key& key) const;
    [[nodiscard]] const node_key& key_of(node_id id) const { return nodes_[id.value].key; }
    [[nodiscard]] const privilege_dictionary& privileges() const noexcept { return privileges_; }

    result<source_counts> counts() override;
    result<void> visit_nodes(const std::function<void(const source_node&)>& visit) override;
    result<void> visit_members(const std::function<void(const source_member&)>& visit) override;
    result<void> visit_owners(const std::function<void(const source_owner&)>& visit) override;
    result<void> visit_grants(const std::function<void(const source_grant&)>& visit) override;
    result<void> visit_bindings(const std::function<void(const source_binding&)>& visit) override;
    result<void> visit_links(const std::function<void(const source_link&)>& visit) override;
    result<void> visit_policies(const std::function<void(const source_policy&)>& visit) override;
    result<void> visit_attributes(std::span<const std::string_view> names,
                                  const std::function<void(const source_attribute&)>& visit) override;
    result<void> visit_homes(const std::function<void(const source_home&)>& visit) override;
    result<void> visit_gaps(const std::function<void(const source_gap&)>& visit) override;

private:
    memory_source() = default;

    struct entry {
        node_key key;
        node_fact told;
        bool known = false; ///< described by a fact
    };
    std::vector<entry> nodes_; ///< ascending keys
    std::vector<source_member> members_;
    std::vector<source_owner> owners_;
    std::vector<source_grant> grants_;
    std::vector<source_binding> bindings_;
    std::vector<source_link> links_;
    std::vector<source_policy> policies_;
    std::vector<source_gap> gaps_;
    privilege_dictionary privileges_;

    friend class source_builder;
};

} // namespace canreach::support
