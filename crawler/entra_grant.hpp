/// Tokens of Entra ID for an application with a secret (databricks-api A.2): `azure-client-secret`.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <string>
#include <string_view>

#include "crawler/entra.hpp"
#include "crawler/secret.hpp"
#include "crawler/token_client.hpp"
#include "crawler/token_grant.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// One token for every host. Only `Authorization` is ever sent with it: the headers for service management would let a
/// principal in that is not in the workspace, and could create it there as admin.
class entra_grant final : public token_grant {
public:
    struct application {
        std::string client_id;
        secret client_secret;
        std::string tenant_id; ///< empty: the configured host, a workspace, is asked
        entra_place place;
        origin configured_host;
    };
    entra_grant(token_client client, application who) : client_(std::move(client)), who_(std::move(who)) {}
    [[nodiscard]] boost::asio::awaitable<result<token_reply>> fetch(origin where) override;
    [[nodiscard]] bool is_for_all_hosts() const noexcept override { return true; }

private:
    boost::asio::awaitable<result<std::string>> find_tenant();

    token_client client_;
    application who_;
};

/// The tenant in the address that a workspace sends browsers to, `https://{login host}/{tenant}/oauth2/…`. Fails with
/// `malformed_reply` on other addresses.
[[nodiscard]] result<std::string> tenant_in(std::string_view location, const origin& login);

} // namespace canreach::crawler
