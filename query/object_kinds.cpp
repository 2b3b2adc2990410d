#include "query/object_kinds.hpp"

#include <algorithm>
#include <array>

#include "query/unicode.hpp"

namespace canreach::query {
namespace {

constexpr std::array table{
    object_kind{"ACCOUNT", "ACCOUNTS", node_kind::account},
    object_kind{"ALERT", "ALERTS", node_kind::alert},
    object_kind{"APP", "APPS", node_kind::app},
    object_kind{"CATALOG", "CATALOGS", node_kind::catalog},
    object_kind{"CLEAN ROOM", "CLEAN ROOMS", node_kind::clean_room},
    object_kind{"CLUSTER", "CLUSTERS", node_kind::cluster},
    object_kind{"CLUSTER POLICY", "CLUSTER POLICIES", node_kind::cluster_policy},
    object_kind{"CONNECTION", "CONNECTIONS", node_kind::connection},
    object_kind{"STORAGE CREDENTIAL", "STORAGE CREDENTIALS", node_kind::credential},
    object_kind{"SERVICE CREDENTIAL", "SERVICE CREDENTIALS", node_kind::credential},
    object_kind{"CREDENTIAL", "CREDENTIALS", node_kind::credential},
    object_kind{"DASHBOARD", "DASHBOARDS", node_kind::dashboard},
    object_kind{"SCHEMA", "SCHEMAS", node_kind::schema},
    object_kind{"DATABASE", "DATABASES", node_kind::schema},
    object_kind{"DATABASE INSTANCE", "DATABASE INSTANCES", node_kind::database_instance},
    object_kind{"EXPERIMENT", "EXPERIMENTS", node_kind::experiment},
    object_kind{"EXTERNAL LOCATION", "EXTERNAL LOCATIONS", node_kind::location},
    object_kind{"LOCATION", "LOCATIONS", node_kind::location},
    object_kind{"FILE", "FILES", node_kind::file},
    object_kind{"FOLDER", "FOLDERS", node_kind::folder},
    object_kind{"FUNCTION", "FUNCTIONS", node_kind::function},
    object_kind{"GENIE SPACE", "GENIE SPACES", node_kind::genie_space},
    object_kind{"GROUP", "GROUPS", node_kind::group, false, true},
    object_kind{"JOB", "JOBS", node_kind::job},
    object_kind{"LEGACY DASHBOARD", "LEGACY DASHBOARDS", node_kind::legacy_dashboard},
    object_kind{"METASTORE", "METASTORES", node_kind::metastore},
    object_kind{"MODEL", "MODELS", node_kind::model},
    object_kind{"NOTEBOOK", "NOTEBOOKS", node_kind::notebook},
    object_kind{"PASSWORD POLICY", "PASSWORD POLICIES", node_kind::password_policy},
    object_kind{"PIPELINE", "PIPELINES", node_kind::pipeline},
    object_kind{"POOL", "POOLS", node_kind::pool},
    object_kind{"PROVIDER", "PROVIDERS", node_kind::provider},
    object_kind{"QUERY", "QUERIES", node_kind::query},
    object_kind{"RECIPIENT", "RECIPIENTS", node_kind::recipient, false, true},
    object_kind{"REPO", "REPOS", node_kind::repo},
    object_kind{"GIT FOLDER", "GIT FOLDERS", node_kind::repo},
    object_kind{"SECRET SCOPE", "SECRET SCOPES", node_kind::secret_scope},
    object_kind{"SERVICE PRINCIPAL", "SERVICE PRINCIPALS", node_kind::service_principal, false, true},
    object_kind{"SERVING ENDPOINT", "SERVING ENDPOINTS", node_kind::serving_endpoint},
    object_kind{"SHARE", "SHARES", node_kind::share},
    object_kind{"TABLE", "TABLES", node_kind::table},
    object_kind{"TOKEN POLICY", "TOKEN POLICIES", node_kind::token_policy},
    object_kind{"USER", "USERS", node_kind::user, false, true},
    object_kind{"VECTOR SEARCH ENDPOINT", "VECTOR SEARCH ENDPOINTS", node_kind::vector_search_endpoint},
    object_kind{"VIEW", "VIEWS", node_kind::table, true},
    object_kind{"VOLUME", "VOLUMES", node_kind::volume},
    object_kind{"WAREHOUSE", "WAREHOUSES", node_kind::warehouse},
    object_kind{"WORKSPACE", "WORKSPACES", node_kind::workspace},
    object_kind{"WORKSPACE MODEL", "WORKSPACE MODELS", node_kind::workspace_model},
};

std::optional<kind_ref> find(std::string_view words, std::string_view object_kind::*by) noexcept {
    const auto found = std::ranges::find_if(table, [&](const object_kind& row) { return same_word(row.*by, words); });
    if (found == table.end()) return std::nullopt;
    return kind_ref{static_cast<std::uint8_t>(found - table.begin())};
}

struct noun {
    node_kind kind;
    std::string_view word;
};
// Where the word of `model/kinds.hpp` is too short for a message, or has no blank.
constexpr std::array nouns{
    noun{node_kind::service_principal, "service principal"},
    noun{node_kind::workspace, "workspace"},
    noun{node_kind::location, "external location"},
    noun{node_kind::clean_room, "clean room"},
    noun{node_kind::hive_catalog, "Hive catalog"},
    noun{node_kind::hive_schema, "Hive schema"},
    noun{node_kind::hive_table, "Hive table"},
    noun{node_kind::hive_function, "Hive function"},
    noun{node_kind::any_file, "ANY FILE"},
    noun{node_kind::anonymous_function, "ANONYMOUS FUNCTION"},
    noun{node_kind::cluster_policy, "cluster policy"},
    noun{node_kind::legacy_dashboard, "legacy dashboard"},
    noun{node_kind::genie_space, "Genie space"},
    noun{node_kind::workspace_model, "workspace model"},
    noun{node_kind::serving_endpoint, "serving endpoint"},
    noun{node_kind::vector_search_endpoint, "vector search endpoint"},
    noun{node_kind::database_instance, "database instance"},
    noun{node_kind::secret_scope, "secret scope"},
    noun{node_kind::token_policy, "token policy"},
    noun{node_kind::password_policy, "password policy"},
    noun{node_kind::repo, "git folder"},
};

} // namespace

const object_kind& kind_ref::operator*() const noexcept {
    return table[row];
}

std::span<const object_kind> object_kinds() noexcept {
    return table;
}

std::optional<kind_ref> kind_spelled(std::string_view words) noexcept {
    return find(words, &object_kind::spelling);
}

std::optional<kind_ref> kind_with_plural(std::string_view words) noexcept {
    return find(words, &object_kind::plural);
}

std::string_view noun_of(node_kind kind, bool is_view) noexcept {
    if (is_view && kind == node_kind::table) return "view";
    const auto found = std::ranges::find(nouns, kind, &noun::kind);
    return found == nouns.end() ? word_of(kind) : found->word;
}

std::string_view kind_word(node_kind kind, bool is_view) noexcept {
    if (is_view && kind == node_kind::table) return "view";
    if (is_view && kind == node_kind::hive_table) return "hview";
    return word_of(kind);
}

std::string_view spelling_of(node_kind kind) noexcept {
    const auto found =
        std::ranges::find_if(table, [kind](const object_kind& row) { return row.kind == kind && !row.views_only; });
    return found == table.end() ? std::string_view{} : found->spelling;
}

bool is_view_subtype(std::string_view subtype) noexcept {
    return subtype == "VIEW" || subtype == "MATERIALIZED_VIEW" || subtype == "METRIC_VIEW";
}

std::optional<node_kind> hive_kind_of(node_kind kind) noexcept {
    switch (kind) {
    case node_kind::catalog: return node_kind::hive_catalog;
    case node_kind::schema: return node_kind::hive_schema;
    case node_kind::table: return node_kind::hive_table;
    case node_kind::function: return node_kind::hive_function;
    default: return std::nullopt;
    }
}

} // namespace canreach::query
