#include "simulator/detail/http_text.hpp"

#include <boost/beast/http/status.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace canreach::simulator::detail {
namespace {

reply weather_reply(const weather_verdict& verdict, std::string_view code, std::string_view message) {
    reply made;
    made.status = verdict.status;
    made.body = fmt::format(R"({{"error_code":"{}","message":"{}"}})", code, message);
    if (!verdict.retry_after.empty()) made.headers.emplace_back("Retry-After", verdict.retry_after);
    return made;
}

} // namespace

void take_absolute_form(request& what) {
    constexpr std::string_view scheme = "http://";
    if (!what.target.starts_with(scheme)) return;
    const auto rest = what.target.substr(scheme.size());
    const auto slash = std::min(rest.find('/'), rest.size());
    what.host = rest.substr(0, slash);
    what.target = slash < rest.size() ? rest.substr(slash) : std::string_view("/");
}

void write_head(std::string& out, const reply& made, bool keep_alive) {
    const auto reason = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(made.status));
    fmt::format_to(std::back_inserter(out), "HTTP/1.1 {} {}\r\nServer: databricks\r\nContent-Type: {}\r\n", made.status,
                   std::string_view(reason.data(), reason.size()), made.content_type);
    for (const auto& [name, value] : made.headers) fmt::format_to(std::back_inserter(out), "{}: {}\r\n", name, value);
    fmt::format_to(std::back_inserter(out), "Content-Length: {}\r\n{}\r\n", made.body.size(),
                   keep_alive ? "" : "Connection: close\r\n");
}

std::optional<reply> bad_weather(const weather_verdict& verdict, std::string_view target) {
    switch (verdict.what) {
    case weather_kind::refuse:
        return weather_reply(verdict, "PERMISSION_DENIED", "This endpoint is refused here by the simulator.");
    case weather_kind::throttle:
        return weather_reply(verdict, "RESOURCE_EXHAUSTED", "Too many requests. Please wait a while and retry.");
    case weather_kind::fault:
        if (verdict.status == 500 && verdict.retry_after.empty() && target.size() % 2 == 0) {
            reply page; // a gateway's page instead of the API's own words (databricks-api, C.1)
            page.status = 500;
            page.content_type = "text/html";
            page.body = "<html><head><title>500 Internal Server Error</title></head>"
                        "<body><pre>upstream connect error</pre></body></html>";
            return page;
        }
        return weather_reply(verdict, verdict.status == 503 ? "TEMPORARILY_UNAVAILABLE" : "INTERNAL_ERROR",
                             "The simulated weather is bad. Please try again later.");
    default: return std::nullopt;
    }
}

reply wants_tls() {
    reply made;
    made.status = 400;
    made.content_type = "text/plain";
    made.body = "Client sent an HTTP request to an HTTPS server.\n";
    return made;
}

std::string_view answer_to_connect(bool allowed) {
    return allowed ? "HTTP/1.1 200 Connection established\r\n\r\n"
                   : "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

std::string_view too_large() {
    return "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
}

} // namespace canreach::simulator::detail
