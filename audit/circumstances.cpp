#include "audit/circumstances.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace canreach::audit {
namespace {

std::string shown(const std::string& family) {
    return family;
}
std::string shown(const std::pair<std::string, std::string>& left_out) {
    return fmt::format("{} ({})", left_out.first, left_out.second);
}

template <class List>
std::vector<std::string> only_in(const List& some, const List& others) {
    std::vector<std::string> found;
    for (const auto& one : some)
        if (std::ranges::find(others, one) == others.end()) found.push_back(shown(one));
    return found;
}

} // namespace

void tell_circumstances(const circumstances& before, const circumstances& after, std::vector<std::string>& into) {
    const auto told = [&](std::string_view what, const std::string& was, const std::string& is) {
        const auto known = [](const std::string& one) { return one.empty() ? std::string("not told") : one; };
        if (was != is) into.push_back(fmt::format("{} differs: {} then, {} now", what, known(was), known(is)));
    };
    told("the account", before.account_id, after.account_id);
    told("the version", before.made_by, after.made_by);
    const auto list = [&](std::string_view what, const std::vector<std::string>& names) {
        if (!names.empty()) into.push_back(fmt::format("{}: {}", what, fmt::join(names, ", ")));
    };
    list("crawled then, not now", only_in(before.extent.families, after.extent.families));
    list("crawled now, not then", only_in(after.extent.families, before.extent.families));
    list("left out of the crawl now, not then", only_in(after.extent.left_out, before.extent.left_out));
    list("left out of the crawl then, not now", only_in(before.extent.left_out, after.extent.left_out));
}

} // namespace canreach::audit
