/// Kinds of principal and resource (access-model §1.1), and what belongs to whom.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace canreach {
inline namespace model {

/// Values are stored in account files: never renumber, append at the end of a group.
enum class node_kind : std::uint8_t {
    // principals
    user = 1,
    service_principal = 2,
    group = 3, ///< account group (scope empty) or workspace-local group (scope = workspace id)
    recipient = 4,
    // tenancy
    account = 10,
    workspace = 11,
    metastore = 12,
    // Unity Catalog
    catalog = 20,
    schema = 21,
    table = 22, ///< also views, materialized views, streaming tables: told apart by the node's subtype
    volume = 23,
    function = 24,
    model = 25,
    location = 26,   ///< external location
    credential = 27, ///< storage or service credential
    connection = 28,
    share = 29,
    provider = 30,
    clean_room = 31,
    // Hive metastore of one workspace
    hive_catalog = 40,
    hive_schema = 41,
    hive_table = 42,
    hive_function = 43,
    any_file = 44,
    anonymous_function = 45,
    // workspace objects
    folder = 60,
    notebook = 61,
    file = 62,
    repo = 63,
    job = 64,
    pipeline = 65,
    cluster = 66,
    pool = 67,
    cluster_policy = 68,
    warehouse = 69,
    query = 70,
    alert = 71,
    legacy_dashboard = 72,
    dashboard = 73,
    genie_space = 74,
    experiment = 75,
    workspace_model = 76,
    serving_endpoint = 77,
    app = 78,
    vector_search_endpoint = 79,
    database_instance = 80,
    secret_scope = 81,
    token_policy = 82,
    password_policy = 83,
    other = 127, ///< a type of securable or object never seen before: kept with its own word as subtype
};

enum class kind_family : std::uint8_t { principal, tenancy, unity, hive, object, unknown };

[[nodiscard]] kind_family family_of(node_kind kind) noexcept;
[[nodiscard]] bool is_principal(node_kind kind) noexcept; ///< user, service principal, group or recipient

/// The word used in answers, files and node keys: `user`, `sp`, `group`, `table`, `location`, …
[[nodiscard]] std::string_view word_of(node_kind kind) noexcept;
/// Inverse of `word_of`.
[[nodiscard]] std::optional<node_kind> kind_of_word(std::string_view word) noexcept;
/// All kinds, in the order of their numbers.
[[nodiscard]] std::span<const node_kind> all_kinds() noexcept;
/// The kind stored under `number`; empty if no kind has it (a damaged or newer file).
[[nodiscard]] std::optional<node_kind> kind_of_number(std::int64_t number) noexcept;

} // namespace model
} // namespace canreach
