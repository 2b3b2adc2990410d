#include "model/kinds.hpp"

#include <algorithm>
#include <array>

namespace canreach {
inline namespace model {
namespace {

struct kind_row {
    node_kind kind;
    std::string_view word;
    kind_family family;
};

constexpr std::array table{
    kind_row{node_kind::user, "user", kind_family::principal},
    kind_row{node_kind::service_principal, "sp", kind_family::principal},
    kind_row{node_kind::group, "group", kind_family::principal},
    kind_row{node_kind::recipient, "recipient", kind_family::principal},
    kind_row{node_kind::account, "account", kind_family::tenancy},
    kind_row{node_kind::workspace, "ws", kind_family::tenancy},
    kind_row{node_kind::metastore, "metastore", kind_family::tenancy},
    kind_row{node_kind::catalog, "catalog", kind_family::unity},
    kind_row{node_kind::schema, "schema", kind_family::unity},
    kind_row{node_kind::table, "table", kind_family::unity},
    kind_row{node_kind::volume, "volume", kind_family::unity},
    kind_row{node_kind::function, "function", kind_family::unity},
    kind_row{node_kind::model, "model", kind_family::unity},
    kind_row{node_kind::location, "location", kind_family::unity},
    kind_row{node_kind::credential, "credential", kind_family::unity},
    kind_row{node_kind::connection, "connection", kind_family::unity},
    kind_row{node_kind::share, "share", kind_family::unity},
    kind_row{node_kind::provider, "provider", kind_family::unity},
    kind_row{node_kind::clean_room, "cleanroom", kind_family::unity},
    kind_row{node_kind::hive_catalog, "hms", kind_family::hive},
    kind_row{node_kind::hive_schema, "hschema", kind_family::hive},
    kind_row{node_kind::hive_table, "htable", kind_family::hive},
    kind_row{node_kind::hive_function, "hfunction", kind_family::hive},
    kind_row{node_kind::any_file, "anyfile", kind_family::hive},
    kind_row{node_kind::anonymous_function, "anonfunction", kind_family::hive},
    kind_row{node_kind::folder, "folder", kind_family::object},
    kind_row{node_kind::notebook, "notebook", kind_family::object},
    kind_row{node_kind::file, "file", kind_family::object},
    kind_row{node_kind::repo, "repo", kind_family::object},
    kind_row{node_kind::job, "job", kind_family::object},
    kind_row{node_kind::pipeline, "pipeline", kind_family::object},
    kind_row{node_kind::cluster, "cluster", kind_family::object},
    kind_row{node_kind::pool, "pool", kind_family::object},
    kind_row{node_kind::cluster_policy, "clusterpolicy", kind_family::object},
    kind_row{node_kind::warehouse, "warehouse", kind_family::object},
    kind_row{node_kind::query, "query", kind_family::object},
    kind_row{node_kind::alert, "alert", kind_family::object},
    kind_row{node_kind::legacy_dashboard, "legacydashboard", kind_family::object},
    kind_row{node_kind::dashboard, "dashboard", kind_family::object},
    kind_row{node_kind::genie_space, "geniespace", kind_family::object},
    kind_row{node_kind::experiment, "experiment", kind_family::object},
    kind_row{node_kind::workspace_model, "workspacemodel", kind_family::object},
    kind_row{node_kind::serving_endpoint, "endpoint", kind_family::object},
    kind_row{node_kind::app, "app", kind_family::object},
    kind_row{node_kind::vector_search_endpoint, "vectorsearch", kind_family::object},
    kind_row{node_kind::database_instance, "database", kind_family::object},
    kind_row{node_kind::secret_scope, "secrets", kind_family::object},
    kind_row{node_kind::token_policy, "tokens", kind_family::object},
    kind_row{node_kind::password_policy, "passwords", kind_family::object},
    kind_row{node_kind::other, "other", kind_family::unknown},
};

constexpr auto kinds = [] {
    std::array<node_kind, table.size()> list{};
    std::ranges::transform(table, list.begin(), &kind_row::kind);
    return list;
}();

const kind_row* row_of(node_kind kind) noexcept {
    const auto found = std::ranges::find(table, kind, &kind_row::kind);
    return found == table.end() ? nullptr : &*found;
}

} // namespace

kind_family family_of(node_kind kind) noexcept {
    const auto* row = row_of(kind);
    return row == nullptr ? kind_family::unknown : row->family;
}

bool is_principal(node_kind kind) noexcept {
    return family_of(kind) == kind_family::principal;
}

std::string_view word_of(node_kind kind) noexcept {
    const auto* row = row_of(kind);
    return row == nullptr ? std::string_view{"other"} : row->word;
}

std::optional<node_kind> kind_of_word(std::string_view word) noexcept {
    const auto found = std::ranges::find(table, word, &kind_row::word);
    if (found == table.end()) return std::nullopt;
    return found->kind;
}

std::span<const node_kind> all_kinds() noexcept {
    return kinds;
}

std::optional<node_kind> kind_of_number(std::int64_t number) noexcept {
    const auto found =
        std::ranges::find(table, number, [](const kind_row& row) { return static_cast<std::int64_t>(row.kind); });
    if (found == table.end()) return std::nullopt;
    return found->kind;
}

} // namespace model
} // namespace canreach
