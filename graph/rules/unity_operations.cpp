/// Operations on securables of Unity Catalog (access-model §3.1).
#include "graph/rules/unity_operations.hpp"

#include <initializer_list>
#include <utility>

#include "graph/rules/need_words.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using enum privilege;
using kind = node_kind;

using namespace needs;

/// A statement that changes rows (U13). The newer bit of its own satisfies it where there is one.
need change_rows() {
    return all({all({bit(modify), bit(privilege::select)}), opened()});
}
need change_rows(privilege own) {
    return all({any({all({bit(modify), bit(privilege::select)}), bit(own)}), opened()});
}
need create_in(std::vector<need> bits) {
    bits.push_back(usage_here());
    bits.push_back(opened());
    return all(std::move(bits));
}

/// Shares have rules of their own for both.
const std::vector<node_kind> granted{kind::catalog,    kind::schema,   kind::table,     kind::volume,
                                     kind::function,   kind::model,    kind::location,  kind::credential,
                                     kind::connection, kind::provider, kind::clean_room};
const std::vector<node_kind>& owned = granted;
const std::vector<node_kind> seen{kind::metastore, kind::catalog,  kind::schema,    kind::table,      kind::volume,
                                  kind::function,  kind::model,    kind::location,  kind::credential, kind::connection,
                                  kind::share,     kind::provider, kind::clean_room};

