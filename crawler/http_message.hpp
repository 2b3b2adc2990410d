/// Requests and replies as the rest of the crawler sees them: values without any HTTP library.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/secret.hpp"
#include "crawler/url.hpp"

namespace canreach::crawler {

/// The last three change something: the crawler's own guard lets none of them pass (crawler/read_only.hpp).
enum class http_method : std::uint8_t { get, post, put, patch, remove };
[[nodiscard]] constexpr std::string_view name_of(http_method method) noexcept {
    switch (method) {
    case http_method::get: return "GET";
    case http_method::post: return "POST";
    case http_method::put: return "PUT";
    case http_method::patch: return "PATCH";
    case http_method::remove: return "DELETE";
    }
    return "?";
}

struct http_request {
    http_method method = http_method::get;
    origin where;
    std::string target = "/"; ///< path and query, percent-encoded
    secret authorization;     ///< value of the `Authorization` header; empty = none
    std::string content_type; ///< empty without a body
    secret body;              ///< the token request carries secrets, so every body is treated as one
    /// A file of a query's result in cloud storage: goes to hosts that must never see a token, and carries none.
    bool to_storage = false;
    /// To the identity service of a cloud or of GitHub, which lies outside of the platform: never with its tokens.
    bool to_login = false;
    std::vector<std::pair<std::string, std::string>> headers; ///< further ones; for requests to storage only
};

struct http_response {
    int status = 0;
    std::string reason; ///< as the server spelt it, bounded by the header limit
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body; ///< content encodings undone; of a success only by `send_whole`, else it went to a `body_reader`
    std::string trouble{}; ///< of a reply that is no success: why the body, or the rest of it, could not be read

    [[nodiscard]] bool is_success() const noexcept { return status >= 200 && status < 300; }
    /// The first header called `name`, in any letter case; empty if there is none.
    [[nodiscard]] std::string_view header(std::string_view name) const noexcept;
};

} // namespace canreach::crawler
