/// Policies: rules about access, written down beside the code and checked like tests (docs/policies.md). A rule's
/// selectors are sentences of the query language, so whatever can be asked can be forbidden or required.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"

namespace canreach::audit {

/// How much a violation matters; the words of SARIF.
enum class severity : std::uint8_t { note, warning, error };
[[nodiscard]] std::string_view name_of(severity what) noexcept;
[[nodiscard]] std::optional<severity> severity_called(std::string_view word) noexcept;

/// A sentence, and the line of the file that it begins on.
struct selector {
    std::string sentence;
    unsigned line = 0;
    friend bool operator==(const selector&, const selector&) = default;
};

/// Lets a violation stand. At least one of the two names is given; where both are, both must fit.
struct policy_exception {
    std::string principal;
    std::string resource;
    std::string reason;  ///< why it may stand
    std::string owner;   ///< who answers for it
    std::string expires; ///< its last day, `YYYY-MM-DD`
    unsigned line = 0;
    friend bool operator==(const policy_exception&, const policy_exception&) = default;
};

struct policy_rule {
    /// * `forbid`: no row of `access` (that is also a row of `against`) may be. A CAN must not be yes.
    /// * `allow_only`: every row of `access` must be a row of `against`.
    /// * `require`: every row of `access` must be a row of `against`. Without `against`: a CAN must be yes, a list must
    ///   have a row.
    enum class form : std::uint8_t { forbid, allow_only, require };
    std::string id;
    std::string description;
    severity weight = severity::error;
    form how = form::forbid;
    selector access;
    std::optional<selector> against;
    bool allow_empty = false; ///< a selector may match nothing
    std::vector<policy_exception> exceptions;
    unsigned line = 0;
    friend bool operator==(const policy_rule&, const policy_rule&) = default;
};
[[nodiscard]] std::string_view name_of(policy_rule::form how) noexcept; ///< `forbid`, `allow_only`, `require`

struct policy_file {
    std::string name; ///< as the user wrote it: the place that reports point to
    std::vector<policy_rule> rules;
};

/// Rules that one file may hold, and bytes.
inline constexpr std::size_t max_policy_rules = 10'000;
inline constexpr std::size_t max_policy_bytes = std::size_t{4} << 20;

/// Reads YAML. Fails with `bad_input`, or `limit_exceeded`, with the line in the message: on damaged YAML, on keys that
/// no rule has (a misspelt `allow_empty` must not go unnoticed), on keys given twice, on ids given twice, on exceptions
/// without reason, owner or a day of expiry.
[[nodiscard]] result<policy_file> parse_policy(std::string_view yaml, std::string name);

} // namespace canreach::audit
