/// What a run owns that changes the platform or looks at it before, in the order of its making.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <optional>

#include "actions/confirmed_transport.hpp"
#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/crawl.hpp"
#include "crawler/token_source.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::actions {

/// Used from the one thread of `executor`. Takes of the options what says whom, where and how to ask; they outlive it.
class platform_session {
public:
    platform_session(boost::asio::any_io_executor executor, const crawler::crawl_options& options)
        : executor_(std::move(executor)), options_(options) {}

    /// Call once, before anything else.
    [[nodiscard]] result<void> open(confirmed_requests confirmed);
    [[nodiscard]] crawler::api_client& client() noexcept { return *client_; }
    [[nodiscard]] crawler::clock& time() noexcept { return *clock_; }

private:
    boost::asio::any_io_executor executor_;
    const crawler::crawl_options& options_;
    std::unique_ptr<crawler::transport> wire_;
    std::unique_ptr<crawler::clock> clock_;
    std::optional<confirmed_transport> guarded_;
    std::unique_ptr<crawler::token_source> tokens_;
    std::optional<crawler::api_client> client_;
};

} // namespace canreach::actions
