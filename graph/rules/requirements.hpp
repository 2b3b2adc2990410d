/// What operations need, as data (access-model §3): trees over a few predicates of section 2, not yet bound to a
/// resource. The rows themselves stand in one table a family of resources: `unity_operations`, …
#pragma once

#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "graph/operations.hpp"
#include "graph/rules/tenancy.hpp"
#include "model/mask.hpp"

namespace canreach::graph {

/// A requirement on the principal, about a resource R.
struct need {
    enum class form : std::uint8_t {
        all,         ///< every part
        any,         ///< one part
        bit,         ///< can(R, b): held, inherited, or by ownership of R (U1–U5)
        some_bit,    ///< any privilege that shows R (U12)
        usage_above, ///< usage of every container strictly above R (U7)
        usage_here,  ///< usage of R itself, where it is a container (U8, U9)
        control,     ///< manages R and may exercise it (U6, U11)
        definer,     ///< where R is a view: its owner can still read what it reads (V1)
    };
    form what = form::all;
    mask bits;                   ///< form bit: the one privilege
    bool metastore_admin = true; ///< form control: whether being metastore admin suffices
    std::vector<need> parts;     ///< forms all and any
};

/// One operation on the kinds of one family, with everything the rules know of it. The table of a family may hold an
/// operation several times, for kinds that need different things; no kind comes twice under one name.
struct operation_rule {
    std::string_view name;
    std::vector<std::string_view> aliases;
    std::vector<node_kind> kinds;
    std::string_view needs;
    need requirement;
    reach how_far = reach::read;
};

/// One operation in all families.
struct known_operation {
    std::string_view name;
    std::vector<std::string_view> aliases;
    std::vector<node_kind> kinds; ///< those of all rules together
    std::vector<const operation_rule*> rules;

    /// The rule that speaks of this kind; null if none does.
    [[nodiscard]] const operation_rule* on(node_kind kind) const noexcept;
};

/// The tables of all families as one, by the index of `operations()`. An operation stands where the first table that
/// has it puts it.
[[nodiscard]] const std::vector<known_operation>& known_operations();

} // namespace canreach::graph
