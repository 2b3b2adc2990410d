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
        ever_answered_ = true;
        failures_ = 0;
        seen_.reset();
    }
    /// Failures other than `network` and `timed_out` say nothing about it.
    void failed(const std::string& host, const failure& why, std::chrono::steady_clock::time_point now);
    /// Whether to try again what failed as `unreachable`. Once anybody has answered it passes like other trouble;
    /// before that a name is misspelt or a proxy wrong, so that after very few tries nothing is gained by waiting.
    [[nodiscard]] bool worth_another_try() noexcept;
    /// Empty until several requests in a row have failed and nothing was heard of anybody for a second: one connection
    /// that breaks is no outage, nor are all those to one host that time out at once while others answer.
    [[nodiscard]] std::optional<network_outage> outage(std::chrono::steady_clock::time_point now) const;

private:
    unsigned failures_ = 0;
    unsigned tries_at_the_start_ = 0;
    bool ever_answered_ = false;
    std::optional<network_outage> seen_;
};

/// Passes everything on and tells the watch. `unreachable` comes through only where no other try is worth it; else it
/// is `network`, like other trouble that passes.
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
