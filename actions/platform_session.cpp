#include "actions/platform_session.hpp"

#include <utility>

#include "crawler/allow_list.hpp"
#include "crawler/make_token_source.hpp"

namespace canreach::actions {

result<void> platform_session::open(confirmed_requests confirmed) {
    auto made = options_.make_transport ? options_.make_transport(executor_)
                                        : crawler::make_tls_transport(executor_, options_.connection);
    if (!made) return std::move(made).error();
    wire_ = std::move(*made);
    clock_ = options_.make_clock ? options_.make_clock(executor_) : crawler::make_system_clock(executor_);
    const auto& config = options_.config;
    guarded_.emplace(
        *wire_, crawler::endpoint_allow_list(config.where, options_.allow_loopback, crawler::login_host_of(config)),
        std::move(confirmed));
    tokens_ = crawler::make_token_source(executor_, *guarded_, *clock_, config, options_.retry, options_.seed);
    client_.emplace(executor_, *guarded_, *tokens_, *clock_,
                    crawler::api_client::options{options_.retry, options_.governor, options_.seed + 1});
    return {};
}

} // namespace canreach::actions