std::vector<operation_rule> make_unity_rules() {
    constexpr std::string_view create_on_metastore =
        "the privilege of that name on the metastore (metastore admins have it)";
    constexpr std::string_view create_on_schema =
        "the privilege of that name and USE SCHEMA on the schema, USE CATALOG, a workspace that may write";
    constexpr std::string_view changing = "MODIFY and SELECT, USE SCHEMA, USE CATALOG, a workspace that may write";
    std::vector<operation_rule> rows{
        // reading
        {"SELECT",
         {"SELECT FROM"},
         {kind::table, kind::share},
         "SELECT, USE SCHEMA, USE CATALOG, a workspace that reaches it; of a view also its owner's rights on what it "
         "reads; no two row filters and no two masks of a column at once",
         all({bit(privilege::select), opened(), definer(), only(need::form::unblocked)}),
         reach::read},
        {"EXECUTE",
         {},
         {kind::function, kind::model},
         "EXECUTE, USE SCHEMA, USE CATALOG, a workspace that reaches it",
         all({bit(execute), opened()}),
         reach::read},
        {"READ VOLUME",
         {},
         {kind::volume},
         "READ VOLUME, USE SCHEMA, USE CATALOG, a workspace that reaches it",
         all({bit(read_volume), opened()}),
         reach::read},
        {"READ FILES",
         {},
         {kind::location, kind::credential},
         "READ FILES, a workspace that reaches it",
         bit(read_files),
         reach::read},
        {"USE CONNECTION",
         {},
         {kind::connection},
         "USE CONNECTION, a workspace that reaches it",
         bit(use_connection),
         reach::read},
        {"DESCRIBE",
         {"DESC", "SEE"},
         seen,
         "any privilege on it with USE SCHEMA and USE CATALOG, or BROWSE, or managing it",
         need_of_anything(),
         reach::read},
        // changing data
        {"INSERT",
         {"INSERT INTO"},
         {kind::table},
         "MODIFY and SELECT, or INSERT; USE SCHEMA, USE CATALOG, a workspace that may write",
         change_rows(insert),
         reach::write},
        {"UPDATE",
         {},
         {kind::table},
         "MODIFY and SELECT, or UPDATE; USE SCHEMA, USE CATALOG, a workspace that may write",
         change_rows(update),
         reach::write},
        {"DELETE",
         {"DELETE FROM"},
         {kind::table},
         "MODIFY and SELECT, or DELETE; USE SCHEMA, USE CATALOG, a workspace that may write",
         change_rows(delete_rows),
         reach::write},
        {"MERGE", {"MERGE INTO"}, {kind::table}, changing, change_rows(), reach::write},
        {"TRUNCATE", {"TRUNCATE TABLE"}, {kind::table}, changing, change_rows(), reach::write},
        {"OPTIMIZE", {}, {kind::table}, changing, change_rows(), reach::write},
        {"COPY INTO", {}, {kind::table}, changing, change_rows(), reach::write},
        {"VACUUM", {}, {kind::table}, changing, change_rows(), reach::write},
        {"ANALYZE", {"ANALYZE TABLE"}, {kind::table}, changing, change_rows(), reach::write},
        {"WRITE VOLUME",
         {},
         {kind::volume},
         "WRITE VOLUME and READ VOLUME, USE SCHEMA, USE CATALOG, a workspace that may write",
         all({bit(write_volume), bit(read_volume), opened()}),
         reach::write},
        {"WRITE FILES",
         {},
         {kind::location, kind::credential},
         "WRITE FILES and READ FILES, a workspace that may write",
         all({bit(write_files), bit(read_files)}),
         reach::write},
        {"REFRESH",
         {},
         {kind::table},
         "REFRESH or ownership, USE SCHEMA, USE CATALOG, a workspace that may write",
         all({bit(refresh), opened()}),
         reach::write},
        // changing definitions
        {"ALTER TABLE",
         {},
         {kind::table},
         "MODIFY, USE SCHEMA, USE CATALOG, a workspace that may write",
         all({bit(modify), opened()}),
         reach::write},
        {"ALTER CONSTRAINT",
         {"ALTER PARTITION"},
         {kind::table},
         "ownership of it, of a container or of the metastore, or MANAGE with usage down to it; USE SCHEMA, USE "
         "CATALOG, "
         "a workspace that may write",
         all({control(), opened()}),
         reach::write},
        {"RENAME TABLE",
         {"RENAME"},
         {kind::table},
         "what DROP TABLE and, in the same schema, CREATE TABLE need",
         all({control_to_drop(false), on_container(create_in({bit(create_table)}))}),
         reach::write},
        {"REPLACE TABLE",
         {},
         {kind::table},
         "what CREATE TABLE needs in its schema, and ownership of the table or MODIFY",
         all({any({only(need::form::owner), bit(modify)}), on_container(create_in({bit(create_table)}))}),
         reach::write},
        {"ALTER VIEW",
         {},
         {kind::table},
         "ownership of the view, whose owner reads what it reads; USE SCHEMA, USE CATALOG, a workspace that may write",
         all({only(need::form::view), only(need::form::owner), definer(), opened()}),
         reach::write},
        {"CREATE VIEW",
         {},
         {kind::table},
         "to make this view anew: CREATE TABLE and USE SCHEMA on its schema, USE CATALOG, a workspace that may write, "
         "SELECT with usage on everything that it reads",
         all({only(need::form::view), on_container(create_in({bit(create_table)})), only(need::form::bases)}),
         reach::write,
         false,
         false},
        {"CREATE MODEL VERSION",
         {"SET MODEL ALIAS"},
         {kind::model},
         "ownership of the model, USE SCHEMA, USE CATALOG, a workspace that may write",
         all({only(need::form::owner), opened()}),
         reach::write},
        {"APPLY TAG",
         {"SET TAG"},
         {kind::catalog, kind::schema, kind::table, kind::volume, kind::model},
         "APPLY TAG, USE SCHEMA, USE CATALOG, a workspace that may write",
         all({bit(apply_tag), opened()}),
         reach::write},
        // control
        {"GRANT",
         {"REVOKE"},
         granted,
         "ownership of it, of a container or of the metastore, or MANAGE with usage down to it; no policy that denies "
         "it",
         all({control(), only(need::form::undenied)}),
         reach::read},
        {"SET OWNER",
         {},
         owned,
         "ownership of it, of a container or of the metastore, or MANAGE with usage down to it",
         control(),
         reach::read},
        {"BIND",
         {},
         {kind::catalog, kind::location, kind::credential},
         "ownership of it or of the metastore, or MANAGE (of a catalog with USE CATALOG)",
         control(),
         reach::sees},
    };
    const auto drop = [&](std::string_view name, node_kind what, bool metastore_admin) {
        rows.push_back({name,
                        {},
                        {what},
                        metastore_admin
                            ? std::string_view{"ownership of it, of a container or of the metastore, or MANAGE with "
                                               "usage down to it; a workspace that may write"}
                            : std::string_view{"ownership of it or of a container, or MANAGE with usage down to it; a "
                                               "workspace that may write"},
                        control_to_drop(metastore_admin),
                        reach::write});
    };
    drop("DROP TABLE", kind::table, false);
    drop("DROP VOLUME", kind::volume, true);
    drop("DROP FUNCTION", kind::function, false);
    drop("DROP MODEL", kind::model, true);
    drop("DROP SCHEMA", kind::schema, false);
    drop("DROP CATALOG", kind::catalog, true);
    rows[rows.size() - 6].aliases = {"DROP VIEW"};
    drop("DROP EXTERNAL LOCATION", kind::location, false);
    drop("DROP STORAGE CREDENTIAL", kind::credential, false);
    drop("DROP CONNECTION", kind::connection, false);
    drop("DROP SHARE", kind::share, true);
    drop("DROP PROVIDER", kind::provider, true);
    drop("DROP CLEAN ROOM", kind::clean_room, true);
    rows[rows.size() - 6].aliases = {"DROP LOCATION"};

    const auto create = [&](std::string_view name, node_kind in, std::string_view needs, need what) {
        rows.push_back({name, {}, {in}, needs, std::move(what), reach::write});
    };
    create("CREATE SCHEMA", kind::catalog, "CREATE SCHEMA and USE CATALOG on the catalog, a workspace that may write",
           create_in({bit(create_schema)}));
    create("CREATE TABLE", kind::schema, create_on_schema, create_in({bit(create_table)}));
    create("CREATE VIEW", kind::schema,
           "CREATE TABLE and USE SCHEMA on the schema, USE CATALOG, a workspace that may write; SELECT with usage on "
           "everything that the view reads",
           create_in({bit(create_table)}));
    create("CREATE FUNCTION", kind::schema, create_on_schema, create_in({bit(create_function)}));
    create("CREATE VOLUME", kind::schema, create_on_schema, create_in({bit(create_volume)}));
    create("CREATE MODEL", kind::schema,
           "CREATE MODEL or CREATE FUNCTION and USE SCHEMA on the schema, USE CATALOG, a workspace that may write",
           create_in({any({bit(create_model), bit(create_function)})}));
    create(
        "CREATE MATERIALIZED VIEW", kind::schema,
        "CREATE MATERIALIZED VIEW, CREATE TABLE and USE SCHEMA on the schema, USE CATALOG, a workspace that may write",
        create_in({bit(create_materialized_view), bit(create_table)}));
    for (const auto& [name, b] : std::initializer_list<std::pair<std::string_view, privilege>>{
             {"CREATE CATALOG", create_catalog},
             {"CREATE STORAGE CREDENTIAL", create_storage_credential},
             {"CREATE SHARE", create_share},
             {"CREATE RECIPIENT", create_recipient},
             {"CREATE PROVIDER", create_provider},
             {"CREATE CLEAN ROOM", create_clean_room}})
        rows.push_back({name, {}, {kind::metastore}, create_on_metastore, bit(b), reach::read});
    return rows;
}

} // namespace

const std::vector<operation_rule>& unity_operations() {
    static const auto rules = make_unity_rules();
    return rules;
}

need need_of_anything() {
    return any({all({some_bit(), opened()}), bit(browse), control()});
}

need need_of_privilege(unsigned number) {
    mask which;
    which.set(number);
    const auto held = bits(which);
    if (which == mask{manage}) return control();
    if (which == mask{browse}) return held; // U12: without usage
    std::vector<need> parts{held};
    if (which == mask{write_files}) parts.push_back(bit(read_files)); // U14
    if (which == mask{write_volume}) parts.push_back(bit(read_volume));
    if (which.intersects(create_in_container_mask)) parts.push_back(usage_here());
    parts.push_back(opened());
    if (which == mask{privilege::select}) {
        parts.push_back(definer());
        parts.push_back(only(need::form::unblocked));
    }
    return all(std::move(parts));
}

reach reach_of_privilege(unsigned number) noexcept {
    return write_mask.has(number) ? reach::write : reach::read;
}

} // namespace canreach::graph
