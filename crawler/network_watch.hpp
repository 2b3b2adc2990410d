/// Does anything answer at all? A network that is down is told while the crawl waits for it, not when it gives up.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <optional>
#include <string>

#include "crawler/clock.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

struct network_outage {
    std::chrono::steady_clock::time_point since; ///< the first failure after the last reply of anybody
    std::string host;                            ///< of the latest failure
    std::string why;
};

/// Knows what requests of all hosts came to.
class network_watch {
public:
    /// One reply, whatever its status, shows that there is a network.
    void answered() noexcept {
        failures_ = 0;
        seen_.reset();
    }
    /// Failures other than `network` and `timed_out` say nothing about it.
    void failed(const std::string& host, const failure& why, std::chrono::steady_clock::time_point now);
    /// Empty until several requests in a row have failed and nothing was heard of anybody for a second: one connection
    /// that breaks is no outage, nor are all those to one host that time out at once while others answer.
    [[nodiscard]] std::optional<network_outage> outage(std::chrono::steady_clock::time_point now) const;

private:
    unsigned failures_ = 0;
    std::optional<network_outage> seen_;
};

/// Passes everything on and tells the watch.
class watched_transport final : public transport {
public:
    watched_transport(transport& inner, clock& time, network_watch& watch)
        : inner_(inner), clock_(time), watch_(watch) {}
    [[nodiscard]] boost::asio::awaitable<result<http_response>> send(http_request request, body_reader& body) override;

private:
    transport& inner_;
    clock& clock_;
    network_watch& watch_;
};

} // namespace canreach::crawler
