#include "cli/login_flags.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <optional>
#include <utility>

#include "cli/environment.hpp"
#include "crawler/program.hpp"
#include "crawler/proxy.hpp"

namespace canreach::cli {
namespace {

std::optional<std::string> given(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

/// The first line of a file or of standard input. A secret is never an argument: arguments are seen by everyone.
result<crawler::secret> read_secret(const std::string& path) {
    std::string line;
    if (path == "-")
        std::getline(std::cin, line);
    else {
        std::ifstream file(path);
        if (!file) return fail(errc::not_found, fmt::format("cannot open the secret's file `{}`", printable(path)));
        std::getline(file, line);
    }
    while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
    crawler::secret read(line);
    crawler::wipe(line);
    if (read.empty())
        return fail(errc::bad_input, fmt::format("the secret's file `{}` begins with an empty line", printable(path)));
    return read;
}

/// The CA file by flag, else by the variables that curl, Python and OpenSSL know.
std::string ca_file_of(const login_flags& flags) {
    if (!flags.ca_file.empty()) return flags.ca_file;
    for (const auto* name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
        if (auto path = environment_variable(name)) return *path;
    return {};
}

} // namespace

void add_login_flags(CLI::App& command, login_flags& flags) {
    command.add_option("-p,--profile", flags.profile, "Profile of ~/.databrickscfg");
    command.add_option("--host", flags.host,
                       "Account host, e.g. https://accounts.azuredatabricks.net, or a workspace URL");
    command.add_option("--account-id", flags.account_id, "Account id");
    command.add_option("--client-id", flags.client_id,
                       "Application id of the crawling service principal, or of its Entra application");
    command
        .add_option("--client-secret-file", flags.client_secret_file, "File that holds the secret; - is standard input")
        ->type_name("PATH");
    command.add_option("--cloud", flags.cloud, "azure, aws or gcp, where the host's name does not tell");
    command.add_option("--azure-tenant-id", flags.azure_tenant_id, "Tenant of Entra ID, for azure-client-secret");
    command
        .add_option("--auth-type", flags.auth_type,
                    "Where several are configured: pat, oauth-m2m, env-oidc, file-oidc, github-oidc, "
                    "azure-client-secret, azure-cli or databricks-cli")
        ->type_name("TYPE");
    command
        .add_option("--ca-file", flags.ca_file,
                    "Certificates to trust (PEM). Default: $SSL_CERT_FILE, $REQUESTS_CA_BUNDLE, $CURL_CA_BUNDLE, else "
                    "the system's")
        ->type_name("PATH");
    command.add_flag("--allow-loopback", flags.allow_loopback,
                     "Also send credentials to this machine: for the simulator only");
}

std::string login_footer() {
    return "Credentials come from flags, then DATABRICKS_HOST, DATABRICKS_ACCOUNT_ID, DATABRICKS_CLIENT_ID,\n"
           "DATABRICKS_CLIENT_SECRET, DATABRICKS_TOKEN, ARM_CLIENT_ID, ARM_CLIENT_SECRET, ARM_TENANT_ID and the\n"
           "other variables of Databricks' SDKs, then the profile. A secret is never an argument.\n";
}

result<crawler::databricks_config> config_of(const login_flags& flags) {
    crawler::config_flags told;
    told.profile = given(flags.profile);
    told.host = given(flags.host);
    told.account_id = given(flags.account_id);
    told.client_id = given(flags.client_id);
    told.cloud = given(flags.cloud);
    told.azure_tenant_id = given(flags.azure_tenant_id);
    told.auth_type = given(flags.auth_type);
    if (!flags.client_secret_file.empty()) {
        auto secret = read_secret(flags.client_secret_file);
        if (!secret) return std::move(secret).error();
        told.client_secret = std::move(*secret);
    }
    return crawler::resolve_config(told, environment_variable, crawler::read_config_file, crawler::find_program);
}

result<crawler::transport_options> connection_of(const login_flags& flags) {
    const auto lower_or_upper = [](const char* lower, const char* upper) {
        auto value = environment_variable(lower);
        return value ? *value : environment_variable(upper).value_or("");
    };
    auto proxy =
        crawler::parse_proxy(lower_or_upper("https_proxy", "HTTPS_PROXY"), lower_or_upper("no_proxy", "NO_PROXY"));
    if (!proxy) return std::move(proxy).error();
    crawler::transport_options made;
    made.user_agent = fmt::format("canreach/{}", CANREACH_VERSION);
    made.ca_file = ca_file_of(flags);
    made.proxy = std::move(*proxy);
    made.loopback_plain_http = flags.allow_loopback;
    return made;
}

result<crawler::crawl_options> crawl_options_of(const login_flags& flags) {
    auto config = config_of(flags);
    if (!config) return std::move(config).error();
    auto connection = connection_of(flags);
    if (!connection) return std::move(connection).error();
    crawler::crawl_options made;
    made.config = std::move(*config);
    made.connection = std::move(*connection);
    made.allow_loopback = flags.allow_loopback;
    made.seed = static_cast<std::uint64_t>(std::chrono::system_clock::now().time_since_epoch().count());
    return made;
}

} // namespace canreach::cli
