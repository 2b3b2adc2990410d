/// Who carries one of the many that hold something on one container: found once, since questions about what lies in it
/// follow each other.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <mutex>

#include "graph/rules/condition.hpp"
#include "graph/subject_set.hpp"
#include "model/ids.hpp"
#include "model/mask.hpp"

namespace canreach::graph::detail {

struct account;

/// Safe to use from many threads.
class known_holders {
public:
    /// Everyone who carries a grantee of the supply as account identities alone do (scene `plain`); null where that is
    /// no grants of Unity Catalog, or so few that they are looked at as quickly.
    [[nodiscard]] std::shared_ptr<const subject_set> of(const account& in, const supply& from) const;

private:
    struct entry {
        node_id on = no_node;
        mask bits;
        std::shared_ptr<const subject_set> who;
    };
    static constexpr std::size_t most = 32; ///< two bits a principal each

    mutable std::mutex busy_;
    mutable std::array<entry, most> known_;
    mutable std::size_t next_ = 0;
};

} // namespace canreach::graph::detail
