/// A throw-away certificate authority and one server certificate signed by it. No OpenSSL in this header.
#pragma once

#include <string>
#include <vector>

#include "model/error.hpp"

namespace canreach::simulator::detail {

struct certificates {
    std::string authority_pem; ///< for clients to trust
    std::string server_pem;
    std::string server_key_pem; ///< stays in memory
};

/// Valid for some days, for all `hosts`, `localhost`, 127.0.0.1 and ::1. The authority's key is forgotten at once.
[[nodiscard]] result<certificates> make_certificates(const std::vector<std::string>& hosts);

} // namespace canreach::simulator::detail
