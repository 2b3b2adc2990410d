// Who is given a connection when there are too few.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <exception>
#include <map>
#include <memory>
#include <string>

#include "crawler/detail/line_places.hpp"

namespace canreach::crawler::detail {
namespace {

namespace asio = boost::asio;

origin host_called(const std::string& name) {
    return {true, name, 443};
}

/// Counts what is open at once, and what was opened.
struct line_counts {
    std::size_t now = 0;
    std::size_t most = 0;
    std::size_t opened = 0;
};
struct counted_line {
    counted_line(line_counts& of, line_counts& everywhere) : mine(of), all(everywhere) {
        for (auto* counts : {&mine, &all}) {
            ++counts->opened;
            counts->most = std::max(counts->most, ++counts->now);
        }
    }
    counted_line(const counted_line&) = delete;
    counted_line& operator=(const counted_line&) = delete;
    ~counted_line() {
        --mine.now;
        --all.now;
    }
    line_counts& mine;
    line_counts& all;
};

/// Hosts that are asked by several workers each, one request after another.
struct busy_hosts {
    busy_hosts(std::size_t most_of_a_host, std::size_t most) : places(context.get_executor(), most_of_a_host, most) {}

    void ask(const std::string& host, int workers, int requests) {
        for (int i = 0; i < workers; ++i)
            asio::co_spawn(context, work(host, requests), [](const std::exception_ptr& thrown) {
                if (thrown) std::rethrow_exception(thrown);
            });
    }
    asio::awaitable<void> work(std::string host, int requests) {
        for (int i = 0; i < requests; ++i) {
            auto mine = co_await places.take(host_called(host));
            if (!mine.line) mine.line = std::make_unique<counted_line>(of_host[host], all);
            for (int step = 0; step < 5; ++step) co_await asio::post(context, asio::use_awaitable);
            ++answered[host];
            if (breaks > 0 && ++asked % breaks == 0) continue; // the line is of no more use
            mine.keep();
        }
        ended_after[host] = answered;
    }

    asio::io_context context;
    std::map<std::string, line_counts> of_host;
    line_counts all;
    line_places<counted_line> places;
    std::map<std::string, int> answered;
    std::map<std::string, std::map<std::string, int>> ended_after; ///< what others had been answered by then
    int breaks = 0;                                                ///< every so many requests; 0 = never
    int asked = 0;
};

TEST(LinePlaces, KeepsLinesOfAHostWithinItsBound) {
    busy_hosts of(3, 100);
    of.ask("a", 10, 50);
    of.context.run();
    EXPECT_EQ(of.answered["a"], 500);
    EXPECT_EQ(of.all.most, 3U);
    EXPECT_EQ(of.all.opened, 3U);
}

TEST(LinePlaces, GivesEachHostAnEqualPartAndClosesNoMoreForIt) {
    busy_hosts of(20, 24);
    of.ask("a", 20, 200);
    of.ask("b", 20, 200); // finds four places left
    for (const auto* late : {"c", "d", "e", "f"}) of.ask(late, 20, 200);
    of.context.run();
    EXPECT_LE(of.all.most, 24U);
    for (const auto* host : {"a", "b", "c", "d", "e", "f"}) {
        EXPECT_EQ(of.answered[host], 4000);
        // Whoever ends first has not left the others behind.
        for (const auto& [other, count] : of.ended_after[host])
            EXPECT_GT(count, 2000) << host << " ended before " << other;
    }
    EXPECT_LT(of.all.opened, 200U) << "of 24,000 requests";
}

TEST(LinePlaces, ServesMoreHostsThanThereArePlaces) {
    busy_hosts of(20, 4);
    of.breaks = 7;
    for (int i = 0; i < 12; ++i) of.ask("h" + std::to_string(i), 5, 20);
    of.context.run();
    for (int i = 0; i < 12; ++i) EXPECT_EQ(of.answered["h" + std::to_string(i)], 100) << i;
    EXPECT_LE(of.all.most, 4U);
}

TEST(LinePlaces, TakesIdleLinesFromWhoeverHasNoMoreToAsk) {
    busy_hosts of(20, 20);
    of.ask("a", 20, 1);
    of.context.run();
    EXPECT_EQ(of.all.now, 20U);
    of.ask("b", 30, 10);
    of.context.restart();
    of.context.run();
    EXPECT_EQ(of.answered["b"], 300);
    EXPECT_EQ(of.of_host["b"].most, 20U);
    EXPECT_EQ(of.of_host["a"].now, 0U);
}

TEST(LinePlaces, LosesNoPlaceToAWaitThatIsCancelled) {
    busy_hosts of(1, 1);
    asio::cancellation_signal stop;
    of.ask("a", 1, 3);
    bool cancelled = false;
    asio::co_spawn(of.context, of.work("b", 1),
                   asio::bind_cancellation_slot(
                       stop.slot(), [&](const std::exception_ptr& thrown) { cancelled = static_cast<bool>(thrown); }));
    of.ask("c", 1, 3);
    asio::post(of.context, [&] { stop.emit(asio::cancellation_type::terminal); });
    of.context.run();
    EXPECT_TRUE(cancelled);
    EXPECT_EQ(of.answered["a"], 3);
    EXPECT_EQ(of.answered["c"], 3);
    EXPECT_EQ(of.answered["b"], 0);
}

} // namespace
} // namespace canreach::crawler::detail
