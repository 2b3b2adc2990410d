#include "crawler/scope_fit.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <utility>

namespace canreach::crawler {
namespace {

constexpr std::size_t names_told = 5;

/// `prod, dev, … (12 in all)`: enough to see how names look here.
template <class Names>
std::string some_of(const Names& names) {
    std::vector<std::string> told;
    for (const auto& name : names) {
        if (told.size() == names_told) break;
        told.push_back(printable(name, 80));
    }
    const auto rest = names.size() > told.size() ? fmt::format(", … ({} in all)", names.size()) : std::string{};
    return fmt::format("{}{}", fmt::join(told, ", "), rest);
}

std::vector<std::string> names_of(std::span<const listed_workspace> listed) {
    std::vector<std::string> made;
    for (const auto& one : listed) made.push_back(one.name.empty() ? one.id : one.name);
    return made;
}

std::vector<std::string> urls_of(std::span<const listed_workspace> listed) {
    std::vector<std::string> made;
    for (const auto& one : listed)
        if (!one.url.empty()) made.push_back(one.url);
    return made;
}

bool fits(const listed_workspace& one, std::string_view pattern) {
    return fits_glob(one.name, pattern) || fits_glob(one.id, pattern);
}

template <class Fits>
std::vector<std::string> fitting_none(const std::vector<std::string>& told, std::span<const listed_workspace> listed,
                                      Fits fits_one) {
    std::vector<std::string> made;
    for (const auto& text : told)
        if (std::ranges::none_of(listed, [&](const listed_workspace& one) { return fits_one(one, text); }))
            made.push_back(text);
    return made;
}

std::string in_backticks(const std::vector<std::string>& told) {
    std::vector<std::string> made;
    for (const auto& text : told) made.push_back(fmt::format("`{}`", printable(text, 120)));
    return fmt::format("{}", fmt::join(made, ", "));
}

} // namespace

result<std::vector<std::string>> fit_to_workspaces(const crawl_scope& scope, const sql::options& by_sql,
                                                   std::span<const listed_workspace> listed) {
    std::vector<std::string> warnings;
    if (listed.empty()) return warnings;
    const auto patterns = fitting_none(scope.workspaces, listed, fits);
    if (!patterns.empty() && patterns.size() == scope.workspaces.size())
        return fail(errc::bad_input,
                    fmt::format("no workspace of the account fits --workspaces {}", in_backticks(patterns)))
            .hinting(fmt::format("workspaces: {}", some_of(names_of(listed))));
    const auto is_at = [](const listed_workspace& one, std::string_view url) { return is_same_host(one.url, url); };
    const auto urls = fitting_none(scope.workspace_urls, listed, is_at);
    if (!urls.empty() && urls.size() == scope.workspace_urls.size())
        return fail(errc::bad_input,
                    fmt::format("no workspace of the account is at --workspace-urls {}", in_backticks(urls)))
            .hinting(fmt::format("workspaces: {}", some_of(urls_of(listed))));
    const auto in_scope = [&](const listed_workspace& one) {
        return std::ranges::any_of(scope.workspaces, [&](const auto& pattern) { return fits(one, pattern); }) &&
               std::ranges::any_of(scope.workspace_urls, [&](const auto& url) { return is_at(one, url); });
    };
    if (!scope.workspaces.empty() && !scope.workspace_urls.empty() && std::ranges::none_of(listed, in_scope))
        return fail(errc::bad_input, "no workspace fits both --workspaces and --workspace-urls")
            .hinting("a workspace is read only if both name it");
    for (const auto& [workspace, id] : by_sql.warehouses)
        if (std::ranges::none_of(listed, [name = std::string_view(workspace)](const listed_workspace& one) {
                return one.name == name || one.id == name;
            }))
            return fail(errc::bad_input, fmt::format("--warehouse names the workspace `{}`, which the account does "
                                                     "not list",
                                                     printable(workspace, 120)))
                .hinting(fmt::format("workspaces: {}", some_of(names_of(listed))));
    for (const auto& pattern : patterns)
        warnings.push_back(fmt::format("no workspace fits `{}` of --workspaces; there are: {}", printable(pattern, 120),
                                       some_of(names_of(listed))));
    for (const auto& url : urls)
        warnings.push_back(fmt::format("no workspace is at `{}` of --workspace-urls; there are: {}",
                                       printable(url, 120), some_of(urls_of(listed))));
    return warnings;
}

std::vector<std::string> fit_to_catalogs(const crawl_scope& scope, const std::set<std::string, std::less<>>& listed) {
    std::vector<std::string> warnings;
    for (const auto& pattern : scope.catalogs)
        if (std::ranges::none_of(listed, [&](const auto& name) { return fits_glob(name, pattern); }))
            warnings.push_back(fmt::format("no catalog fits `{}` of --catalogs; {}", printable(pattern, 120),
                                           listed.empty() ? "none could be listed" : "there are: " + some_of(listed)));
    return warnings;
}

} // namespace canreach::crawler
