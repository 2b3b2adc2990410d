// The policies of docs/policies/, held against the account that the documentation's examples are about: crawled over
// HTTPS, so that what an operator sees is what is checked.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "audit/check.hpp"
#include "graph/access_graph.hpp"
#include "query/query.hpp"
#include "simulated.hpp"
#include "simulator/generator.hpp"
#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace canreach {
namespace {

std::vector<audit::policy_file> starter_pack() {
    std::vector<audit::policy_file> files;
    for (const auto& entry : std::filesystem::directory_iterator(CANREACH_SOURCE_DIR "/docs/policies")) {
        if (entry.path().extension() != ".yaml") continue;
        std::ostringstream text;
        text << std::ifstream(entry.path()).rdbuf();
        files.push_back(audit::parse_policy(text.str(), entry.path().filename().string()).value());
    }
    return files;
}

TEST(Policies, OfTheStarterPackAreDecidedOnTheShowcase) {
    auto account = std::make_shared<const simulator::account>(
        simulator::generate(simulator::preset_named("showcase").value()).value());
    const support::simulated server(account);
    const support::scratch_folder scratch;
    const auto path = scratch.path("showcase.canreach");
    ASSERT_TRUE(server.crawl_into(path));
    const auto file = storage::account_file::open(path).value();
    auto names = storage::name_catalog::open(file).value();
    storage::account_reader reader(file);
    const auto facts = graph::access_graph::build(reader).value();
    query::session language(names, facts);
    audit::account in{names, facts, language};

    const auto files = starter_pack();
    ASSERT_EQ(files.size(), 3U);
    const auto made = audit::check_policies(in, files, "2026-11-25").value();
    std::map<std::string, std::string> outcomes;
    for (const auto& one : made.outcomes) {
        outcomes[one.rule.id] = std::string(name_of(one.status));
        EXPECT_NE(one.status, audit::rule_status::broken) << one.rule.id << ": " << one.fault;
        for (const auto& breach : one.violations)
            if (breach.how == graph::verdict::yes) {
                EXPECT_FALSE(breach.witness.empty()) << one.rule.id << ": " << breach.subject;
            }
    }
    EXPECT_EQ(outcomes, (std::map<std::string, std::string>{{"analysts-keep-their-table", "passed"},
                                                            {"few-steps-to-salaries", "violated"},
                                                            {"guests-read-no-orders", "passed"},
                                                            {"main-is-managed-by-its-owners", "violated"},
                                                            {"no-contractors-in-hr", "passed"},
                                                            {"no-dormant-way-to-hr", "violated"},
                                                            {"nobody-acts-as-etl", "passed"},
                                                            {"on-call-is-staffed", "passed"},
                                                            {"owners-have-deputies", "violated"},
                                                            {"people-come-from-the-directory", "passed"},
                                                            {"prod-admins-are-known", "passed"},
                                                            {"salaries-are-for-hr", "passed"}}));
}

} // namespace
} // namespace canreach
