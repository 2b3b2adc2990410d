/// What operations need, as data (access-model §3): trees over a few predicates of section 2, not yet bound to a
/// resource. The rows themselves stand in one table a family of resources: `unity_operations`, …
#pragma once

#include <optional>
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
        all,                 ///< every part
        any,                 ///< one part
        bit,                 ///< can(R, b): held, inherited, or by ownership of R (U1–U5)
        some_bit,            ///< any privilege that shows R (U12)
        usage_above,         ///< usage of every container strictly above R (U7)
        usage_here,          ///< usage of R itself, where it is a container (U8, U9)
        control,             ///< manages R and may exercise it (U6, U11); in Hive: may grant on it (H10)
        definer,             ///< where R is a view: its owner can still read what it reads (V1); in Hive: H11
        owner,               ///< owns R itself
        metastore_admin,     ///< owns the metastore of R
        account_admin,       ///< U19
        catalog_owner,       ///< owns the catalog of R (U19)
        recipient_user,      ///< USE RECIPIENT on the metastore of R, or owning one of its recipients (V5)
        on_metastore,        ///< the privilege on the metastore of R
        on_some,             ///< the privilege on something of kind `other` in the metastore of R
        on_container,        ///< the one part, about the container of R
        view,                ///< R is a view
        bases,               ///< reading all that the view R reads (V1)
        function,            ///< EXECUTE on the function that the question names, with usage down to it (V3)
        undenied,            ///< no policy denies managing access to R (U18)
        unblocked,           ///< at most one filter, and one mask a column (V4)
        unfiltered,          ///< no filter and no mask (V3)
        external_access,     ///< the metastore of R lets external engines in (U16)
        hive_owner,          ///< Hive: owns R or a container of it (§3.3)
        nobody,              ///< Hive: asks a workspace admin (§3.2)
        covered_by_location, ///< an external location covers the path: R, a credential, is none (S3)
    };
    form what = form::all;
    mask bits;                   ///< form bit: the one privilege; form hive_owner: a denial of which may stop owners
    bool metastore_admin = true; ///< form control: whether being metastore admin suffices
    std::vector<need> parts;     ///< forms all, any and on_container
    node_kind other = node_kind::other; ///< form on_some
    bool granting = false;              ///< form control in Hive: of ANY FILE, MODIFY on it suffices (H7)
    bool dropping = false;              ///< form control: `metastore_admin` is a doubt (§7, drop_by_metastore_admin)
};

/// Whether a form occurs anywhere in a requirement.
[[nodiscard]] bool mentions(const need& what, need::form form) noexcept;

/// One operation on the kinds of one family, with everything the rules know of it. The table of a family may hold an
/// operation several times, for kinds that need different things; no kind comes twice under one name.
struct operation_rule {
    std::string_view name;
    std::vector<std::string_view> aliases;
    std::vector<node_kind> kinds;
    std::string_view needs;
    need requirement;
    reach how_far = reach::read;
    bool beyond_seeing = false; ///< may be possible for one who does not even see the resource
    bool listed = true; ///< among what one can do to the resource: not what is asked of a path or of a new thing
    std::optional<need> by_matrix{}; ///< Hive: what the matrix of runtime 3.1 asks instead (§3.2)
    bool before_usage = true;        ///< Hive: whether runtime 3.1 knows the operation (L2, L3)
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
