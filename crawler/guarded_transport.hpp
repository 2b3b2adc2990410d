/// The one door out: nothing but reads, nothing but to allowed hosts.
#pragma once

#include "crawler/allow_list.hpp"
#include "crawler/transport.hpp"

namespace canreach::crawler {

/// Passes on what `check_read_only` and the allow-list let through; fails with `not_allowed` otherwise, before a byte
/// is sent. Requests without credentials (discovery) are held to the same hosts.
class guarded_transport final : public transport {
public:
    guarded_transport(transport& inner, endpoint_allow_list hosts) : inner_(inner), hosts_(hosts) {}
    [[nodiscard]] boost::asio::awaitable<result<http_response>> send(http_request request) override;

private:
    transport& inner_;
    endpoint_allow_list hosts_;
};

} // namespace canreach::crawler
