// Authentication replies and error bodies: never a crash, and never a token in a failure.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "crawler/api_error.hpp"
#include "crawler/azure_cli_grant.hpp"
#include "crawler/cli_grant.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/entra_grant.hpp"
#include "crawler/identity_tokens.hpp"
#include "crawler/rfc3339.hpp"
#include "tests/support/decoded.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    (void)support::decoded(crawler::decode_host_metadata, body);
    (void)support::decoded(crawler::decode_token_endpoint, body);
    if (const auto token = crawler::decode_token(body); token)
        for (const char c : token->access_token.reveal())
            if (c <= ' ' || c > '~') std::abort(); // it becomes a header line
    if (const auto token = crawler::decode_cli_token(body, {}); token && token->expires_in.count() <= 0) std::abort();
    if (const auto token = crawler::decode_azure_cli_token(body, {}); token && token->expires_in.count() <= 0)
        std::abort();
    if (const auto token = crawler::decode_github_token(body); token && token->empty()) std::abort();
    if (const auto tenant = crawler::tenant_in(body, {true, "login.microsoftonline.com", 443}); tenant)
        if (tenant->empty() || tenant->find('/') != std::string::npos) std::abort(); // it becomes a path segment
    (void)crawler::parse_rfc3339(body);
    for (const int status : {302, 400, 401, 403, 404, 429, 500, 503}) {
        crawler::http_response reply;
        reply.status = status;
        reply.body = std::string(body);
        const auto why = crawler::failure_of(reply);
        for (const char c : why.to_string())
            if (static_cast<unsigned char>(c) < 0x20) std::abort();
    }
    return 0;
}
