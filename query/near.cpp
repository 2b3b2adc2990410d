#include "query/near.hpp"

#include "model/edit_distance.hpp"
#include "query/unicode.hpp"

namespace canreach::query {

std::size_t words_apart(std::string_view a, std::string_view b, std::size_t limit) {
    const auto distance = canreach::edit_distance(ascii_upper(a), ascii_upper(b), static_cast<unsigned>(limit));
    return distance ? *distance : limit + 1;
}

std::string_view nearest(std::string_view wanted, std::span<const std::string_view> candidates) {
    const auto limit = wanted.size() / 3;
    auto best = limit + 1;
    std::string_view found;
    bool unique = false;
    for (const auto candidate : candidates) {
        const auto distance = words_apart(wanted, candidate, limit);
        if (distance > limit || distance > best) continue;
        unique = distance < best || candidate == found;
        best = distance;
        found = candidate;
    }
    return unique ? found : std::string_view{};
}

} // namespace canreach::query
