/// The little of URLs that a client of known hosts needs.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler {

/// Scheme, host and port: what a connection is made to.
struct origin {
    bool secure = true; ///< https
    std::string host;   ///< lower case, no brackets
    std::uint16_t port = 443;

    friend auto operator<=>(const origin&, const origin&) = default;
    /// `https://host`, with the port unless it is the scheme's own.
    [[nodiscard]] std::string to_string() const;
    /// Value of the `Host` header.
    [[nodiscard]] std::string authority() const;
};

/// A host and what is asked of it.
struct url {
    origin where;
    std::string target = "/"; ///< path and query, as written
};

/// Reads `https://host[:port][/path]`. A missing scheme means https. Fails with `bad_input` on user-info, fragments,
/// other schemes, odd characters and ports out of range.
[[nodiscard]] result<url> parse_url(std::string_view text);

/// `127.0.0.1`, `::1` or `localhost`.
[[nodiscard]] bool is_loopback(std::string_view host) noexcept;
/// Dotted decimal or anything holding a colon.
[[nodiscard]] bool is_ip_literal(std::string_view host) noexcept;

/// Everything but unreserved characters as `%XX`: for one path segment or one query value.
[[nodiscard]] std::string percent_encoded(std::string_view text);

} // namespace canreach::crawler
