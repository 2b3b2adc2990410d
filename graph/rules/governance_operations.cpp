#include "graph/rules/governance_operations.hpp"

#include "graph/rules/need_words.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using enum privilege;
using kind = node_kind;

using namespace needs;

std::vector<operation_rule> make_governance_rules() {
    // V3: who controls a table controls its filter, and may use the function.
    const auto shape_reading = all({control(), opened(), only(need::form::function)});
    constexpr std::string_view shaping =
        "ownership of the table, of a container or of the metastore, or MANAGE; EXECUTE on the function, named `WITH "
        "FUNCTION`; USE SCHEMA and USE CATALOG to both, a workspace that may write";
    const auto set_on_metastore = all({on_metastore(use_share), on_metastore(set_share_permission)});
    return {
        {"SET ROW FILTER", {"DROP ROW FILTER"}, {kind::table}, shaping, shape_reading, reach::write},
        {"SET MASK", {"SET COLUMN MASK"}, {kind::table}, shaping, shape_reading, reach::write},
        {"CREATE POLICY",
         {"DROP POLICY"},
         {kind::catalog, kind::schema, kind::table},
         "ownership of it, of a container or of the metastore, or MANAGE with usage down to it; EXECUTE on the "
         "function, named `WITH FUNCTION`",
         all({control(), only(need::form::function)}),
         reach::read},
        {"GRANT",
         {"REVOKE"},
         {kind::metastore},
         "being metastore admin or account admin",
         any({only(need::form::metastore_admin), only(need::form::account_admin)}),
         reach::sees,
         true},
        {"GRANT EXTERNAL USE SCHEMA",
         {},
         {kind::catalog, kind::schema},
         "ownership of the catalog; no policy that denies it",
         all({only(need::form::catalog_owner), only(need::form::undenied)}),
         reach::read},
        {"GRANT EXTERNAL USE LOCATION",
         {},
         {kind::location},
         "MANAGE on, or ownership of, the location",
         all({control(false), only(need::form::undenied)}),
         reach::read},
        // sharing (V5)
        {"GRANT",
         {"REVOKE"},
         {kind::share},
         "being metastore admin; or ownership of the share, else USE SHARE and SET SHARE PERMISSION on the metastore, "
         "together with USE RECIPIENT on the metastore or ownership of a recipient",
         any({only(need::form::metastore_admin),
              all({any({only(need::form::owner), set_on_metastore}), only(need::form::recipient_user)})}),
         reach::read,
         true},
        {"SET OWNER", {}, {kind::share}, "being metastore admin", only(need::form::metastore_admin), reach::read},
        {"ADD TO SHARE",
         {"ALTER SHARE"},
         {kind::share},
         "ownership of the share, or MANAGE on it; and SELECT with usage on what is added, kept over time",
         control(false),
         reach::read},
    };
}

} // namespace

const std::vector<operation_rule>& governance_operations() {
    static const auto rules = make_governance_rules();
    return rules;
}

} // namespace canreach::graph
