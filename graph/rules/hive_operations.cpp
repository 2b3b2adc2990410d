#include "graph/rules/hive_operations.hpp"

#include <utility>

#include "graph/rules/need_words.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using namespace needs;
using kind = node_kind;

constexpr std::string_view changing_data = "MODIFY, USAGE of the schema; or a workspace admin";
constexpr std::string_view owning = "ownership of it or of a container, USAGE of the schema; or a workspace admin";
constexpr std::string_view reading_about = "READ METADATA, USAGE of the schema; or a workspace admin";

operation_rule rule(std::string_view name, std::vector<std::string_view> aliases, std::vector<node_kind> kinds,
                    std::string_view needs, need current) {
    return {name, std::move(aliases), std::move(kinds), needs, std::move(current), reach::read, {}, true};
}
/// One that the matrix of runtime 3.1 knows with another requirement.
operation_rule rule(std::string_view name, std::vector<std::string_view> aliases, std::vector<node_kind> kinds,
                    std::string_view needs, need current, need by_matrix) {
    auto made = rule(name, std::move(aliases), std::move(kinds), needs, std::move(current));
    made.by_matrix = std::move(by_matrix);
    return made;
}
/// One that runtime 3.1 does not know (L2, L3).
operation_rule newer(operation_rule made) {
    made.before_usage = false;
    return made;
}

const std::vector<node_kind> table{kind::hive_table};
const std::vector<node_kind> everything{kind::hive_catalog,  kind::hive_schema, kind::hive_table,
                                        kind::hive_function, kind::any_file,    kind::anonymous_function};

/// Control; of ANY FILE also MODIFY on it (H7).
need granting() {
    auto made = control();
    made.granting = true;
    return made;
}

std::vector<operation_rule> make_hive_rules() {
    using held = hive_privilege;
    const auto change = bit(held::modify);
    const auto change_what_is_read = all({bit(held::modify), bit(held::select)});
    const auto redefine = hive_owner(mask{held::modify});
    const auto redefine_or_change = any({bit(held::modify), hive_owner(mask{held::modify})});
    return {
        // reading
        rule("SELECT", {}, table,
             "SELECT, USAGE of the schema; of a view also SELECT on bases that another one owns; or a workspace admin",
             all({bit(held::select), definer()})),
        rule("SELECT", {}, {kind::hive_function}, "SELECT, USAGE of the schema; or a workspace admin",
             bit(held::select)),
        rule("SELECT", {}, {kind::any_file, kind::anonymous_function}, "SELECT; or a workspace admin",
             bit(held::select)),
        rule("EXECUTE", {}, {kind::hive_function}, "SELECT, USAGE of the schema; or a workspace admin",
             bit(held::select)),
        rule("READ PATH", {}, {kind::any_file}, "SELECT on ANY FILE; or a workspace admin", bit(held::select)),
        rule("WRITE PATH", {}, {kind::any_file}, "MODIFY on ANY FILE; or a workspace admin", bit(held::modify)),
        rule("CLONE", {}, table,
             "SELECT, USAGE of the schema, and CREATE on the schema of the copy; or a workspace admin",
             all({bit(held::select), definer()})),
        rule("DESCRIBE", {"DESCRIBE TABLE", "SHOW"}, {kind::hive_catalog, kind::hive_schema, kind::hive_table},
             reading_about, bit(held::read_metadata)),
        rule("EXPLAIN", {}, table, reading_about, bit(held::read_metadata)),
        // changing data
        rule("INSERT", {}, table, changing_data, change),
        rule("UPDATE", {}, table, changing_data, change, change_what_is_read),
        rule("DELETE", {}, table, changing_data, change, change_what_is_read),
        rule("MERGE", {}, table, changing_data, change, change_what_is_read),
        rule("COPY INTO", {}, table, changing_data, change),
        rule("TRUNCATE", {}, table, changing_data, change),
        rule("OPTIMIZE", {}, table, changing_data, change),
        rule("VACUUM", {}, table, changing_data, change),
        rule("RESTORE", {"RESTORE TABLE"}, table, changing_data, change),
        rule("FSCK", {"FSCK REPAIR TABLE"}, table, changing_data, change),
        rule("ADD PARTITION", {"DROP PARTITION"}, table, changing_data, change),
        // changing definitions
        rule("ALTER TABLE", {}, table, owning, redefine, redefine_or_change),
        rule("ALTER VIEW", {}, table, owning, hive_owner()),
        rule("ALTER SCHEMA", {"ALTER DATABASE"}, {kind::hive_schema}, owning, hive_owner()),
        rule("DROP TABLE", {}, table, owning, redefine, redefine_or_change),
        rule("DROP FUNCTION", {}, {kind::hive_function}, owning, hive_owner()),
        rule("DROP SCHEMA", {"DROP DATABASE"}, {kind::hive_schema}, owning, redefine, redefine_or_change),
        rule("DESCRIBE HISTORY", {}, table, owning, hive_owner()),
        rule("MSCK", {"MSCK REPAIR TABLE"}, table, owning, hive_owner(), nobody()),
        rule("CREATE TABLE", {}, {kind::hive_schema}, "CREATE on the schema, USAGE of it; or a workspace admin",
             bit(held::create)),
        rule("CREATE VIEW", {}, {kind::hive_schema},
             "CREATE on the schema, USAGE of it, and SELECT on what the view reads; or a workspace admin",
             bit(held::create)),
        rule("CREATE FUNCTION", {}, {kind::hive_schema},
             "CREATE NAMED FUNCTION on the schema, USAGE of it; with a jar MODIFY CLASSPATH; or a workspace admin",
             bit(held::create_named_function)),
        rule("CREATE SCHEMA", {"CREATE DATABASE"}, {kind::hive_catalog}, "CREATE on CATALOG; or a workspace admin",
             bit(held::create)),
        // privileges that Unity Catalog has no word for
        rule("CREATE NAMED FUNCTION", {}, {kind::hive_catalog, kind::hive_schema},
             "CREATE NAMED FUNCTION, USAGE of the schema; or a workspace admin", bit(held::create_named_function)),
        newer(rule("MODIFY CLASSPATH", {}, {kind::hive_catalog}, "MODIFY CLASSPATH on CATALOG; or a workspace admin",
                   bit(held::modify_classpath))),
        // control
        rule("GRANT", {}, everything, owning, granting()),
        newer(rule("DENY", {}, everything, owning, control())),
        rule("SHOW GRANTS", {}, everything, owning, granting()),
        rule("SET OWNER", {"ALTER OWNER"}, everything, owning, control()),
    };
}

} // namespace

const std::vector<operation_rule>& hive_operations() {
    static const auto rules = make_hive_rules();
    return rules;
}

} // namespace canreach::graph
