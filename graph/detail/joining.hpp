/// Joining groups as a choice (rule E5). Whoever may join a group is not hurt by its denials unless it needs the group
/// (access-model §2.12).
///
/// What one reaches by some choice of groups, one reaches by joining every group that it can but those whose denials,
/// or exceptions, must not meet it: joining more gives more. So a choice is told by the groups that it avoids, and
/// everybody makes the same one at once.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <utility>

#include "graph/rules/control.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/rules/identity.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/subject_set.hpp"

namespace canreach::graph::detail {

struct account;

/// Asking everybody at once costs about as much as asking so many one by one.
inline constexpr std::size_t one_by_one = 24;
/// What was found one by one.
[[nodiscard]] subject_set set_of(std::size_t size, std::span<const std::pair<principal_no, truth>> few);

/// Users, service principals and groups that are account admins in a situation (A1).
[[nodiscard]] subject_set account_admins_in(const account& in, const situation& now);

/// Everybody, once each joined all groups that it can, those avoided aside. Immutable.
struct joined {
    identity::joining_rights rights; ///< that are made use of
    identity grown;
    tenancy where;    ///< after joining
    tenancy assigned; ///< after assigning oneself to workspaces, too
};

/// A set of acts, and the choice of groups where joining is among them.
struct course {
    acts done;
    std::shared_ptr<const joined> groups;

    [[nodiscard]] bool joins() const noexcept { return done.has(act::join); }
    /// All acts but that of joining groups.
    [[nodiscard]] course unjoined() const {
        auto rest = acts{};
        for (const auto& rule : act_rules())
            if (rule.what != act::join && done.has(rule.what)) rest.add(rule.what);
        return {rest, groups};
    }
    /// The same groups with other acts.
    [[nodiscard]] course with(acts others) const { return {others, groups}; }
};

} // namespace canreach::graph::detail
