#include "crawler/api_error.hpp"

#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "crawler/detail/error_fields.hpp"
#include "crawler/detail/json_fields.hpp"
#include "crawler/retry_after.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;

constexpr std::size_t message_limit_bytes = 2048;

std::string cut(std::string_view text) {
    return std::string(text.substr(0, message_limit_bytes));
}

bool is_code(std::string_view text) {
    return text.size() > 2 && text.size() < 80 && std::ranges::all_of(text, [](char c) {
               return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
           });
}

std::optional<std::chrono::milliseconds> retry_info(const json::object& body) {
    for (const auto& detail : detail::array_in(body, "details")) {
        const auto* entry = detail.if_object();
        if (entry == nullptr || !detail::text_in(*entry, "@type").ends_with("google.rpc.RetryInfo")) continue;
        return parse_retry_after(detail::text_in(*entry, "retry_delay"), {});
    }
    return std::nullopt;
}

api_error from_object(int status, const json::object& body) {
    api_error made;
    if (const auto text = detail::text_in(body, "error_code"); !text.empty()) {
        made.code = cut(text);
        made.message = cut(detail::text_in(body, "message"));
    } else if (detail::has(body, "detail") || detail::has(body, "scimType")) {
        made.code = fmt::format("SCIM_{}", status);
        const auto said = detail::text_in(body, "detail");
        made.message = cut(trimmed(fmt::format("{} {}", detail::text_in(body, "scimType"),
                                               said == "null" ? std::string_view{"internal error"} : said)));
    } else if (const auto summary = detail::text_in(body, "errorSummary"); !summary.empty()) {
        made.code = cut(detail::text_in(body, "errorCode"));
        made.message = cut(summary);
    } else if (const auto described = detail::text_in(body, "error_description"); !described.empty()) {
        made.code = cut(detail::text_in(body, "error"));
        made.message = cut(described);
    } else if (const auto plain = detail::text_in(body, "error"); !plain.empty()) {
        made.message = cut(plain);
    } else {
        made.message = cut(detail::text_in(body, "message"));
    }
    made.retry_delay = retry_info(body);
    return made;
}

/// Text between `<pre>` or `<title>` tags.
std::string_view html_text(std::string_view body) {
    for (const std::string_view tag : {"pre", "title"}) {
        const auto open = body.find(fmt::format("<{}", tag));
        if (open == std::string_view::npos) continue;
        const auto start = body.find('>', open);
        if (start == std::string_view::npos) continue;
        const auto end = body.find(fmt::format("</{}", tag), start);
        if (end == std::string_view::npos) continue;
        return trimmed(body.substr(start + 1, end - start - 1));
    }
    return {};
}

} // namespace

api_error parse_api_error(int status, std::string_view reason, std::string_view body) {
    const auto text = trimmed(body);
    if (text.starts_with('{')) {
        const auto parsed = detail::parse_json(text);
        if (parsed)
            if (const auto* object = parsed->root().if_object()) return from_object(status, *object);
        detail::error_fields fields; // what can be read of it, then
        fields.take(text);
        if (const auto kept = fields.kept(); !kept.empty()) return from_object(status, kept);
    }
    api_error made;
    if (text.empty()) {
        made.message = cut(reason);
    } else if (text.starts_with('<')) {
        const auto inner = html_text(text);
        made.message = cut(inner.empty() ? reason : inner);
    } else if (const auto colon = text.find(": "); colon != std::string_view::npos && is_code(text.substr(0, colon))) {
        made.code = std::string(text.substr(0, colon));
        made.message = cut(text.substr(colon + 2));
    } else {
        made.message = cut(text);
    }
    return made;
}

errc classify(int status, const api_error& error) {
    const std::string_view code = error.code;
    const auto is_one_of = [code](std::initializer_list<std::string_view> names) {
        return std::ranges::find(names, code) != names.end();
    };
    if (code == "FEATURE_DISABLED") return errc::refused;
    if (is_one_of({"PERMISSION_DENIED", "FORBIDDEN", "SCIM_403"})) return errc::refused;
    if (is_one_of({"UNAUTHENTICATED", "UNAUTHORIZED", "SCIM_401"})) return errc::unauthenticated;
    if (is_one_of({"RESOURCE_DOES_NOT_EXIST", "NOT_FOUND", "ENDPOINT_NOT_FOUND", "SCIM_404"}) ||
        code.ends_with("_DOES_NOT_EXIST"))
        return errc::vanished;
    if (is_one_of({"RESOURCE_EXHAUSTED", "REQUEST_LIMIT_EXCEEDED", "TOO_MANY_REQUESTS", "RATE_LIMIT_EXCEEDED",
                   "TEMPORARILY_UNAVAILABLE", "SERVICE_UNDER_MAINTENANCE"}))
        return errc::throttled;
    if (status == 400 && error.message.find(" does not exist") != std::string::npos) return errc::vanished;
    switch (status) {
    case 401: return errc::unauthenticated;
    case 403: return errc::refused;
    case 404: return errc::vanished;
    case 429:
    case 503: return errc::throttled;
    default: break;
    }
    if (status >= 500) return errc::server_fault;
    if (status >= 300 && status < 400) return errc::not_allowed;
    return errc::malformed_reply;
}

bool is_passing(int status, const api_error& error) {
    switch (status) {
    case 429:
    case 500:
    case 502:
    case 503:
    case 504: return true;
    default: break;
    }
    if (classify(status, error) == errc::throttled) return true;
    // databricks-api C.2: the messages that the platform's own clients take as passing.
    constexpr std::array<std::string_view, 8> passing{
        "com.databricks.backend.manager.util.UnknownWorkerEnvironmentException",
        "does not have any associated worker environments",
        "There is no worker environment with id",
        "Unknown worker environment",
        "ClusterNotReadyException",
        "Unexpected error",
        "Please try again later or try a faster operation.",
        "RPC token bucket limit has been exceeded",
    };
    return std::ranges::any_of(passing,
                               [&](std::string_view part) { return error.message.find(part) != std::string::npos; });
}

bool is_private_link_redirect(const http_response& reply) {
    return reply.status >= 300 && reply.status < 400 &&
           reply.header("location").find("login.html?error=private-link-validation-error") != std::string_view::npos;
}

failure failure_of(const http_response& reply) {
    if (is_private_link_redirect(reply))
        return fail(errc::refused, "the workspace is reachable over private link only")
            .with("http_status", std::to_string(reply.status))
            .hinting("run the crawl from a network that the workspace allows");
    if (reply.status >= 300 && reply.status < 400)
        return fail(errc::not_allowed, "the server answered with a redirect, which is never followed")
            .with("http_status", std::to_string(reply.status));
    const auto error = parse_api_error(reply.status, reply.reason, reply.body);
    auto text = error.message.empty() ? std::string("no reason given")
                                      : printable(error.message, reply.trouble.empty() ? 300 : 100);
    if (!reply.trouble.empty()) text += fmt::format(" ({})", printable(reply.trouble, 200));
    auto made = fail(classify(reply.status, error), std::move(text)).with("http_status", std::to_string(reply.status));
    if (!error.code.empty()) made = std::move(made).with("error_code", printable(error.code, 80));
    return made;
}

int status_in(const failure& why) {
    for (const auto& [key, value] : why.context)
        if (key == "http_status") return std::stoi(value);
    return 0;
}

} // namespace canreach::crawler
