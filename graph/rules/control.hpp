/// Acts of one's own that change what a decision rests on (rules E1–E6, class CONTROL), and what a requirement is once
/// they are done.
///
/// Acts are monotone: doing more never takes anything away, so what one reaches at the least number of hops is found by
/// trying sets of acts by their size. All acts of one kind by one identity are one hop (access-model §2.12), joining a
/// group (E5) among them: it adds to an identity, where becoming another one (rules/become.hpp) replaces it.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "graph/answers.hpp"
#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "model/ids.hpp"

namespace canreach::graph {
namespace detail {
struct account;
}

/// A set of kinds of act, each one hop.
class acts {
public:
    constexpr acts() = default;
    constexpr acts(std::initializer_list<act> list) {
        for (const auto one : list) add(one);
    }
    constexpr void add(act one) noexcept {
        bits_ = static_cast<std::uint8_t>(bits_ | 1U << static_cast<unsigned>(one));
    }
    [[nodiscard]] constexpr bool has(act one) const noexcept { return (bits_ >> static_cast<unsigned>(one) & 1U) != 0; }
    [[nodiscard]] constexpr bool none() const noexcept { return bits_ == 0; }
    [[nodiscard]] unsigned hops() const noexcept; ///< how many there are
    [[nodiscard]] constexpr bool within(acts other) const noexcept { return (bits_ & ~other.bits_) == 0; }
    [[nodiscard]] constexpr std::uint8_t number() const noexcept { return bits_; }
    [[nodiscard]] static constexpr acts of_number(std::uint8_t bits) noexcept {
        acts made;
        made.bits_ = bits;
        return made;
    }
    friend constexpr auto operator<=>(const acts&, const acts&) = default;

private:
    std::uint8_t bits_ = 0;
};

/// One row of the table of acts.
struct act_rule {
    act what;
    std::string_view rule;  ///< E5, …
    std::string_view needs; ///< what it asks, in words
    std::string_view done;  ///< what is done, in words
};
[[nodiscard]] std::span<const act_rule> act_rules() noexcept; ///< by `act`

/// What a principal has done before it is asked about.
struct preparation {
    acts done;
    situation now;
    rule_profile profile{};
    /// Set where what is missing is told: grants that this one cannot come to by acts are not thought of, so that the
    /// privileges themselves are named and not the ownership of something above.
    const identity::carried* only_for = nullptr;
};

/// The requirement once the acts are done: bits that one may grant oneself need not be held (E1, E3), nor the metastore
/// be owned by whoever can make itself its admin (E4), nor a role be held by whoever may give it to itself (E6).
/// Filters and masks stand in nobody's way who controls what they are set on (V3, E1).
[[nodiscard]] condition prepared(const detail::account& in, const condition& circuit, const preparation& by);

/// Control over what lies directly in a metastore, where one may bind it to further workspaces (E2); empty where there
/// is no such thing or it was not done.
[[nodiscard]] std::optional<condition> opening(const detail::account& in, node_id root, const preparation& by);

} // namespace canreach::graph
