/// Workspace objects and compute by the letter of access-model §2.8 and rule T7, one principal and one bound at a time.
/// Shares nothing with `graph/`.
#pragma once

#include <memory>
#include <vector>

#include "model/acl_levels.hpp"
#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "tests/support/slow_access.hpp"

namespace canreach::support {

class slow_objects {
public:
    /// `who` must outlive this.
    slow_objects(fact_source& source, const slow_access& who);
    slow_objects(slow_objects&&) noexcept;
    ~slow_objects();

    /// An ability, a level (by the abilities it stands for), or anything at all.
    struct wanted {
        enum class form { ability, level, any } what;
        int number = 0;
    };
    [[nodiscard]] two_bounds can(node_id principal, wanted what, bool effective, node_id object) const;

    /// T7: what in the workspace one can read Unity Catalog on, in one bound.
    struct usable {
        bool newest = false;           ///< a warehouse, or a cluster yet to be created
        std::vector<node_id> clusters; ///< ascending
        [[nodiscard]] bool any() const { return newest || !clusters.empty(); }
    };
    [[nodiscard]] usable usable_compute(node_id principal, node_id workspace, bool upper) const;
    /// Whether there is any.
    [[nodiscard]] two_bounds compute(node_id principal, node_id workspace) const;

private:
    struct facts;
    struct asking;
    std::unique_ptr<facts> facts_;
};

} // namespace canreach::support
