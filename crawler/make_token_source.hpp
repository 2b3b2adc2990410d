/// From a configuration to the source of its tokens.
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <memory>
#include <string>

#include "crawler/clock.hpp"
#include "crawler/databricks_config.hpp"
#include "crawler/retry.hpp"
#include "crawler/token_source.hpp"
#include "crawler/transport.hpp"

namespace canreach::crawler {

/// The identity service outside of the platform that this login asks, as `endpoint_allow_list` takes it; empty if none.
[[nodiscard]] std::string login_host_of(const databricks_config& config);

/// `sender` must be the guarded one; it and `time` outlive the source.
[[nodiscard]] std::unique_ptr<token_source> make_token_source(boost::asio::any_io_executor executor, transport& sender,
                                                              clock& time, const databricks_config& config,
                                                              const retry_policy& policy, std::uint64_t seed);

} // namespace canreach::crawler
