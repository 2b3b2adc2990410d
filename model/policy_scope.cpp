#include "model/policy_scope.hpp"

#include <algorithm>

namespace canreach {
inline namespace model {
namespace {

constexpr std::string_view before_condition = ": ";

} // namespace

std::string text_of(const policy_scope& scope) {
    std::string text;
    for (const auto kind : scope.kinds) {
        if (!text.empty()) text += ' ';
        text += word_of(kind);
    }
    return text.append(before_condition).append(scope.condition);
}

std::optional<policy_scope> policy_scope_of(std::string_view text) {
    const auto end = text.find(before_condition);
    if (end == std::string_view::npos) return std::nullopt;
    policy_scope made{{}, std::string(text.substr(end + before_condition.size()))};
    for (auto words = text.substr(0, end); !words.empty();) {
        const auto word = words.substr(0, words.find(' '));
        const auto kind = kind_of_word(word);
        if (!kind) return std::nullopt;
        made.kinds.push_back(*kind);
        words.remove_prefix(std::min(word.size() + 1, words.size()));
    }
    return made;
}

} // namespace model
} // namespace canreach
