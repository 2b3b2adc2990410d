/// What a run owns that asks the platform, in the order of its making.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>

#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/crawl.hpp"
#include "crawler/detail/task_reader.hpp"
#include "crawler/guarded_transport.hpp"
#include "crawler/token_source.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {

/// Used from the one thread of `executor`. `options` outlives it.
class session {
public:
    session(boost::asio::any_io_executor executor, const crawl_options& options)
        : executor_(std::move(executor)), options_(options) {}

    /// Call once, before anything else.
    [[nodiscard]] result<void> open();
    /// The account as configured, or the one workspace with its id and account as it says itself. Of a workspace it
    /// also fails where the credentials are not accepted.
    [[nodiscard]] boost::asio::awaitable<result<crawl_site>> locate();

    [[nodiscard]] api_client& client() noexcept { return *client_; }
    [[nodiscard]] clock& time() noexcept { return *clock_; }

private:
    [[nodiscard]] transport_options with_user_agent() const;

    boost::asio::any_io_executor executor_;
    const crawl_options& options_;
    std::unique_ptr<transport> wire_;
    std::unique_ptr<clock> clock_;
    std::optional<guarded_transport> guarded_;
    std::unique_ptr<token_source> tokens_;
    std::optional<api_client> client_;
};

/// Makes the one workspace known where a crawl begins at one; nothing else.
void learn_only_workspace(const crawl_site& site, directory& known);

} // namespace canreach::crawler::detail
