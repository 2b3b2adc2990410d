#include "crawler/connection.hpp"

#include <fmt/format.h>

#include <utility>

#include "crawler/allow_list.hpp"
#include "crawler/make_token_source.hpp"

namespace canreach::crawler {

result<void> connection::open() {
    auto made =
        options_.make_transport ? options_.make_transport(executor_) : make_tls_transport(executor_, with_user_agent());
    if (!made) return std::move(made).error();
    wire_ = std::move(*made);
    clock_ = options_.make_clock ? options_.make_clock(executor_) : make_system_clock(executor_);
    const auto& config = options_.config;
    watched_.emplace(*wire_, *clock_, watch_);
    guarded_.emplace(*watched_, endpoint_allow_list(config.where, options_.allow_loopback, login_host_of(config)),
                     check_);
    tokens_ = make_token_source(executor_, *guarded_, *clock_, config, options_.retry, options_.seed);
    client_.emplace(executor_, *guarded_, *tokens_, *clock_,
                    api_client::options{options_.retry, options_.governor, options_.seed + 1});
    return {};
}

transport_options connection::with_user_agent() const {
    auto made = options_.connection;
    made.user_agent += fmt::format(" lang/cpp os/linux auth/{}", name_of(options_.config.how));
    return made;
}

} // namespace canreach::crawler
