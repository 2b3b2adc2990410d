/// Entra ID, which hands out tokens on Azure: its hosts and the platform's resource ids by cloud (databricks-api A.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace canreach::crawler {

struct entra_place {
    std::string login_host; ///< `login.microsoftonline.com`, …
    std::string resource;   ///< the application that tokens are asked for
};

/// By the environment's name (`public`, `usgovernment`, `china`, in any letter case), else by the zone that `host` lies
/// in; hosts outside of all zones (loopback) belong to the public cloud. Empty if there is no environment of that name.
[[nodiscard]] std::optional<entra_place> entra_place_of(std::string_view host, std::string_view environment);

} // namespace canreach::crawler
