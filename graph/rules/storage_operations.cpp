#include "graph/rules/storage_operations.hpp"

#include <utility>

#include "graph/rules/need_words.hpp"
#include "model/privileges.hpp"

namespace canreach::graph {
namespace {

using enum privilege;
using kind = node_kind;

using namespace needs;

need create_in(need held) {
    return all({std::move(held), usage_here(), opened()});
}

std::vector<operation_rule> all_rules() {
    const auto reading = all({bit(privilege::select), opened(), definer(), only(need::form::unfiltered)});
    const auto writing = all({bit(modify), bit(privilege::select), opened(), only(need::form::unfiltered)});
    const auto by_engine = need{need::form::external_access, {}, true, {}};
    return {
        // external engines (U16)
        {"EXTERNAL READ",
         {},
         {kind::table},
         "what SELECT needs, EXTERNAL USE SCHEMA on the schema, a metastore open to external engines, no filter or "
         "mask",
         all({reading, on_container(bit(external_use_schema)), by_engine}),
         reach::read},
        {"EXTERNAL WRITE",
         {},
         {kind::table},
         "MODIFY and SELECT with usage, EXTERNAL USE SCHEMA on the schema, a metastore open to external engines, a "
         "workspace that may write, no filter or mask",
         all({writing, on_container(bit(external_use_schema)), by_engine}),
         reach::write},
        {"EXTERNAL READ",
         {},
         {kind::location},
         "READ FILES and EXTERNAL USE LOCATION on the location, a metastore open to external engines",
         all({bit(read_files), bit(external_use_location), by_engine}),
         reach::read},
        {"EXTERNAL WRITE",
         {},
         {kind::location},
         "READ FILES, WRITE FILES and EXTERNAL USE LOCATION on the location, a metastore open to external engines, a "
         "workspace that may write",
         all({bit(read_files), bit(write_files), bit(external_use_location), by_engine}),
         reach::write},
        // access by path: which of these decides is up to S1–S3
        {"READ PATH",
         {},
         {kind::table},
         "what SELECT needs on the table that covers the path, without filter or mask",
         reading,
         reach::read},
        {"WRITE PATH",
         {},
         {kind::table},
         "MODIFY and SELECT with usage on the table that covers the path, a workspace that may write, no filter or "
         "mask",
         writing,
         reach::write},
        {"READ PATH",
         {},
         {kind::volume},
         "READ VOLUME, USE SCHEMA, USE CATALOG on the volume that covers the path",
         all({bit(read_volume), opened()}),
         reach::read},
        {"WRITE PATH",
         {},
         {kind::volume},
         "WRITE VOLUME and READ VOLUME, USE SCHEMA, USE CATALOG on the volume that covers the path, a workspace that "
         "may write",
         all({bit(write_volume), bit(read_volume), opened()}),
         reach::write},
        {"READ PATH",
         {},
         {kind::model},
         "EXECUTE, USE SCHEMA, USE CATALOG on the model that covers the path",
         all({bit(execute), opened()}),
         reach::read},
        {"WRITE PATH",
         {},
         {kind::model},
         "ownership of the model that covers the path, USE SCHEMA, USE CATALOG, a workspace that may write",
         all({only(need::form::owner), opened()}),
         reach::write},
        {"READ PATH",
         {},
         {kind::location},
         "READ FILES on the location that covers the path",
         bit(read_files),
         reach::read},
        {"WRITE PATH",
         {},
         {kind::location},
         "WRITE FILES and READ FILES on the location that covers the path, a workspace that may write",
         all({bit(write_files), bit(read_files)}),
         reach::write},
        {"READ PATH",
         {},
         {kind::credential},
         "an external location over the path",
         only(need::form::covered_by_location),
         reach::read},
        {"WRITE PATH",
         {},
         {kind::credential},
         "an external location over the path",
         only(need::form::covered_by_location),
         reach::write},
        // making things (S3, U10)
        {"CREATE EXTERNAL LOCATION",
         {},
         {kind::metastore},
         "being metastore admin, or the privilege of that name on the metastore and on a storage credential",
         any({only(need::form::metastore_admin),
              all({bit(create_external_location), on_some(kind::credential, create_external_location)})}),
         reach::read},
        {"CREATE EXTERNAL LOCATION",
         {},
         {kind::credential},
         "being metastore admin, or the privilege of that name on the credential and on the metastore",
         any({only(need::form::metastore_admin),
              all({bit(create_external_location), on_metastore(create_external_location)})}),
         reach::read},
        {"CREATE CONNECTION",
         {},
         {kind::metastore},
         "the privilege of that name on the metastore (metastore admins have it)",
         bit(create_connection),
         reach::read},
        {"CREATE CONNECTION",
         {},
         {kind::credential},
         "the privilege of that name on the metastore and on the service credential",
         all({bit(create_connection), on_metastore(create_connection)}),
         reach::read},
        {"CREATE FOREIGN CATALOG",
         {},
         {kind::connection},
         "the privilege of that name on the connection, and CREATE CATALOG on the metastore",
         all({bit(create_foreign_catalog), on_metastore(create_catalog)}),
         reach::read},
        {"CREATE EXTERNAL TABLE",
         {},
         {kind::schema},
         "what CREATE TABLE needs, and CREATE EXTERNAL TABLE on an external location",
         all({create_in(bit(create_table)), on_some(kind::location, create_external_table)}),
         reach::write},
        {"CREATE EXTERNAL TABLE",
         {},
         {kind::location, kind::credential},
         "the privilege of that name on it, a workspace that may write",
         bit(create_external_table),
         reach::write},
        {"CREATE EXTERNAL VOLUME",
         {},
         {kind::schema},
         "what CREATE VOLUME needs, and CREATE EXTERNAL VOLUME on an external location",
         all({create_in(bit(create_volume)), on_some(kind::location, create_external_volume)}),
         reach::write},
        {"CREATE EXTERNAL VOLUME",
         {},
         {kind::location},
         "the privilege of that name on it, a workspace that may write",
         bit(create_external_volume),
         reach::write},
        {"CREATE MANAGED STORAGE",
         {},
         {kind::location},
         "the privilege of that name on it, a workspace that may write",
         bit(create_managed_storage),
         reach::write},
    };
}

std::vector<operation_rule> make_storage_rules() {
    auto rules = all_rules();
    for (auto& rule : rules) rule.listed = !rule.name.ends_with(" PATH");
    return rules;
}

} // namespace

const std::vector<operation_rule>& storage_operations() {
    static const auto rules = make_storage_rules();
    return rules;
}

} // namespace canreach::graph
