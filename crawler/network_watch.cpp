#include "crawler/network_watch.hpp"

#include <utility>

namespace canreach::crawler {
namespace {

constexpr unsigned failures_of_an_outage = 3;

} // namespace

void network_watch::failed(const std::string& host, const failure& why, std::chrono::steady_clock::time_point now) {
    if (!why.is(errc::network) && !why.is(errc::timed_out)) return;
    ++failures_;
    const auto since = seen_ ? seen_->since : now;
    seen_ = network_outage{since, host, why.message};
}

std::optional<network_outage> network_watch::outage() const {
    return failures_ < failures_of_an_outage ? std::nullopt : seen_;
}

boost::asio::awaitable<result<http_response>> watched_transport::send(http_request request, body_reader& body) {
    const auto host = request.where.host;
    auto reply = co_await inner_.send(std::move(request), body);
    if (reply)
        watch_.answered();
    else
        watch_.failed(host, reply.error(), clock_.now());
    co_return reply;
}

} // namespace canreach::crawler
