/// A small account that has one of everything, and the files to put it in.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/acl_levels.hpp"
#include "model/fact.hpp"
#include "model/fact_sink.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "storage/account_file.hpp"
#include "storage/crawl_file.hpp"
#include "storage/sealing.hpp"
#include "tests/support/scratch_folder.hpp"

namespace canreach::storage::testing {

struct temporary_folder : support::scratch_folder {
    temporary_folder() : scratch_folder(support::memory_folder()) {}
};

#define CANREACH_ASSERT_OK(expression)                                                                                 \
    do {                                                                                                               \
        const auto& canreach_result = (expression);                                                                    \
        ASSERT_TRUE(canreach_result.has_value()) << canreach_result.error().to_string();                               \
    } while (false)

inline std::string read_bytes(const std::string& path) {
    std::ifstream in{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}
inline void write_bytes(const std::string& path, std::string_view bytes) {
    std::ofstream{path, std::ios::binary}.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

inline const crawl_identity identity{"acc-1", "azure", "2026-11-22 09:14:00"};
inline const seal_options sealing_time{"2026-11-22 09:20:00"};

inline node_key user_key(std::string id) {
    return {node_kind::user, "", std::move(id)};
}
inline node_key group_key(std::string id) {
    return {node_kind::group, "", std::move(id)};
}
inline node_key local_key(std::string ws, std::string id) {
    return {node_kind::group, std::move(ws), std::move(id)};
}
inline node_key ws_key(std::string id) {
    return {node_kind::workspace, "", std::move(id)};
}
inline node_key uc_key(node_kind kind, std::string name) {
    return {kind, "m-1", std::move(name)};
}
inline const node_key account_key{node_kind::account, "", "acc-1"};
inline const node_key metastore_key{node_kind::metastore, "", "m-1"};

inline node_fact node(node_key key, std::string name, std::optional<node_key> parent = {}, node_flags flags = {},
                      std::vector<std::pair<std::string, std::string>> attributes = {}, std::string subtype = {}) {
    return {std::move(key), std::move(name), std::move(parent), std::move(subtype), flags, std::move(attributes)};
}
inline fact grant(principal_ref who, node_key on, mask allow, std::vector<std::string> unknown = {}) {
    return grant_fact{std::move(who), std::move(on), facet::unity, allow, {}, std::move(unknown)};
}

inline std::vector<fact> sample_facts() {
    using ref = principal_ref;
    const auto sales = uc_key(node_kind::schema, "main.sales");
    const auto orders = uc_key(node_kind::table, "main.sales.orders");
    const auto main = uc_key(node_kind::catalog, "main");
    std::vector<fact> facts{
        node(account_key, "acc-1", {}, {}, {{"cloud", "azure"}}),
        node(user_key("101"), "Alice@Example.com", {}, node_flag::external, {{"external_id", "x-1"}}),
        node(user_key("102"), "bob@example.com", {}, node_flag::inactive),
        node(user_key("103"), "guest@partner.com", {}, {}, {{"external_id", "g-1"}}),
        node(user_key("104"), "guest_partner.com#EXT#@tenant.onmicrosoft.com", {}, {}, {{"external_id", "g-1"}}),
        node({node_kind::service_principal, "", "201"}, "etl-bot", {}, {},
             {{"application_id", "5D3E24F1-0000-4000-8000-000000000001"}}),
        node(group_key("301"), "analysts"),
        node(group_key("302"), "people team"),
        node(ws_key("1001"), "prod", account_key, {}, {{"url", "https://adb-1001.azuredatabricks.net"}}),
        node(ws_key("1002"), "dev", account_key),
        node(local_key("1001", "401"), "analysts"),
        node(metastore_key, "emea", account_key),
        node(main, "main", metastore_key, node_flag::isolated, {}, "MANAGED_CATALOG"),
        node(uc_key(node_kind::location, "lake"), "lake", metastore_key, node_flag::read_only, {{"url", "abfss://x"}}),
        node(uc_key(node_kind::schema, "main.hr"), "main.hr", main),
        node(sales, "main.sales", main),
        node(orders, "main.sales.orders", sales, {}, {}, "MANAGED"),
        node(uc_key(node_kind::table, "main.sales.v"), "main.sales.v", sales, {}, {}, "VIEW"),
        node({node_kind::job, "1001", "77"}, "nightly", ws_key("1001")),
        member_fact{ref::to(user_key("101")), group_key("302")},
        member_fact{ref::to(user_key("104")), group_key("302")},
        member_fact{ref::to(group_key("302")), group_key("301")},
        member_fact{{ref::form::id, node_kind::group, "1001", "301"}, local_key("1001", "401")},
        owner_fact{ref::named("alice@example.COM"), main},
        owner_fact{ref::named("_workspace_admins_prod_1001"), sales},
        owner_fact{ref::named("metastore admins"), metastore_key},
        grant(ref::named("analysts"), orders, mask{privilege::select}),
        grant(ref::named("analysts"), orders, mask{privilege::modify}),
        grant(ref::named("account users"), main, mask{privilege::use_catalog}, {"zap everything", "ALPHA_RIGHT"}),
        grant(ref::named("5d3e24f1-0000-4000-8000-000000000001"), sales,
              mask{privilege::use_schema, privilege::select}),
        grant(ref::named("Gone@Example.com"), sales, mask{privilege::select}),
        grant(ref::named("gone@example.com"), main, mask{privilege::use_catalog}),
        grant(ref::with_id("999"), orders, mask{privilege::select}),
        grant_fact{ref::to(group_key("301")), ws_key("1001"), facet::role, mask{role::workspace_user}, {}, {}},
        grant_fact{ref::to(user_key("102")), ws_key("1002"), facet::role, mask{role::workspace_admin}, {}, {}},
        grant_fact{ref::named_in("1001", "analysts"),
                   {node_kind::job, "1001", "77"},
                   facet::acl,
                   mask{acl_level::can_manage_run},
                   {},
                   {}},
        grant_fact{ref::named_in("1001", "users"),
                   {node_kind::hive_schema, "1001", "raw"},
                   facet::hive,
                   mask{hive_privilege::select},
                   mask{hive_privilege::modify},
                   {}},
        bind_fact{metastore_key, ws_key("1001"), binding::attach},
        bind_fact{main, ws_key("1001"), binding::read_only},
        link_fact{link_type::reads, uc_key(node_kind::table, "main.sales.v"), orders},
        link_fact{link_type::run_as, {node_kind::job, "1001", "77"}, ref::named_in("1001", "BOB@example.com")},
        policy_fact{"hide",
                    policy_type::row_filter,
                    sales,
                    {},
                    {ref::named("account users")},
                    {ref::named("analysts")},
                    {orders},
                    uc_key(node_kind::function, "main.sales.hide"),
                    {}},
        policy_fact{"mask",
                    policy_type::column_mask,
                    orders,
                    {},
                    {ref::named("account users")},
                    {ref::named("analysts")},
                    {orders},
                    {},
                    "email"},
    };
    return facts;
}

/// The ledger of the sample: one task per few facts, and one gap.
inline crawl_task task_number(std::size_t number) {
    return {"part-" + std::to_string(number), "", account_key, node_part::children};
}
inline crawl_task gap_task() {
    return {"grants", "1001", uc_key(node_kind::schema, "main.hr"), node_part::grants};
}
inline task_report gap_report() {
    task_result how;
    how.how = outcome::refused;
    how.reason = "403 in workspace prod: needs MANAGE";
    how.http_status = 403;
    how.requests = 2;
    return {gap_task(), how, {}, {}};
}

/// The sample as reports of `size` facts each, in the order that `seed` shuffles them to (0: as they are).
inline std::vector<task_report> sample_reports(std::size_t size, std::uint32_t seed = 0) {
    auto facts = sample_facts();
    if (seed != 0) {
        std::mt19937 random{seed};
        const auto distinct = facts.size();
        for (int i = 0; i < 10; ++i) facts.push_back(facts[random() % distinct]);
        std::ranges::shuffle(facts, random);
    }
    std::vector<task_report> reports;
    for (std::size_t first = 0; first < facts.size(); first += size) {
        task_report report{task_number(reports.size()), {}, {}, {}};
        report.result.requests = 1;
        for (auto i = first; i < std::min(first + size, facts.size()); ++i) report.facts.push_back(facts[i]);
        reports.push_back(std::move(report));
    }
    reports.push_back(gap_report());
    return reports;
}

inline result<seal_summary> write_sample(const std::string& path, std::size_t size = 7, std::uint32_t seed = 0) {
    auto file = crawl_file::create(path, identity);
    if (!file) return std::move(file).error();
    for (auto& report : sample_reports(size, seed))
        if (auto accepted = file->accept(std::move(report)); !accepted) return std::move(accepted).error();
    return seal(std::move(*file), sealing_time);
}

} // namespace canreach::storage::testing
