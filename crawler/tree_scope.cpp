#include "crawler/tree_scope.hpp"

#include <algorithm>

namespace canreach::crawler {
namespace {

bool is_in_tree(node_kind kind) noexcept {
    return kind == node_kind::folder || kind == node_kind::notebook || kind == node_kind::file ||
           kind == node_kind::repo;
}

/// Takes the part up to the next slash off the front.
std::string_view next_part(std::string_view& path) {
    while (path.starts_with('/')) path.remove_prefix(1);
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(part.size());
    return part;
}

/// `*` and `?` within one name. Greedy with one point of return, so linear but for the last star.
bool matches(std::string_view pattern, std::string_view name) {
    std::size_t p = 0;
    std::size_t n = 0;
    auto star = std::string_view::npos;
    std::size_t after_star = 0;
    while (n < name.size()) {
        if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
            ++p;
            ++n;
        } else if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            after_star = n;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            n = ++after_star;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

bool leads_to(std::string_view pattern, std::string_view path) {
    for (;;) {
        const auto wanted = next_part(pattern);
        const auto part = next_part(path);
        if (wanted.empty() || part.empty()) return true;
        if (!matches(wanted, part)) return false;
    }
}

} // namespace

std::optional<tree_depth> tree_depth_named(std::string_view word) noexcept {
    if (word == "full") return tree_depth::full;
    if (word == "folders") return tree_depth::folders;
    if (word == "none") return tree_depth::none;
    return std::nullopt;
}

bool leads_to_subtree(const tree_scope& scope, std::string_view path) {
    return scope.subtrees.empty() ||
           std::ranges::any_of(scope.subtrees, [path](const auto& pattern) { return leads_to(pattern, path); });
}

std::string why_left_out(const tree_scope& scope, const crawl_task& task) {
    if (task.family != "tree" && !(task.family == "object-acl" && is_in_tree(task.about.kind))) return {};
    if (scope.depth == tree_depth::none) return "left out on purpose: --tree none";
    if (!leads_to_subtree(scope, task.about.id)) return "left out on purpose: outside the subtrees asked for";
    return {};
}

bool keeps_in_tree(const tree_scope& scope, node_kind kind) noexcept {
    return scope.depth != tree_depth::folders || (kind != node_kind::notebook && kind != node_kind::file);
}

} // namespace canreach::crawler
