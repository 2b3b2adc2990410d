/// The door out of whoever changes something: reads, as the crawler makes them, and of all other requests those that
/// were confirmed, byte for byte.
#pragma once

#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "crawler/allow_list.hpp"
#include "crawler/guarded_transport.hpp"
#include "crawler/http_message.hpp"
#include "crawler/transport.hpp"

namespace canreach::actions {

/// What a person has seen and agreed to.
class confirmed_requests {
public:
    void add(crawler::http_method method, const crawler::origin& where, const std::string& target,
             const std::string& body);
    [[nodiscard]] bool holds(const crawler::http_request& request) const;

private:
    std::set<std::tuple<crawler::http_method, crawler::origin, std::string, std::string>> requests_;
};

/// Fails with `not_allowed`, before a byte is sent, for everything else, and for hosts that are not on the list.
class confirmed_transport final : public crawler::transport {
public:
    confirmed_transport(crawler::transport& inner, crawler::endpoint_allow_list hosts, confirmed_requests confirmed)
        : reads_(inner, hosts), inner_(inner), hosts_(std::move(hosts)), confirmed_(std::move(confirmed)) {}
    [[nodiscard]] boost::asio::awaitable<result<crawler::http_response>> send(crawler::http_request request) override;

private:
    crawler::guarded_transport reads_;
    crawler::transport& inner_;
    crawler::endpoint_allow_list hosts_;
    confirmed_requests confirmed_;
};

} // namespace canreach::actions
