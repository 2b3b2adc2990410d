#include "crawler/object_lists.hpp"

#include <algorithm>
#include <array>

#include "crawler/url.hpp"

namespace canreach::crawler {
namespace {

struct word_row {
    node_kind kind;
    std::string_view word;
};
constexpr std::array words{
    word_row{node_kind::folder, "directories"},
    word_row{node_kind::notebook, "notebooks"},
    word_row{node_kind::file, "files"},
    word_row{node_kind::repo, "repos"},
    word_row{node_kind::job, "jobs"},
    word_row{node_kind::pipeline, "pipelines"},
    word_row{node_kind::cluster, "clusters"},
    word_row{node_kind::pool, "instance-pools"},
    word_row{node_kind::cluster_policy, "cluster-policies"},
    word_row{node_kind::warehouse, "warehouses"},
    word_row{node_kind::query, "queries"},
    word_row{node_kind::alert, "alerts"},
    word_row{node_kind::legacy_dashboard, "dbsql-dashboards"},
    word_row{node_kind::dashboard, "dashboards"},
    word_row{node_kind::genie_space, "genie"},
    word_row{node_kind::experiment, "experiments"},
    word_row{node_kind::workspace_model, "registered-models"},
    word_row{node_kind::serving_endpoint, "serving-endpoints"},
    word_row{node_kind::app, "apps"},
    word_row{node_kind::vector_search_endpoint, "vector-search-endpoints"},
    word_row{node_kind::database_instance, "database-instances"},
};

/// Types without a kind of their own: the id of such a node begins with its word in URLs.
constexpr std::array<std::string_view, 4> types_with_lists{"database-projects", "feature-tables",
                                                           "knowledge-assistants", "supervisor-agents"};

} // namespace

std::string acl_place_of(const node_key& object, std::string_view object_id) {
    if (object.kind == node_kind::token_policy) return "authorization/tokens";
    if (object.kind == node_kind::password_policy) return "authorization/passwords";
    if (object.kind == node_kind::other) {
        const auto slash = object.id.find('/');
        const auto word = std::string_view(object.id).substr(0, slash);
        if (slash == std::string::npos || std::ranges::find(types_with_lists, word) == types_with_lists.end())
            return {};
        return std::string(word) + "/" + percent_encoded(std::string_view(object.id).substr(slash + 1));
    }
    const auto found = std::ranges::find(words, object.kind, &word_row::kind);
    if (found == words.end()) return {};
    const auto id = goes_by_number(object.kind) ? object_id : std::string_view(object.id);
    if (id.empty()) return {};
    return std::string(found->word) + "/" + percent_encoded(id);
}

bool goes_by_number(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::folder:
    case node_kind::notebook:
    case node_kind::file:
    case node_kind::repo:
    case node_kind::workspace_model: return true;
    default: return false;
    }
}

std::string_view tree_path_of(std::string_view text) noexcept {
    constexpr std::string_view prefix = "/Workspace";
    if (text.starts_with(prefix) && (text.size() == prefix.size() || text[prefix.size()] == '/'))
        text.remove_prefix(prefix.size());
    while (text.size() > 1 && text.ends_with('/')) text.remove_suffix(1);
    return text.starts_with('/') ? text : std::string_view{};
}

} // namespace canreach::crawler
