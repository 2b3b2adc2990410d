#include "crawler/network_watch.hpp"

#include <utility>

namespace canreach::crawler {
namespace {

constexpr unsigned failures_of_an_outage = 3;
constexpr std::chrono::seconds least_silence{1};

} // namespace

void network_watch::failed(const std::string& host, const failure& why, std::chrono::steady_clock::time_point now) {
    if (!why.is(errc::network) && !why.is(errc::timed_out)) return;
    ++failures_;
    const auto since = seen_ ? seen_->since : now;
    seen_ = network_outage{since, host, why.message};
}

std::optional<network_outage> network_watch::outage(std::chrono::steady_clock::time_point now) const {
    if (failures_ < failures_of_an_outage || now - seen_->since < least_silence) return std::nullopt;
    return seen_;
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
