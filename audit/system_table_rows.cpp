// The metadata tables: who is in which workspace, and what each workspace can reach, as the filtered views ask it.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "audit/sql_text.hpp"
#include "audit/system_table_list.hpp"
#include "audit/system_tables.hpp"
#include "audit/tables.hpp"
#include "audit/workspace_admins.hpp"
#include "model/attributes.hpp"

namespace canreach::audit {
namespace {

namespace json = boost::json;

/// Which metastore a workspace has, and which isolated things it is bound to.
struct tenancy_facts {
    std::map<node_id, std::vector<node_id>> metastores_of; ///< workspace →
    std::map<std::pair<node_id, node_id>, binding> bound;  ///< (resource, workspace) →

    static result<tenancy_facts> read(fact_source& source) {
        tenancy_facts made;
        auto done = source.visit_bindings([&](const source_binding& one) {
            if (one.how == binding::attach)
                made.metastores_of[one.workspace].push_back(one.resource);
            else
                made.bound[{one.resource, one.workspace}] = one.how;
        });
        if (!done) return done.error();
        return made;
    }
};

class row_writer {
public:
    row_writer(account& in, const tenancy_facts& tenancy) : in_(in), tenancy_(tenancy), cells_(in) {}

    result<section> assignments(const metadata_table& which, std::string title, role what) {
        auto table = columns_of(which);
        for (const auto& [workspace, principal] : account_assignments(in_.facts, what)) {
            auto row = workspace_cells(workspace);
            const bool group = in_.facts.kind_of(principal) == node_kind::group;
            for (const bool column_of_groups : {false, true})
                if (group == column_of_groups)
                    row.emplace_back(sql_name(principal));
                else
                    row.emplace_back(std::monostate{});
            table.rows.push_back(std::move(row));
        }
        note_gaps(table);
        return done(which, std::move(title), std::move(table));
    }

    result<section> permissions() {
        auto table = columns_of(permissions_table);
        for (const auto workspace : in_.facts.nodes_of_kind(node_kind::workspace)) {
            auto row = workspace_cells(workspace);
            row.emplace_back(json::serialize(permissions_of(workspace)));
            table.rows.push_back(std::move(row));
        }
        note_gaps(table);
        return done(permissions_table, "Workspaces with their people and catalogs, nested", std::move(table));
    }

private:
    static query::result_table columns_of(const metadata_table& which) {
        std::vector<query::column> columns;
        for (const auto name : which.columns)
            if (!name.empty()) columns.push_back({std::string(name), query::column_type::text});
        return table_of(std::move(columns));
    }
    result<section> done(const metadata_table& which, std::string title, query::result_table table) {
        if (fault_) return *fault_;
        if (cells_.fault()) return *cells_.fault();
        return made_section(std::string(which.section), std::move(title), std::move(table));
    }

    const node_description& describe(node_id id) {
        const auto [found, fresh] = told_.try_emplace(id);
        if (!fresh) return found->second;
        auto told = in_.names.describe(id);
        if (told)
            found->second = std::move(*told);
        else if (!fault_)
            fault_ = std::move(told).error();
        return found->second;
    }
    std::string sql_name(node_id principal) { return name_in_sql(describe(principal)); }

    std::vector<query::cell> workspace_cells(node_id workspace) {
        const auto& told = describe(workspace);
        std::vector<query::cell> row{told.key.id, told.name};
        const auto* url = find_attribute(told.attributes, "url");
        url == nullptr ? row.emplace_back(std::monostate{}) : row.emplace_back(*url);
        return row;
    }

    /// Assignments of one role, groups of the workspace's own included and told apart.
    json::array assigned(node_id workspace, role what) {
        json::array made;
        for (const auto& grant : in_.facts.grants_on(workspace)) {
            if (grant.what != facet::role || !grant.allow.has(what)) continue;
            json::object one{{"kind", word_of(in_.facts.kind_of(grant.grantee))}, {"name", sql_name(grant.grantee)}};
            if (in_.facts.scope_of(grant.grantee) != no_node) one["of_workspace"] = true;
            made.push_back(std::move(one));
        }
        return made;
    }

    json::array grants_on(node_id resource) {
        json::array made;
        for (const auto& grant : in_.facts.grants_on(resource)) {
            if (grant.what != facet::unity) continue;
            json::array privileges;
            for (const auto& name : cells_.privileges(grant)) privileges.emplace_back(name);
            made.push_back(json::object{{"principal", sql_name(grant.grantee)}, {"privileges", std::move(privileges)}});
        }
        return made;
    }

    json::array catalogs_of(node_id workspace, node_id metastore) {
        json::array made;
        for (const auto catalog : in_.facts.children_of(metastore)) {
            if (in_.facts.kind_of(catalog) != node_kind::catalog) continue;
            const auto bound = tenancy_.bound.find({catalog, workspace});
            const bool isolated = in_.facts.flags_of(catalog).has(node_flag::isolated);
            if (isolated && bound == tenancy_.bound.end()) continue;
            json::object one{{"catalog", describe(catalog).name},
                             {"access", !isolated                             ? "OPEN"
                                        : bound->second == binding::read_only ? "READ_ONLY"
                                                                              : "READ_WRITE"}};
            for (const auto owner : in_.facts.owners_of(catalog)) one["owner"] = sql_name(owner);
            one["grants"] = grants_on(catalog);
            made.push_back(std::move(one));
        }
        return made;
    }

    json::object permissions_of(node_id workspace) {
        json::object made{{"admins", assigned(workspace, role::workspace_admin)},
                          {"users", assigned(workspace, role::workspace_user)}};
        json::array catalogs;
        const auto metastores = tenancy_.metastores_of.find(workspace);
        if (metastores != tenancy_.metastores_of.end())
            for (const auto one : metastores->second) {
                made["metastore"] = describe(one).name;
                for (auto& catalog : catalogs_of(workspace, one)) catalogs.push_back(std::move(catalog));
            }
        made["catalogs"] = std::move(catalogs);
        return made;
    }

    void note_gaps(query::result_table& table) {
        for (const auto& gap : in_.facts.gaps())
            if (gap.part == node_part::assignments && in_.facts.kind_of(gap.about) == node_kind::workspace)
                table.coverage.push_back(cells_.note(gap));
    }

    account& in_;
    const tenancy_facts& tenancy_;
    cell_writer cells_;
    std::map<node_id, node_description> told_;
    std::optional<failure> fault_;
};

} // namespace

result<std::vector<section>> metadata_rows(account& in, fact_source& source) {
    const auto tenancy = tenancy_facts::read(source);
    if (!tenancy) return tenancy.error();
    row_writer writer(in, *tenancy);
    std::vector<section> made;
    for (auto& one : {writer.permissions(),
                      writer.assignments(admins_table, "Who administers which workspace, as the views ask it",
                                         role::workspace_admin),
                      writer.assignments(users_table, "Who is in which workspace", role::workspace_user)}) {
        if (!one) return one.error();
        made.push_back(*one);
    }
    return made;
}

result<std::vector<std::string>> view_readers(account& in) {
    std::set<std::string> names;
    for (const auto& [workspace, principal] : account_assignments(in.facts, role::workspace_admin)) {
        const auto told = in.names.describe(principal);
        if (!told) return told.error();
        names.insert(name_in_sql(*told));
    }
    return std::vector<std::string>(names.begin(), names.end());
}

} // namespace canreach::audit
