/// Reading on compute of its age by the letter of rules V2 and V4, one principal, one cluster and one bound at a time.
/// Shares nothing with `graph/`.
#pragma once

#include <memory>

#include "model/fact_source.hpp"
#include "model/ids.hpp"
#include "tests/support/slow_access.hpp"
#include "tests/support/slow_objects.hpp"

namespace canreach::support {

class slow_runtime {
public:
    /// `who` and `objects` must outlive this.
    slow_runtime(fact_source& source, const slow_access& who, const slow_objects& objects);
    slow_runtime(slow_runtime&&) noexcept;
    ~slow_runtime();

    /// SELECT on a relation of Unity Catalog with something to run it on, by workspace.
    [[nodiscard]] slow_answer select(node_id principal, node_id relation) const;

private:
    struct facts;
    struct asking;
    std::unique_ptr<facts> facts_;
};

} // namespace canreach::support
