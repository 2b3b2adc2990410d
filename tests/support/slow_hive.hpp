/// The Hive metastore by the letter of access-model §2.6, §2.7, §3.2 and §3.3, one principal and one bound at a time.
/// Shares nothing with `graph/`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "tests/support/slow_access.hpp"

namespace canreach::support {

/// The switches of access-model §7 that concern Hive, as an answer to each doubt.
struct slow_hive_profile {
    std::string operations = "current"; ///< `current`, `hive_matrix`, `hive_3_1`, `either`, `both`
    bool owner_wins = true;
    bool admin_wins = true;
    bool container_owner_inherits = true;
    bool view_chain = true;
};

class slow_hive {
public:
    /// `who` must outlive this.
    slow_hive(fact_source& source, const slow_access& who);
    slow_hive(slow_hive&&) noexcept;
    ~slow_hive();

    [[nodiscard]] slow_answer can(node_id principal, const slow_action& what, bool effective, node_id resource,
                                  const std::vector<node_id>& from = {}, const slow_hive_profile& by = {}) const;

private:
    struct facts;
    struct asking;
    std::unique_ptr<facts> facts_;
};

} // namespace canreach::support
