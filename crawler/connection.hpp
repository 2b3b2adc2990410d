/// What asks the platform, put together from options: wire, guard, tokens, client, clock.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>
#include <utility>

#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/crawl.hpp"
#include "crawler/guarded_transport.hpp"
#include "crawler/network_watch.hpp"
#include "crawler/read_only.hpp"
#include "crawler/token_source.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// Used from the one thread of `executor`. `options` outlives it.
class connection {
public:
    /// `check` is asked about each request before it leaves; a crawl gives none and so only reads.
    connection(boost::asio::any_io_executor executor, const crawl_options& options,
               request_check check = check_read_only)
        : executor_(std::move(executor)), options_(options), check_(std::move(check)) {}

    /// Call once, before anything else. Fails where the certificates to trust cannot be read.
    [[nodiscard]] result<void> open();

    [[nodiscard]] api_client& client() noexcept { return *client_; }
    [[nodiscard]] clock& time() noexcept { return *clock_; }
    /// For requests without a token.
    [[nodiscard]] transport& wire() noexcept { return *guarded_; }
    [[nodiscard]] const network_watch& network() const noexcept { return watch_; }

private:
    [[nodiscard]] transport_options with_user_agent() const;

    boost::asio::any_io_executor executor_;
    const crawl_options& options_;
    request_check check_;
    std::unique_ptr<transport> wire_;
    std::unique_ptr<clock> clock_;
    network_watch watch_;
    std::optional<watched_transport> watched_;
    std::optional<guarded_transport> guarded_;
    std::unique_ptr<token_source> tokens_;
    std::optional<api_client> client_;
};

} // namespace canreach::crawler
