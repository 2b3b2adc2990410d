// A host is asked by no more than the documented number of requests at once, over all its lanes.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <map>
#include <string>
#include <vector>

#include "crawler/api_client.hpp"
#include "crawler/host_gate.hpp"
#include "fake_transport.hpp"
#include "manual_clock.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using testing::manual_clock;
using testing::reply;

/// Holds every request for a while and counts how many each host has.
class slow_transport final : public transport {
public:
    explicit slow_transport(asio::any_io_executor executor) : executor_(std::move(executor)) {}
    asio::awaitable<result<http_response>> send(http_request request, body_reader& body) override {
        const auto host = request.where.host;
        peak[host] = std::max(peak[host], ++now_[host]);
        for (int i = 0; i < 50; ++i) co_await asio::post(executor_, asio::use_awaitable);
        --now_[host];
        ++answered;
        body.begin(2);
        (void)body.take("{}");
        co_return reply(200);
    }
    std::map<std::string, unsigned> peak;
    unsigned answered = 0;

private:
    asio::any_io_executor executor_;
    std::map<std::string, unsigned> now_;
};

/// No credentials at all.
class no_tokens final : public token_source {
public:
    asio::awaitable<result<secret>> authorization(origin) override { co_return secret("Bearer t"); }
    void rejected(const origin&, const secret&) override {}
};

void ask_all(unsigned most, unsigned wanted_peak) {
    asio::io_context context;
    slow_transport wire(context.get_executor());
    no_tokens tokens;
    manual_clock time(context.get_executor());
    governor_options governor;
    governor.start_in_flight = most;
    governor.max_in_flight = most;
    api_client client(context.get_executor(), wire, tokens, time, {retry_policy{}, governor, 1});
    const std::vector<origin> hosts{{true, "adb-1.1.azuredatabricks.net", 443},
                                    {true, "adb-2.2.azuredatabricks.net", 443}};
    const std::vector<rate_class> lanes{rate_class::unity, rate_class::workspace_other, rate_class::workspace_settings,
                                        rate_class::account_other};
    constexpr unsigned each = 40;
    std::vector<request_counts> counts(hosts.size() * lanes.size() * each);
    std::size_t next = 0;
    unsigned done = 0;
    for (const auto& host : hosts)
        for (const auto lane : lanes)
            for (unsigned i = 0; i < each; ++i)
                asio::co_spawn(
                    context,
                    client.get(
                        host, "/x", lane, [](const json_document&) { return result<void>{}; }, counts[next++]),
                    [&done](std::exception_ptr, const result<void>& got) { done += got ? 1 : 0; });
    context.run();
    EXPECT_EQ(done, counts.size());
    EXPECT_EQ(wire.answered, counts.size());
    for (const auto& host : hosts)
        EXPECT_EQ(wire.peak[host.host], wanted_peak); // the lanes alone would make four times that
}

TEST(HostGate, HoldsForAllLanesOfAHostTogether) {
    ask_all(20, 20);
    ask_all(3, 3);
    ask_all(1, 1);
}

TEST(HostGate, LetsInWhoWaitsLongest) {
    asio::io_context context;
    host_gate gate(context.get_executor(), 1);
    std::vector<int> order;
    const auto visit = [&](int who) -> asio::awaitable<void> {
        const auto through = co_await gate.enter();
        order.push_back(who);
        co_await asio::post(context, asio::use_awaitable);
    };
    for (int who = 0; who < 5; ++who) asio::co_spawn(context, visit(who), asio::detached);
    context.run();
    EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
    EXPECT_EQ(gate.inside(), 0U);
}

} // namespace
} // namespace canreach::crawler
