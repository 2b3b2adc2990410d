#include "crawler/scope.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>

#include "crawler/families.hpp"
#include "crawler/plan.hpp"
#include "crawler/text.hpp"
#include "crawler/url.hpp"

namespace canreach::crawler {
namespace {

/// What `--types` chooses among: a listing of one kind of thing.
struct listed_type {
    std::string_view word;
    std::string_view family;
};
constexpr std::array listed_types{
    listed_type{"table", "tables"},           listed_type{"volume", "volumes"},
    listed_type{"function", "functions"},     listed_type{"model", "models"},
    listed_type{"location", "locations"},     listed_type{"credential", "credentials"},
    listed_type{"connection", "connections"}, listed_type{"share", "shares"},
    listed_type{"provider", "providers"},     listed_type{"recipient", "recipients"},
    listed_type{"cleanroom", "clean-rooms"},
};

bool contains(const std::vector<std::string>& list, std::string_view word) {
    return std::ranges::find(list, word) != list.end();
}

bool fits_one(std::string_view text, const std::vector<std::string>& patterns) {
    return std::ranges::any_of(patterns, [text](const auto& pattern) { return fits_glob(text, pattern); });
}

std::string host_of(std::string_view url) {
    auto text = lower_case(trimmed(url));
    constexpr std::string_view scheme = "https://";
    if (text.starts_with(scheme)) text.erase(0, scheme.size());
    return text.substr(0, text.find('/'));
}

/// `only`, with every family that leads to one of it.
std::set<std::string_view> with_what_leads_there(const std::vector<std::string>& only) {
    std::set<std::string_view> wanted(only.begin(), only.end());
    for (std::size_t before = 0; before != wanted.size();) {
        before = wanted.size();
        for (const auto& one : all_families())
            for (const auto next : families_after(one.name))
                if (wanted.contains(next)) wanted.insert(one.name);
    }
    return wanted;
}

} // namespace

bool fits_glob(std::string_view text, std::string_view pattern) noexcept {
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    // Where the last star began, so that it can take one letter more.
    std::size_t at = 0;
    std::size_t place = 0;
    std::size_t star = std::string_view::npos;
    std::size_t taken = 0;
    while (at < text.size()) {
        if (place < pattern.size() && pattern[place] == '*') {
            star = place++;
            taken = at;
        } else if (place < pattern.size() && (pattern[place] == '?' || folded(pattern[place]) == folded(text[at]))) {
            ++at;
            ++place;
        } else if (star != std::string_view::npos) {
            place = star + 1;
            at = ++taken;
        } else {
            return false;
        }
    }
    return std::ranges::all_of(pattern.substr(place), [](char c) { return c == '*'; });
}

bool is_same_host(std::string_view url, std::string_view other) {
    return host_of(url) == host_of(other);
}

bool crawl_scope::whole() const noexcept {
    return workspaces.empty() && workspace_urls.empty() && catalogs.empty() && only.empty() && skip.empty() &&
           types.empty();
}

result<void> crawl_scope::check() const {
    for (const auto* list : {&only, &skip})
        for (const auto& name : *list)
            if (family_named(name) == nullptr)
                return fail(errc::bad_input, fmt::format("no family of requests is named `{}`", printable(name, 60)))
                    .hinting("canreach crawl --plan lists them");
    for (const auto& word : types)
        if (std::ranges::find(listed_types, word, &listed_type::word) == listed_types.end()) {
            std::vector<std::string_view> words;
            for (const auto& one : listed_types) words.push_back(one.word);
            return fail(errc::bad_input, fmt::format("`{}` is no type that can be chosen", printable(word, 60)))
                .hinting(fmt::format("types: {}", fmt::join(words, ", ")));
        }
    return {};
}

std::optional<std::string> crawl_scope::leaves_out_workspace(const node_fact& workspace) const {
    if (!workspaces.empty() && !fits_one(workspace.name, workspaces) && !fits_one(workspace.key.id, workspaces))
        return "left out: --workspaces";
    if (workspace_urls.empty()) return std::nullopt;
    for (const auto& [name, text] : workspace.attributes)
        if (name == "url" && std::ranges::any_of(workspace_urls, [url = std::string_view(text)](const auto& wanted) {
                return is_same_host(url, wanted);
            }))
            return std::nullopt;
    return "left out: --workspace-urls";
}

std::optional<std::string> crawl_scope::leaves_out(const crawl_task& task) const {
    if (contains(skip, task.family)) return fmt::format("left out: --skip {}", task.family);
    if (!only.empty() && !with_what_leads_there(only).contains(task.family)) return "left out: --only";
    if (!types.empty()) {
        const auto listed = std::ranges::find(listed_types, std::string_view(task.family), &listed_type::family);
        if (listed != listed_types.end() && !contains(types, listed->word)) return "left out: --types";
    }
    if (!catalogs.empty() && task.about.kind == node_kind::catalog && !fits_one(task.about.id, catalogs))
        return "left out: --catalogs";
    return std::nullopt;
}

} // namespace canreach::crawler
