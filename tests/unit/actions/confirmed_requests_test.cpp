#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "actions/confirmed_requests.hpp"

namespace canreach::actions {
namespace {

using crawler::http_method;
using crawler::http_request;

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

TEST(ConfirmedRequests, AreLetThroughBesideReadsAndNothingElseIs) {
    const auto patch = request_for(http_method::patch, "/api/2.1/unity-catalog/permissions/table/a.b.c", "{\"x\":1}");
    confirmed_requests confirmed;
    confirmed.add(patch.method, patch.where, patch.target, "{\"x\":1}");
    const auto passes = [&](const http_request& request) {
        const auto checked = confirmed.check(request);
        EXPECT_TRUE(checked || checked.error().is(errc::not_allowed));
        return checked.has_value();
    };
    EXPECT_TRUE(passes(patch));
    EXPECT_TRUE(passes(request_for(http_method::get, "/api/2.0/preview/scim/v2/Me", "")));
    // Another body, place, method or host.
    EXPECT_FALSE(passes(request_for(patch.method, patch.target, "{\"x\":2}")));
    EXPECT_FALSE(passes(request_for(patch.method, patch.target + "d", "{\"x\":1}")));
    for (const auto method : {http_method::put, http_method::post, http_method::remove})
        EXPECT_FALSE(passes(request_for(method, patch.target, "{\"x\":1}"))) << name_of(method);
    EXPECT_FALSE(passes(request_for(patch.method, patch.target, "{\"x\":1}", "adb-1.3.azuredatabricks.net")));
    auto to_storage = patch;
    to_storage.to_storage = true;
    EXPECT_FALSE(passes(to_storage));
    auto dressed = patch;
    dressed.headers.emplace_back("X-Other", "1");
    EXPECT_FALSE(passes(dressed));
}

} // namespace
} // namespace canreach::actions
