/// Conditions of attribute-based policies (rules U17, U18, V4): which objects are meant, by their tags.
///
///     condition = conjunction { OR conjunction }       conjunction = negation { AND negation }
///     negation  = NOT negation | "(" condition ")" | TRUE | FALSE | test
///     test      = has_tag(KEY) | has_tag_value(KEY, VALUE)      also spelt hasTag, hasTagValue
///
/// Words are read in any letter case, keys and values exactly; texts stand in single or double quotes, a doubled quote
/// being one. Nothing else is understood: what a condition with anything else means is not guessed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"

namespace canreach {
inline namespace model {

/// What the attribute of a node that holds a tag's value is named: this, and the key of the tag.
inline constexpr std::string_view tag_attribute_prefix = "tag:";

/// The attribute of a node whose tags were all read: without it, that the node has no tag is not known.
inline constexpr std::string_view tags_read_attribute = "tags";
inline constexpr std::string_view tags_read_value = "read";

struct tag_view {
    std::string_view key;
    std::string_view value;
};

/// Immutable.
class tag_condition {
public:
    /// Blank text is true of everything. Fails with `bad_input`, saying what was seen.
    [[nodiscard]] static result<tag_condition> parse(std::string_view text);

    [[nodiscard]] bool holds(std::span<const tag_view> tags) const;
    /// Whether the tags matter at all.
    [[nodiscard]] bool asks_for_tags() const noexcept;

private:
    friend class tag_condition_parser;
    enum class step_kind : std::uint8_t { always, never, has_key, has_value, negate, both, either };
    /// In the order of a stack machine: parts before what joins them.
    struct step {
        step_kind what = step_kind::always;
        std::string key;
        std::string value;
    };
    std::vector<step> steps_;
};

} // namespace model
} // namespace canreach
