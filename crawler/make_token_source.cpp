#include "crawler/make_token_source.hpp"

#include <optional>
#include <utility>
#include <vector>

#include "crawler/azure_cli_grant.hpp"
#include "crawler/cli_grant.hpp"
#include "crawler/entra_grant.hpp"
#include "crawler/identity_tokens.hpp"
#include "crawler/platform_grants.hpp"
#include "crawler/program.hpp"

namespace canreach::crawler {
namespace {

identity_token_source identity_of(const databricks_config& config) {
    const auto& from = config.identity_token;
    if (config.how == auth_method::file_oidc) return identity_token_from_file(from.file, read_config_file);
    if (config.how == auth_method::github_oidc) return identity_token_from_github(from.url, from.url_token);
    return identity_token_from_variable(from.token);
}

} // namespace

std::string login_host_of(const databricks_config& config) {
    if (config.how == auth_method::azure_client_secret) return config.entra.login_host;
    return std::string(config.how == auth_method::github_oidc ? github_token_zone : std::string_view{});
}

std::unique_ptr<token_source> make_token_source(boost::asio::any_io_executor executor, transport& sender, clock& time,
                                                const databricks_config& config, const retry_policy& policy,
                                                std::uint64_t seed) {
    if (config.how == auth_method::pat) return std::make_unique<pat_source>(config.host, config.token);
    std::optional<origin> account_host;
    if (config.account_level) account_host = config.host;
    platform_login who{config.client_id, config.account_id, account_host};
    token_client client(sender, time, policy, seed);
    std::unique_ptr<token_grant> grant;
    const program_runner run = [&time](std::vector<std::string> arguments) {
        return run_program(time, std::move(arguments), program_limits{});
    };
    switch (config.how) {
    case auth_method::pat: break;
    case auth_method::oauth_m2m:
        grant = std::make_unique<client_credentials_grant>(std::move(client), std::move(who), config.client_secret);
        break;
    case auth_method::env_oidc:
    case auth_method::file_oidc:
    case auth_method::github_oidc:
        grant = std::make_unique<token_exchange_grant>(std::move(client), std::move(who), identity_of(config),
                                                       config.identity_token.audience);
        break;
    case auth_method::azure_client_secret:
        grant = std::make_unique<entra_grant>(
            std::move(client), entra_grant::application{config.client_id, config.client_secret, config.azure_tenant_id,
                                                        config.entra, config.host});
        break;
    case auth_method::azure_cli:
        grant = std::make_unique<azure_cli_grant>(
            time, run, azure_cli_grant::login{config.cli_program, config.entra.resource, config.azure_tenant_id});
        break;
    case auth_method::databricks_cli:
        grant = std::make_unique<cli_grant>(
            time, run,
            cli_grant::login{config.cli_program, config.profile, config.account_id, config.host, config.account_level});
        break;
    }
    return std::make_unique<renewing_source>(std::move(executor), time, std::move(grant), std::move(account_host));
}

} // namespace canreach::crawler
