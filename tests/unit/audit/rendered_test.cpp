// What the audits of stale grants, system tables and clones look like as text, in tests/unit/audit/rendered.golden.
#include <gtest/gtest.h>

#include <sstream>
#include <string>

#include "audit/clone.hpp"
#include "audit/stale.hpp"
#include "audit/system_tables.hpp"
#include "report/dossier.hpp"
#include "test_account.hpp"
#include "tests/unit/query/golden.hpp"
#include "told_uses.hpp"

namespace canreach::audit {
namespace {

constexpr auto rendered_world = R"({
    "members": [["user:ann", "group:analysts"], ["user:ann", "group:it"], ["user:bob", "group:analysts"],
                ["group:it", "group:admins of dev"], ["user:dan", "wgroup:dev:ops"]],
    "assign": [["group:analysts", "ws:prod", "USER"], ["group:admins of dev", "ws:dev", "ADMIN"], ["wgroup:dev:ops", "ws:dev", "ADMIN"],
               ["user:new", "ws:prod", "USER"], ["sp:gov", "ws:prod", "USER"], ["user:rita", "ws:prod", "USER"]],
    "owners": [["user:ann", "table:main.sales.drafts"], ["user:rita", "view:gov.sys.vw_system_access_audit"]],
    "grants": [["group:analysts", "catalog:main", ["USE_CATALOG", "USE_SCHEMA"]], ["group:analysts", "schema:main.sales", ["SELECT"]],
               ["user:ann", "table:main.sales.orders", ["SELECT", "MODIFY"]], ["user:bob", "schema:main.sales", ["SELECT"]],
               ["sp:gov", "catalog:system", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:rita", "catalog:system", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]]],
    "acls": [["user:ann", "job:prod:nightly", "IS_OWNER"]],
    "links": [["READS", "view:gov.sys.vw_system_access_audit", "table:system.access.audit"]],
    "attrs": {"group:analysts": {"source": "external"}}})";

/// `stale DAYS [NAME]`, `system-tables`, `clone FROM TO`, rendered.
std::string rendered(const std::string& command) {
    test::test_account in(rendered_world);
    auto view = in.view();
    test::told uses(in);
    uses.window(false, 60)
        .window(true, 60)
        .use("user:ann", "2026-11-19T08:00:00.000Z")
        .use("user:ann", "2026-11-18T08:00:00.000Z", "table:main.sales.orders")
        .use("user:bob", "2026-10-01T08:00:00.000Z");
    std::istringstream words(command);
    std::string audit, first, second;
    words >> audit >> first >> second;
    const auto made = [&]() -> result<dossier> {
        if (audit == "clone") return audit_clone(view, in.source(), first, second);
        if (audit == "system-tables")
            return audit_system_tables(view, in.source(), {view_place{"gov", "sys"}, "gov", false});
        stale_options how{static_cast<std::uint32_t>(std::stoul(first)), {}};
        if (!second.empty()) how.principal = second;
        return audit_stale(view, in.source(), uses, how);
    }();
    return made ? report::render(*made, {}) : made.error().to_string();
}

TEST(RenderedAudits, LookAsExpected) {
    query::test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/audit/rendered.golden", rendered);
}

} // namespace
} // namespace canreach::audit
