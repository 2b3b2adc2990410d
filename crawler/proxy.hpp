/// Which requests go through a proxy: `HTTPS_PROXY` and `NO_PROXY`, as values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/secret.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// A proxy that is asked to CONNECT, and whom not to ask it for.
struct proxy_settings {
    std::optional<origin> through;
    secret authorization;                ///< value of `Proxy-Authorization`, from user-info in the proxy's URL
    std::vector<std::string> exceptions; ///< of NO_PROXY, lower case

    /// The proxy for a connection to `where`; null for a direct one. Only https goes through a proxy.
    [[nodiscard]] const origin* for_origin(const origin& where) const noexcept;
};

/// Reads the values of `HTTPS_PROXY` (`http://[user:password@]host:port`, scheme optional) and `NO_PROXY` (names,
/// `.suffixes`, `*`, separated by commas; a name covers its subdomains; ports are honoured). Empty values mean none.
/// Fails with `bad_input`, or `unsupported` for a proxy that wants TLS or SOCKS.
[[nodiscard]] result<proxy_settings> parse_proxy(std::string_view https_proxy, std::string_view no_proxy);

} // namespace canreach::crawler
