#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "crawler/api_error.hpp"

namespace canreach::crawler {
namespace {

using namespace std::chrono_literals;

TEST(ApiError, ReadsEveryShapeOfBody) {
    struct row {
        const char* name;
        int status;
        const char* body;
        const char* code;
        const char* message;
        errc means;
    };
    for (
        const auto& [name, status, body, code, message, means] : std::vector<row>{
            {"standard", 404, R"({"error_code":"RESOURCE_DOES_NOT_EXIST","message":"gone"})", "RESOURCE_DOES_NOT_EXIST",
             "gone", errc::vanished},
            {"catalog", 404, R"({"error_code":"CATALOG_DOES_NOT_EXIST","message":"gone"})", "CATALOG_DOES_NOT_EXIST",
             "gone", errc::vanished},
            {"scim", 403, R"({"schemas":["e"],"scimType":"mutability","detail":"no","status":"403"})", "SCIM_403",
             "mutability no", errc::refused},
            {"scim null", 500, R"({"detail":"null","status":"500"})", "SCIM_500", "internal error", errc::server_fault},
            {"api 1.2", 400, R"({"error":"bad things"})", "", "bad things", errc::malformed_reply},
            {"oauth", 401, R"({"error":"invalid_client","error_description":"unknown"})", "invalid_client", "unknown",
             errc::unauthenticated},
            {"okta", 400, R"({"errorCode":"E1","errorSummary":"sum"})", "E1", "sum", errc::malformed_reply},
            {"plain", 429, "REQUEST_LIMIT_EXCEEDED: slow down", "REQUEST_LIMIT_EXCEEDED", "slow down", errc::throttled},
            {"html pre", 503, "<html><body><pre>trouble here</pre></body></html>", "", "trouble here", errc::throttled},
            {"html title", 502, "<html><title>Bad Gateway</title></html>", "", "Bad Gateway", errc::server_fault},
            {"html unclosed", 502, "<html><title>Bad", "", "Reason", errc::server_fault},
            {"empty", 401, "", "", "Reason", errc::unauthenticated},
            {"text", 400, "what: is this", "", "what: is this", errc::malformed_reply},
            {"array", 403, "[]", "", "[]", errc::refused},
            {"cut json", 403, R"({"error_code":)", "", R"({"error_code":)", errc::refused},
            {"cut within the message", 400, R"({"error_code":"PERMISSION_DENIED","message":"no right to)",
             "PERMISSION_DENIED", "no right to", errc::refused},
            {"cut within the code", 403, R"({"message":"no","error_code":"RESOURCE_DOES_NOT)", "", "no", errc::refused},
            {"broken behind the code", 400, "{\"error_code\":\"NOT_FOUND\",\"message\":\"gone\",\xff", "NOT_FOUND",
             "gone", errc::vanished},
            {"deeper than is read", 400,
             R"({"error_code":"NOT_FOUND","x":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]})",
             "NOT_FOUND", "", errc::vanished},
            {"names of inner objects", 403, R"({"x":{"error_code":"NOT_FOUND"},"y":["error_code","NOT_FOUND"],)", "",
             R"({"x":{"error_code":"NOT_FOUND"},"y":["error_code","NOT_FOUND"],)", errc::refused},
            {"scim, cut", 404, R"({"detail":"Group 7 not found.","status":"4)", "SCIM_404", "Group 7 not found.",
             errc::vanished},
            {"legacy missing job", 400, R"({"error_code":"INVALID_PARAMETER_VALUE","message":"Job 1 does not exist."})",
             "INVALID_PARAMETER_VALUE", "Job 1 does not exist.", errc::vanished},
            {"feature off", 404, R"({"error_code":"FEATURE_DISABLED","message":"off"})", "FEATURE_DISABLED", "off",
             errc::refused},
            {"code wins", 400, R"({"error_code":"PERMISSION_DENIED","message":"no"})", "PERMISSION_DENIED", "no",
             errc::refused},
            {"wrong types", 400, R"({"error_code":5,"message":["x"]})", "", "", errc::malformed_reply},
        }) {
        SCOPED_TRACE(name);
        const auto got = parse_api_error(status, "Reason", body);
        EXPECT_EQ(got.code, code);
        EXPECT_EQ(got.message, message);
        EXPECT_EQ(classify(status, got), means);
    }
}

TEST(ApiError, KnowsPassingTrouble) {
    for (const int status : {429, 500, 502, 503, 504}) EXPECT_TRUE(is_passing(status, {})) << status;
    for (const int status : {400, 401, 403, 404, 409, 499, 501}) EXPECT_FALSE(is_passing(status, {})) << status;
    EXPECT_TRUE(is_passing(400, {"X", "Please try again later or try a faster operation.", {}}));
    EXPECT_TRUE(is_passing(400, {"RESOURCE_EXHAUSTED", "", {}}));
}

TEST(ApiError, ReadsRetryInfo) {
    const auto got = parse_api_error(429, "", R"({"error_code":"RESOURCE_EXHAUSTED","details":[5,
        {"@type":"type.googleapis.com/google.rpc.RequestInfo"},
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retry_delay":"1.5s"}]})");
    EXPECT_EQ(got.retry_delay, 1500ms);
}

TEST(ApiError, ReadsRetryInfoOfWhatIsCut) {
    const auto got = parse_api_error(429, "", R"({"error_code":"RESOURCE_EXHAUSTED","details":[5,
        {"@type":"type.googleapis.com/google.rpc.RequestInfo","retry_delay":"9s"},
        {"@type":"type.googleapis.com/google.rpc.RetryInfo","retry_delay":"1.5s"}],"message":"x)");
    EXPECT_EQ(got.retry_delay, 1500ms);
    EXPECT_EQ(got.message, "x");
}

TEST(ApiError, SaysWhatCouldNotBeRead) {
    http_response reply;
    reply.status = 403;
    reply.reason = "Forbidden";
    reply.trouble = "its body is encoded as `br`, which was not asked for";
    const auto why = failure_of(reply);
    EXPECT_TRUE(why.is(errc::refused));
    EXPECT_EQ(why.message, "Forbidden (its body is encoded as `br`, which was not asked for)");
    EXPECT_EQ(status_in(why), 403);
}

TEST(ApiError, QuotesForeignText) {
    http_response reply;
    reply.status = 403;
    reply.body =
        "{\"error_code\":\"PERMISSION_DENIED\",\"message\":\"a\\nb\\u001b[31m" + std::string(5000, 'x') + "\"}";
    const auto why = failure_of(reply);
    EXPECT_TRUE(why.is(errc::refused));
    EXPECT_LT(why.message.size(), 400U);
    EXPECT_EQ(why.message.find('\n'), std::string::npos);
    EXPECT_EQ(why.message.find('\x1b'), std::string::npos);
}

TEST(ApiError, NamesRedirects) {
    http_response reply;
    reply.status = 302;
    EXPECT_TRUE(failure_of(reply).is(errc::not_allowed));
    reply.headers = {{"LOCATION", "https://h/login.html?error=private-link-validation-error:123"}};
    EXPECT_TRUE(is_private_link_redirect(reply));
    EXPECT_THAT(failure_of(reply).message, ::testing::HasSubstr("private link"));
}

} // namespace
} // namespace canreach::crawler
