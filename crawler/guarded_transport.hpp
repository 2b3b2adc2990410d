/// The one door out: nothing but reads, nothing but to allowed hosts.
#pragma once

#include <utility>

#include "crawler/allow_list.hpp"
#include "crawler/read_only.hpp"
#include "crawler/transport.hpp"

namespace canreach::crawler {

/// Passes on what the check (of a crawl: `check_read_only`) and the allow-list let through; fails with `not_allowed`
/// otherwise, before a byte is sent. Requests without credentials (discovery) are held to the same hosts.
class guarded_transport final : public transport {
public:
    guarded_transport(transport& inner, endpoint_allow_list hosts, request_check check = check_read_only)
        : inner_(inner), hosts_(hosts), check_(std::move(check)) {}
    [[nodiscard]] boost::asio::awaitable<result<http_response>> send(http_request request, body_reader& body) override;

private:
    transport& inner_;
    endpoint_allow_list hosts_;
    request_check check_;
};

} // namespace canreach::crawler
