/// What operations and privileges need, as data (access-model §3.1): trees over a few predicates of section 2, not yet
/// bound to a resource.
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

/// One operation with everything the rules know of it.
struct operation_rule {
    std::string_view name;
    std::vector<std::string_view> aliases;
    std::vector<node_kind> kinds;
    std::string_view needs;
    need requirement;
    reach how_far = reach::read;
};

/// The rows behind `operations()`, by the same index.
[[nodiscard]] const std::vector<operation_rule>& operation_rules();

/// What exercising a privilege needs by itself in mode effective (U7–U10, U12, U14, V1).
[[nodiscard]] need need_of_privilege(unsigned bit);
[[nodiscard]] reach reach_of_privilege(unsigned bit) noexcept;

/// What any action at all comes down to: seeing the resource. Whoever can do anything to it has a privilege on it with
/// usage, or may browse it, or manages it.
[[nodiscard]] need need_of_anything();

} // namespace canreach::graph
