/// What a run owns that asks the platform.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <utility>

#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/connection.hpp"
#include "crawler/crawl.hpp"
#include "crawler/detail/task_reader.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {

/// Used from the one thread of `executor`. `options` outlives it.
class session {
public:
    session(boost::asio::any_io_executor executor, const crawl_options& options)
        : options_(options), through_(std::move(executor), options) {}

    /// Call once, before anything else.
    [[nodiscard]] result<void> open() { return through_.open(); }
    /// The account as configured, or the one workspace with its id and account as it says itself. Of a workspace it
    /// also fails where the credentials are not accepted.
    [[nodiscard]] boost::asio::awaitable<result<crawl_site>> locate();

    [[nodiscard]] api_client& client() noexcept { return through_.client(); }
    [[nodiscard]] clock& time() noexcept { return through_.time(); }
    [[nodiscard]] const network_watch& network() const noexcept { return through_.network(); }

private:
    const crawl_options& options_;
    connection through_;
};

/// Makes the one workspace known where a crawl begins at one; nothing else.
void learn_only_workspace(const crawl_site& site, directory& known);

} // namespace canreach::crawler::detail
