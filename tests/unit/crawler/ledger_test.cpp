// What becomes of every kind of request that a crawl makes when it is answered 403, 404, 429, 500 or with garbage: a
// row of the ledger says it, and nothing else is lost.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/crawl.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using testing::fake_account;
using testing::memory_sink;
using testing::recording_observer;
using testing::reply;

/// Helps a crawl to judge what it reads, or is but one of two ways to read it.
bool is_no_family(std::string_view path) {
    constexpr std::array<std::string_view, 8> helpers{
        "/.well-known/", "/v1/token", "/metastore_summary",      "/current-metastore-assignment",
        "/scim/v2/Me",   "/oidc/",    "/api/2.0/sql/statements", "/direct-members"};
    return std::ranges::any_of(helpers, [&](auto part) { return path.find(part) != std::string_view::npos; });
}

/// The kind of request: hosts and names of objects do not matter.
std::string shape_of(std::string_view path) {
    std::string made;
    for (auto rest = path.substr(path.find('/')); !rest.empty();) {
        const auto end = std::min(rest.find('/', 1), rest.size());
        const auto part = rest.substr(1, end - 1);
        rest.remove_prefix(end);
        const bool version = part.size() == 3 && part[1] == '.';
        const bool name =
            !version && (std::ranges::any_of(part, [](unsigned char c) { return std::isdigit(c) != 0; }) ||
                         part.find('.') != std::string_view::npos);
        made += name ? "/*" : "/" + std::string(part);
    }
    return made;
}

/// Each kind of request with all its paths, on either workspace: what one refuses the other may answer.
std::map<std::string, std::vector<std::string>> kinds_of_requests() {
    fake_account calm;
    memory_sink sink;
    recording_observer observer;
    EXPECT_TRUE(run_crawl(calm.options(), sink, observer));
    std::map<std::string, std::vector<std::string>> made;
    for (const auto& [path, count] : calm.asked) {
        if (is_no_family(path)) continue;
        auto& paths = made[shape_of(path)];
        if (path.starts_with(testing::account_host)) {
            paths.push_back(path);
            continue;
        }
        for (const auto* host : {testing::prod_host, testing::dev_host})
            paths.push_back(host + path.substr(path.find('/')));
    }
    return made;
}

std::set<std::string> all_but_done(const memory_sink& sink) {
    std::set<std::string> made;
    for (const auto& [task, how] : sink.ended())
        if (how.how != outcome::done) made.insert(task.family + " " + task.workspace + " " + task.about.id);
    return made;
}

struct odd_reply {
    const char* name;
    http_response said;
};

TEST(Ledger, NamesEveryKindOfRequestThatFails) {
    const std::array replies{
        odd_reply{"403", reply(403, R"({"error_code":"PERMISSION_DENIED","message":"no"})")},
        odd_reply{"404", reply(404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"gone"})")},
        odd_reply{"429", reply(429, R"({"error_code":"RESOURCE_EXHAUSTED","message":"slower"})")},
        odd_reply{"500", reply(500, R"({"error_code":"INTERNAL_ERROR","message":"boom"})")},
        odd_reply{"garbage", reply(200, "<html>")},
    };
    fake_account calm;
    memory_sink whole;
    recording_observer observer;
    ASSERT_TRUE(run_crawl(calm.options(), whole, observer));
    const auto facts = whole.facts();
    const auto usual = all_but_done(whole);
    for (const auto& [shape, paths] : kinds_of_requests())
        for (const auto& one : replies) {
            SCOPED_TRACE(shape + " answered with " + one.name);
            fake_account account;
            for (const auto& path : paths) account.instead[path] = one.said;
            memory_sink sink;
            const auto crawled = run_crawl(account.options(), sink, observer);
            if (!crawled) {
                // Without the list of workspaces there is no account to speak of: that is told instead.
                EXPECT_TRUE(shape.ends_with("/workspaces")) << crawled.error().to_string();
                continue;
            }
            EXPECT_EQ(sink.pending(), 0U);
            auto more = all_but_done(sink);
            for (const auto& known : usual) more.erase(known);
            // That a feature is missing, or an object gone, may leave nothing to be told.
            const bool may_be_nothing = std::string_view(one.name) == "404";
            EXPECT_TRUE(!more.empty() || may_be_nothing) << "nobody would know of it";
            for (const auto& fact : sink.facts()) {
                // Stated where it could not be asked for, since what was not read is stated about it.
                const bool hive = fact.starts_with("NODE hms/");
                EXPECT_TRUE(hive || facts.contains(fact)) << "made up: " << fact;
            }
        }
}

} // namespace
} // namespace canreach::crawler
