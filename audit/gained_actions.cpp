#include "audit/gained_actions.hpp"

#include <algorithm>
#include <iterator>

namespace canreach::audit {
namespace {

constexpr std::string_view doubt = " (unknown)";

} // namespace

std::string in_doubt(std::string_view action) {
    return std::string(action) + std::string(doubt);
}

std::string_view without_doubt(std::string_view action) {
    if (action.ends_with(doubt)) action.remove_suffix(doubt.size());
    return action;
}

std::vector<std::string> gained(const std::vector<std::string>& wider, const std::vector<std::string>& narrower,
                                bool doubts_count) {
    std::vector<std::string> more;
    std::ranges::copy_if(wider, std::back_inserter(more), [&](const std::string& one) {
        return std::ranges::none_of(narrower, [&](const std::string& own) {
            return own == one || (doubts_count && without_doubt(own) == without_doubt(one));
        });
    });
    return more;
}

} // namespace canreach::audit
