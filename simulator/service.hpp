/// The simulated platform without a network: a request in, a reply out.
///
/// Immutable after its construction, but for the SQL statements that it was given, permission assignments that were set
/// and what else was written to it; any thread may call it. Time is passed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/account.hpp"
#include "simulator/endpoints.hpp"
#include "simulator/target.hpp"

namespace canreach::simulator {

namespace detail {
class assignment_book;
class statement_book;
class write_book;
} // namespace detail

/// What clients log in with. Good for nothing but a simulated account, and worded so that nobody mistakes them.
struct credentials {
    std::string client_id = "00000000-0000-4000-8000-000000000001";
    std::string client_secret = "simulator-only-not-a-secret";
    std::string personal_token = "dapi-simulator-only-not-a-secret"; ///< accepted by workspace hosts only
    /// Of the same service principal in Entra ID, on Azure.
    std::string entra_tenant = "00000000-0000-4000-8000-0000000000aa";
    std::string entra_secret = "simulator-only-not-an-entra-secret";
    std::string identity_token = "simulator.only.not-an-identity-token"; ///< taken in exchange
};

/// Behaviour that the platform shows here or there.
struct service_options {
    credentials accepted;
    std::chrono::seconds token_lifetime{3600};
    bool account_token_on_workspaces = true;
    bool workspaces_reject_client = false; ///< their token endpoints answer `invalid_client`
    bool groups_list_has_members = false;  ///< the behaviour before August 2025
    bool identity_v2 = true;               ///< the direct members of a group are served page by page as well
    std::uint32_t empty_page_every = 4;    ///< every n-th page of a token list is empty; 0 = never
    bool rows_move = false;                ///< rows come in before the place while a SCIM list is read
    std::uint32_t page_limit = 0;          ///< upper bound of every page size; 0 = the contract's own
    bool caller_is_workspace_admin = true; ///< as `/Me` tells it, unless the client id is a service principal's
    std::uint64_t secret = 0;              ///< makes this server's tokens its own
    std::uint32_t rows_per_chunk = 1000;   ///< of the results of SQL statements
    std::uint32_t failing_statements = 0;  ///< of 1000 statements, how many fail when first submitted
    std::size_t inline_limit_bytes = 26'214'400;
    std::chrono::milliseconds link_lifetime{900'000}; ///< of external links
    bool accepts_writes = false;                      ///< otherwise whatever would change something is answered 405
    std::uint32_t conflicting_writes = 0;             ///< to each place, how many are answered 409 first
    std::chrono::milliseconds write_lag{0};           ///< until reads see what was written
};

/// A request as it came in; views live as long as the caller's buffers.
struct request {
    std::string_view method = "GET";
    std::string_view target;
    std::string_view host; ///< `Host` header, port included
    std::string_view authorization;
    std::string_view workspace_header; ///< `X-Databricks-Workspace-Id`
    std::string_view storage_key;      ///< `X-Simulated-Storage-Key`, of requests for files of results
    std::string_view body;
    bool tls = true;
};

struct reply {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Where a request goes.
struct call {
    endpoint to = endpoint::unknown;
    std::optional<workspace_index> where; ///< empty = the account host
    bool known_host = true;
    bool writes = false;      ///< a method other than GET where only GET is served
    bool known_write = false; ///< of these, one that is simulated too
    std::string host;         ///< lower case, without the port
    simulator::target target;
};

class service {
public:
    service(std::shared_ptr<const account> of, service_options options);
    ~service();
    service(const service&) = delete;
    service& operator=(const service&) = delete;

    [[nodiscard]] call locate(const request& what) const;
    [[nodiscard]] reply answer(const call& to, const request& what, std::chrono::milliseconds now) const;

    [[nodiscard]] const account& of() const { return *account_; }
    [[nodiscard]] const service_options& options() const { return options_; }
    /// What was written since it began, as one JSON object.
    [[nodiscard]] std::string written() const;
    /// The names that a certificate must hold: the account's own, of logins and results, and one a workspace.
    [[nodiscard]] std::vector<std::string> hosts() const;
    /// Whether a name is one of the account's hosts: what CONNECT may be asked for.
    [[nodiscard]] bool serves(std::string_view host) const;

private:
    struct login;
    [[nodiscard]] std::optional<reply> refuse_login(const call& to, const request& what,
                                                    std::chrono::milliseconds now) const;

    std::shared_ptr<const account> account_;
    service_options options_;
    std::unique_ptr<detail::assignment_book> assignments_;
    std::unique_ptr<detail::statement_book> statements_;
    std::unique_ptr<detail::write_book> written_;
    std::vector<principal_index> users_, service_principals_, groups_;
};

} // namespace canreach::simulator
