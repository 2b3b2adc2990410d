#include "query/vocabulary.hpp"

#include <algorithm>
#include <utility>

#include "query/near.hpp"
#include "query/unicode.hpp"

namespace canreach::query {

std::string normalised_verb(std::string_view text) {
    std::string spelling(text);
    for (auto& c : spelling) c = c == '_' || c == '-' ? ' ' : ascii_upper(c);
    return spelling;
}

vocabulary::vocabulary(std::vector<graph::action_word> words) {
    words_.reserve(words.size());
    // `READ PATH '…'` is the verb READ put to a path: PATH belongs to what follows it.
    for (auto& one : words)
        if (!one.spelling.ends_with(" PATH")) words_.push_back({std::move(one)});
    std::ranges::sort(words_, {}, &word::spelling);
}

const vocabulary::word* vocabulary::find(std::string_view spelling) const noexcept {
    const auto found = std::ranges::lower_bound(words_, spelling, {}, &word::spelling);
    return found != words_.end() && found->spelling() == spelling ? &*found : nullptr;
}

bool vocabulary::begins(std::string_view words) const noexcept {
    // Spellings that begin with `words` and a blank are neighbours, but `CREATE-X` would stand between `CREATE` and
    // `CREATE TABLE`; blanks sort first, so looking at the first two candidates is enough.
    auto at = std::ranges::lower_bound(words_, words, {}, &word::spelling);
    for (; at != words_.end() && at->spelling().starts_with(words); ++at) {
        if (at->spelling().size() == words.size() || at->spelling()[words.size()] == ' ') return true;
        if (at->spelling()[words.size()] > ' ') return false;
    }
    return false;
}

std::string_view vocabulary::near(std::string_view spelling) const {
    std::vector<std::string_view> all;
    all.reserve(words_.size());
    for (const auto& one : words_) all.emplace_back(one.spelling());
    return nearest(spelling, all);
}

} // namespace canreach::query
