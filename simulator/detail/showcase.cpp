#include "simulator/detail/showcase.hpp"

#include <string>

namespace canreach::simulator::detail {
namespace {

struct user_row {
    std::string_view name;
    std::string_view display;
    bool active = true;
    bool external = true;
};
constexpr user_row users[]{
    {"alice@example.com", "Alice Marchetti"}, {"bob@example.com", "Bob Sørensen"},
    {"carol@example.com", "Carol Nwosu"},     {"dana@example.com", "Dana Whitfield"},
    {"eli@example.com", "Eli Park"},          {"joe@example.com", "Joe Baptiste", true, false},
    {"olga@example.com", "Olga Sirén"},       {"zoe@example.com", "Zoë Ångström", false},
    {"gil@example.com", "Gil Ferreira"},      {"hugo@example.com", "Hugo Lindqvist", true, false},
    {"ines@example.com", "Ines Okafor"},      {"kim@contractor.example", "Kim (contractor)", true, false},
};

struct sp_row {
    std::string_view name;
    std::string_view application_id;
};
constexpr sp_row service_principals[]{
    {"etl", "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f"},
    {"payroll-bot", "91aa4c02-7d0e-4f6b-8a31-5e6f7a8b9c0d"},
    {"canreach-audit", "3c1f7a90-55aa-4bcd-9eef-1234567890ab"},
};

constexpr std::string_view groups[]{"all-staff", "data-eng", "data-owners", "hr",      "hr-analysts",     "people-team",
                                    "trial-x",   "analysts", "platform",    "interns", "contractors",     "dp-oncall",
                                    "etl-ops",   "ring-a",   "ring-b",      "ring-c",  "metastore-admins"};

struct member_row {
    std::string_view member;
    std::string_view group;
};
constexpr member_row members[]{
    {"alice@example.com", "data-eng"},
    {"joe@example.com", "interns"},
    {"gil@example.com", "data-eng"},
    {"etl", "data-eng"},
    {"dp-oncall", "data-eng"},
    {"hugo@example.com", "dp-oncall"},
    {"olga@example.com", "data-owners"},
    {"carol@example.com", "data-owners"},
    {"dana@example.com", "hr"},
    {"bob@example.com", "hr-analysts"},
    {"people-team", "hr-analysts"},
    {"eli@example.com", "people-team"},
    {"zoe@example.com", "people-team"}, // deactivated: granted, never effective
    {"bob@example.com", "trial-x"},
    {"ines@example.com", "analysts"},
    {"alice@example.com", "analysts"},
    {"kim@contractor.example", "contractors"},
    {"ines@example.com", "platform"},
    {"canreach-audit", "metastore-admins"},
    {"carol@example.com", "metastore-admins"},
    // A diamond (interns reach all-staff both ways) and a cycle, as inconsistent data can have it.
    {"interns", "analysts"},
    {"interns", "all-staff"},
    {"analysts", "all-staff"},
    {"data-eng", "all-staff"},
    {"hr", "all-staff"},
    {"hr-analysts", "all-staff"},
    {"platform", "all-staff"},
    {"data-owners", "all-staff"},
    {"gil@example.com", "ring-a"},
    {"ring-a", "ring-b"},
    {"ring-b", "ring-c"},
    {"ring-c", "ring-a"},
};

struct assignment_row {
    std::string_view who;
    std::string_view workspace;
    bool admin = false;
};
constexpr assignment_row assigned[]{
    {"all-staff", "prod"},
    {"carol@example.com", "prod", true},
    {"etl", "prod"},
    {"payroll-bot", "prod"},
    {"contractors", "dev"},
    {"data-eng", "dev"},
    {"people-team", "dev"},
    {"platform", "dev", true},
    {"zoe@example.com", "dev"},
    {"all-staff", "us-ml"},
    {"platform", "us-ml", true},
    {"data-eng", "ml-sandbox"},
    {"canreach-audit", "prod", true},
    {"canreach-audit", "dev", true},
    {"canreach-audit", "us-ml", true},
};

struct object_row {
    node_kind kind;
    std::string_view name; ///< full name
    std::string_view subtype;
    std::string_view owner;
    std::string_view reads = {}; ///< a view's table
    std::string_view url = {};
};
constexpr object_row objects[]{
    {node_kind::catalog, "main", "MANAGED_CATALOG", "data-owners"},
    {node_kind::catalog, "gov", "MANAGED_CATALOG", "metastore-admins"},
    {node_kind::catalog, "finance", "MANAGED_CATALOG", "carol@example.com"},
    {node_kind::schema, "main.sales", "", "data-owners"},
    {node_kind::schema, "main.hr", "", "hr"},
    {node_kind::schema, "main.trial", "", "olga@example.com"},
    {node_kind::schema, "main.rings", "", "data-owners"},
    {node_kind::schema, "gov.sys", "", "metastore-admins"},
    {node_kind::schema, "finance.core", "", "carol@example.com"},
    {node_kind::table, "main.sales.orders", "MANAGED", "olga@example.com"},
    {node_kind::table, "main.sales.customers", "MANAGED", "data-owners"},
    {node_kind::table,
     "main.sales.raw_orders",
     "EXTERNAL",
     "0b3e7a11-4c1d-4b0e-9d55-0a1b2c3d4e5f",
     {},
     "s3://lake/raw/orders"},
    {node_kind::table, "main.sales.v_orders", "VIEW", "olga@example.com", "main.sales.orders"},
    {node_kind::table, "main.hr.salaries", "MANAGED", "hr"},
    {node_kind::table, "main.hr.people", "MANAGED", "dana@example.com"},
    {node_kind::table, "main.hr.v_headcount", "VIEW", "dana@example.com", "main.hr.people"},
    {node_kind::table, "main.trial.results", "MANAGED", "olga@example.com"},
    {node_kind::table, "main.rings.seating", "MANAGED", "data-owners"},
    {node_kind::table, "gov.sys.audit_log", "MANAGED", "metastore-admins"},
    {node_kind::table, "gov.sys.vw_audit", "VIEW", "metastore-admins", "gov.sys.audit_log"},
    {node_kind::table, "finance.core.ledger", "MANAGED", "former.cfo@example.com"},
    {node_kind::location, "landing", "", "data-owners", {}, "s3://lake/raw"},
    {node_kind::location, "archive", "", "metastore-admins", {}, "abfss://archive@examplestore.dfs.core.windows.net/"},
};

struct grant_text {
    std::string_view who;
    std::string_view on; ///< full name; empty = the metastore
    std::vector<std::string_view> privileges;
};
/// Who reaches `main.hr.salaries`: dana (through hr), bob and eli (hr-analysts), payroll-bot (direct); not joe, who may
/// manage the schema but not use it, and not zoe, who is deactivated.
const std::vector<grant_text>& grants() {
    static const std::vector<grant_text> rows{
        {"platform", "", {"CREATE_CATALOG", "CREATE_EXTERNAL_LOCATION"}},
        {"all-staff", "main", {"USE_CATALOG", "BROWSE"}},
        {"people-team", "main", {"ALL_PRIVILEGES"}},
        {"payroll-bot", "main", {"USE_CATALOG"}},
        {"data-owners", "main", {"MANAGE", "CREATE_TELEPORT"}},
        {"data-eng", "main.sales", {"USE_SCHEMA", "SELECT", "MODIFY", "CREATE_TABLE"}},
        {"analysts", "main.sales", {"USE_SCHEMA"}},
        {"analysts", "main.sales.orders", {"SELECT"}},
        {"alice@example.com", "main.sales", {"EXECUTE", "READ_VOLUME"}},
        {"contractors", "main.sales.orders", {"SELECT"}}, // no USE CATALOG, no USE SCHEMA: granted, not effective
        {"account users", "main.sales.v_orders", {"SELECT"}},
        {"hr", "main.hr", {"ALL_PRIVILEGES"}},
        {"hr-analysts", "main.hr", {"USE_SCHEMA"}},
        {"hr-analysts", "main.hr.salaries", {"SELECT"}},
        {"payroll-bot", "main.hr", {"USE_SCHEMA"}},
        {"payroll-bot", "main.hr.salaries", {"SELECT", "MODIFY"}},
        {"joe@example.com", "main.hr", {"MANAGE"}},
        {"zoe@example.com", "main.hr.salaries", {"SELECT"}},
        {"trial-x", "main.trial", {"USE_SCHEMA", "SELECT"}},
        {"ring-b", "main.rings", {"USE_SCHEMA", "SELECT"}},
        {"all-staff", "gov", {"USE_CATALOG"}},
        {"all-staff", "gov.sys", {"USE_SCHEMA"}},
        {"account users", "gov.sys.vw_audit", {"SELECT"}},
        {"analysts", "finance", {"USE_CATALOG", "USE_SCHEMA", "SELECT"}},
        {"contractors", "finance", {"USE_CATALOG", "USE_SCHEMA", "SELECT", "MODIFY"}}, // dev is bound read-only
        {"etl", "finance.core.ledger", {"MODIFY"}},
        {"etl", "landing", {"READ_FILES", "WRITE_FILES", "CREATE_EXTERNAL_TABLE"}},
        {"data-eng", "landing", {"READ_FILES"}},
        {"analysts", "archive", {"READ_FILES", "WRITE_FILES"}}, // the location is read-only
    };
    return rows;
}

std::string_view grant_name(const account& from, const showcase_places& places, std::string_view who) {
    const auto found = places.people.find(who);
    if (found == places.people.end()) return who;
    const auto& row = from.at(found->second);
    return row.kind == node_kind::service_principal ? std::string_view(row.application_id) : std::string_view(row.name);
}

std::int64_t grant_id(const account& from, const showcase_places& places, std::string_view who) {
    const auto found = places.people.find(who);
    return found == places.people.end() ? 0 : from.at(found->second).id;
}

} // namespace

showcase_places make_showcase_people(account_builder& into) {
    showcase_places places;
    std::int64_t id = 4'711'000'000;
    const auto add = [&](principal who, std::string_view name) {
        who.id = id += 203;
        places.people.emplace(name, into.add(std::move(who)));
    };
    for (const auto& row : users) {
        principal who;
        who.name = row.name;
        who.display_name = row.display;
        who.active = row.active;
        if (row.external) who.external_id = "5e1f0000-0000-4000-8000-00000" + std::to_string(id % 10'000'000);
        who.account_admin = row.name == "carol@example.com";
        add(std::move(who), row.name);
        ++places.users;
    }
    for (const auto& row : service_principals) {
        principal who;
        who.kind = node_kind::service_principal;
        who.name = row.name;
        who.application_id = row.application_id;
        who.account_admin = row.name == "canreach-audit";
        add(std::move(who), row.name);
        ++places.service_principals;
    }
    for (const auto name : groups) {
        principal who;
        who.kind = node_kind::group;
        who.name = name;
        if (name == "hr" || name == "all-staff")
            who.external_id = "c7c10000-0000-4000-8000-00000" + std::to_string(id % 10'000'000);
        add(std::move(who), name);
        ++places.groups;
    }
    for (const auto& row : members) into.add_member(places.people.at(row.member), places.people.at(row.group));
    places.everyone = places.people.at("all-staff");
    return places;
}

void make_showcase_workspaces(account_builder& into, const showcase_places& places) {
    struct space_row {
        std::int64_t id;
        std::string_view name;
        std::string_view status;
        std::uint32_t metastore;
    };
    constexpr space_row spaces[]{{3'157'894'562'310'045, "prod", "RUNNING", 0},
                                 {3'157'894'562'310'777, "dev", "RUNNING", 0},
                                 {8'123'456'789'012'345, "us-ml", "RUNNING", 1},
                                 {8'123'456'789'099'999, "ml-sandbox", "FAILED", 1}};
    const auto& account = into.so_far();
    for (const auto& row : spaces) {
        workspace space;
        space.id = row.id;
        space.name = row.name;
        space.status = row.status;
        space.region = account.metastores[row.metastore].region;
        space.spelling = row.name == "us-ml" ? 3 : 0;
        for (const auto& entry : assigned) {
            if (entry.workspace != row.name) continue;
            const auto who = places.people.at(entry.who);
            space.assignments.push_back({who, false, account.at(who).id, !entry.admin, entry.admin});
        }
        into.attach(into.add(std::move(space)), metastore_index{row.metastore});
    }
}

void make_showcase_data(account_builder& into, showcase_places& places) {
    const auto& account = into.so_far();
    const auto root = into.root_of(metastore_index{0});
    into.set_owner(root, "metastore-admins");
    std::unordered_map<std::string_view, securable_index> made{{"", root}};
    for (const auto& row : objects) {
        const auto dot = row.name.rfind('.');
        const auto parent = dot == std::string_view::npos ? root : made.at(row.name.substr(0, dot));
        const auto name = dot == std::string_view::npos ? row.name : row.name.substr(dot + 1);
        const auto index = into.add_securable(row.kind, parent, name, row.subtype, row.url);
        into.set_owner(index, row.owner);
        if (!row.reads.empty()) into.extra_of(index).reads.emplace_back(row.reads);
        made.emplace(row.name, index);
        switch (row.kind) {
        case node_kind::catalog: ++places.catalogs; break;
        case node_kind::schema: ++places.schemas; break;
        case node_kind::table: ++places.tables; break;
        default: ++places.locations; break;
        }
    }
    into.set(made.at("finance"), securable_trait::isolated);
    into.extra_of(made.at("finance")).bindings = {{account.workspaces[0].id, false}, {account.workspaces[1].id, true}};
    into.set(made.at("archive"), securable_trait::read_only);
    into.extra_of(made.at("landing")).credential_name = "lake-credential";
    into.extra_of(made.at("archive")).credential_name = "archive-credential";
    for (const auto& row : grants()) {
        const auto who = into.grantee_named(grant_name(account, places, row.who), grant_id(account, places, row.who));
        into.grant(made.at(row.on), who, into.privilege_set(row.privileges));
    }
}

} // namespace canreach::simulator::detail
