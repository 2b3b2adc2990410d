/// Whose account, as whom, and over which connection: what every command shares that talks to the platform.
#pragma once

#include <string>

#include "crawler/crawl.hpp"
#include "crawler/databricks_config.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace CLI {
class App;
} // namespace CLI

namespace canreach::cli {

struct login_flags {
    std::string profile, host, account_id, client_id, cloud, auth_type, azure_tenant_id;
    std::string client_secret_file; ///< `-`: standard input
    std::string ca_file;
    bool allow_loopback = false;
};

void add_login_flags(CLI::App& command, login_flags& flags);
/// What the help of such a command ends with.
[[nodiscard]] std::string login_footer();

/// Flags, then environment, then profile. A secret is read from the file or standard input, never from an argument.
[[nodiscard]] result<crawler::databricks_config> config_of(const login_flags& flags);
/// Trust, proxy and user agent.
[[nodiscard]] result<crawler::transport_options> connection_of(const login_flags& flags);

/// Both, with a seed from the clock: what every conversation with the platform begins with.
[[nodiscard]] result<crawler::crawl_options> crawl_options_of(const login_flags& flags);

} // namespace canreach::cli
