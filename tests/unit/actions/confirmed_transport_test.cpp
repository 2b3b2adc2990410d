#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "actions/confirmed_transport.hpp"

namespace canreach::actions {
namespace {

using crawler::http_method;
using crawler::http_request;
using crawler::http_response;

/// Keeps what comes through.
class recorder final : public crawler::transport {
public:
    boost::asio::awaitable<result<http_response>> send(http_request request) override {
        sent.push_back(std::string(name_of(request.method)) + " " + request.target);
        co_return http_response{200, "OK", {}, "{}"};
    }
    std::vector<std::string> sent;
};

http_request request_for(http_method method, std::string target, std::string_view body,
                         std::string host = "adb-1.2.azuredatabricks.net") {
    http_request made;
    made.method = method;
    made.where = {true, std::move(host), 443};
    made.target = std::move(target);
    if (method != http_method::get) made.content_type = "application/json";
    made.body = crawler::secret(body);
    return made;
}

TEST(ConfirmedTransport, LetsReadsAndWhatWasConfirmedThroughAndNothingElse) {
    const auto patch = request_for(http_method::patch, "/api/2.1/unity-catalog/permissions/table/a.b.c", "{\"x\":1}");
    confirmed_requests confirmed;
    confirmed.add(patch.method, patch.where, patch.target, "{\"x\":1}");
    recorder inner;
    confirmed_transport guard(inner, crawler::endpoint_allow_list(crawler::cloud::azure), confirmed);
    const auto passes = [&](http_request request) {
        boost::asio::io_context context;
        bool passed = false;
        boost::asio::co_spawn(context, guard.send(std::move(request)),
                              [&](std::exception_ptr, result<http_response> got) {
                                  passed = got.has_value();
                                  EXPECT_TRUE(got || got.error().is(errc::not_allowed));
                              });
        context.run();
        return passed;
    };
    EXPECT_TRUE(passes(patch));
    EXPECT_TRUE(passes(request_for(http_method::get, "/api/2.0/preview/scim/v2/Me", "")));
    // Another body, place, method or host.
    EXPECT_FALSE(passes(request_for(patch.method, patch.target, "{\"x\":2}")));
    EXPECT_FALSE(passes(request_for(patch.method, patch.target + "d", "{\"x\":1}")));
    EXPECT_FALSE(passes(request_for(http_method::put, patch.target, "{\"x\":1}")));
    EXPECT_FALSE(passes(request_for(http_method::post, patch.target, "{\"x\":1}")));
    EXPECT_FALSE(passes(request_for(patch.method, patch.target, "{\"x\":1}", "adb-1.3.azuredatabricks.net")));
    auto to_storage = patch;
    to_storage.to_storage = true;
    EXPECT_FALSE(passes(to_storage));
    auto dressed = patch;
    dressed.headers.emplace_back("X-Other", "1");
    EXPECT_FALSE(passes(dressed));
    EXPECT_EQ(inner.sent, (std::vector<std::string>{"PATCH /api/2.1/unity-catalog/permissions/table/a.b.c",
                                                    "GET /api/2.0/preview/scim/v2/Me"}));
}

TEST(ConfirmedTransport, KeepsToTheCloudsHostsWhateverWasConfirmed) {
    const auto patch = request_for(http_method::patch, "/x", "{}", "example.com");
    confirmed_requests confirmed;
    confirmed.add(patch.method, patch.where, patch.target, "{}");
    recorder inner;
    confirmed_transport guard(inner, crawler::endpoint_allow_list(crawler::cloud::azure), confirmed);
    boost::asio::io_context context;
    boost::asio::co_spawn(context, guard.send(patch), [&](std::exception_ptr, const result<http_response>& got) {
        EXPECT_TRUE(got.error().is(errc::not_allowed));
    });
    context.run();
    EXPECT_TRUE(inner.sent.empty());
}

} // namespace
} // namespace canreach::actions
