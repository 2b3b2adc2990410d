/// Which of the facts that changed gave somebody access, or took it.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "audit/access_diff.hpp"

namespace canreach::audit {

/// Borrows what it is made of.
class change_causes {
public:
    change_causes(const compared_accounts& in, graph::mode how);

    /// A line each, as in `removed: member alice of group readers`; for every action the facts of which one is in every
    /// way that the access had where it was, else what changed about the gate that is shut where it is not.
    [[nodiscard]] std::vector<std::string> of(const access_shift& shift);

private:
    using changes = std::vector<const fact_change*>;
    using fact_id = std::tuple<fact_kind, node_key, node_key, std::string>;

    /// Of the moment that has the access.
    [[nodiscard]] changes in_every_way(const access_shift& shift, graph::action what) const;
    /// Of the moment that has not.
    [[nodiscard]] changes at_the_gate(const access_shift& shift, graph::action what) const;
    [[nodiscard]] changes around(const access_shift& shift) const;
    [[nodiscard]] const fact_change* change_of(const graph::witness_step& step, bool after) const;
    void add_changes_on(const node_key& key, changes& to) const;
    [[nodiscard]] std::string told(const fact_change& change) const;
    [[nodiscard]] std::string name(const fact_change& change, bool about) const;

    const compared_accounts& in_;
    graph::mode how_;
    std::map<fact_id, const fact_change*> by_identity_;
    std::multimap<node_key, const fact_change*> by_node_; ///< what a fact is about
};

} // namespace canreach::audit
