#include <string>
#include <string_view>

#include "simulator/detail/showcase.hpp"

namespace canreach::simulator::detail {
namespace {

struct hive_row {
    node_kind kind;
    std::string_view schema;
    std::string_view name;
    std::string_view who; ///< empty = nobody: the object is only there
    std::string_view action;
};
/// Alice may drop `sales.orders`, since her group owns it; analysts may read it, bar contractors, whom a denial on the
/// schema keeps out of everything in it.
constexpr hive_row rows[]{
    {node_kind::hive_catalog, "", "", "all-staff", "USAGE"},
    {node_kind::any_file, "", "", "etl", "SELECT"},
    {node_kind::any_file, "", "", "etl", "MODIFY"},
    {node_kind::anonymous_function, "", "", "data-eng", "SELECT"},
    {node_kind::hive_schema, "sales", "", "data-owners", "OWN"},
    {node_kind::hive_schema, "sales", "", "analysts", "SELECT"},
    {node_kind::hive_schema, "sales", "", "analysts", "READ_METADATA"},
    {node_kind::hive_schema, "sales", "", "contractors", "DENIED_SELECT"},
    {node_kind::hive_schema, "sales", "", "users", "USAGE"},
    {node_kind::hive_table, "sales", "orders", "data-eng", "OWN"},
    {node_kind::hive_table, "sales", "orders", "etl", "SELECT"},
    {node_kind::hive_table, "sales", "orders", "etl", "MODIFY"},
    {node_kind::hive_table, "sales", "orders", "interns", "DENIED_ALL PRIVILEGES"},
    {node_kind::hive_table, "sales", "customers", "olga@example.com", "OWN"},
    {node_kind::hive_table, "sales", "customers", "data-eng", "ALL PRIVILEGES"},
    {node_kind::hive_function, "sales", "mask_email", "analysts", "SELECT"},
};

} // namespace

void make_showcase_hive(account_builder& into, const showcase_places& places) {
    auto& space = into.at(workspace_index{0});
    space.warehouse = warehouse_state::running;
    space.hive = hive_metastore::fresh("default");
    for (const auto& row : rows) {
        auto& what = space.hive->object(row.kind, std::string(row.schema), std::string(row.name));
        const auto found = places.people.find(row.who);
        std::string name(row.who);
        if (found != places.people.end() && into.so_far().at(found->second).kind == node_kind::service_principal)
            name = into.so_far().at(found->second).application_id;
        what.grants.push_back({std::move(name), std::string(row.action)});
    }
    space.hive->object(node_kind::hive_table, "sales", "v_orders").view = true;
    space.hive->object(node_kind::hive_table, "sales", "v_orders").grants = {{"olga@example.com", "OWN"},
                                                                             {"users", "SELECT"}};
}

} // namespace canreach::simulator::detail
