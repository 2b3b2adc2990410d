#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "crawler/fact_channel.hpp"
#include "memory_sink.hpp"
#include "run_awaitable.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using testing::memory_sink;
using testing::run_awaitable;

task_report report(std::size_t number, std::size_t facts = 0) {
    task_report made;
    made.task = {"grants", {}, {node_kind::table, "m", std::to_string(number)}, node_part::grants};
    made.facts.assign(facts, fact{member_fact{}});
    return made;
}

/// Notes the order; may be held up, may throw.
class slow_sink final : public fact_sink {
public:
    std::mutex gate;
    std::vector<std::string> order;
    bool flushed = false;
    bool throws = false;

    result<std::vector<crawl_task>> pending_tasks() override { return std::vector<crawl_task>{}; }
    result<void> add_tasks(std::vector<crawl_task>) override { return {}; }
    result<void> accept(task_report what) override {
        const std::scoped_lock lock(gate);
        if (throws) throw std::runtime_error("bad luck");
        order.push_back(what.task.about.id);
        return {};
    }
    result<void> flush() override {
        flushed = true;
        return {};
    }
};

asio::awaitable<result<void>> send_all(fact_channel& channel, std::size_t count, std::size_t weight) {
    for (std::size_t i = 0; i < count; ++i)
        if (auto sent = co_await channel.send(report(i, weight)); !sent) co_return sent;
    co_return co_await channel.finish();
}

TEST(FactChannel, KeepsTheOrderAndFlushes) {
    for (const std::size_t limit : {1U, 7U, 100'000U}) {
        asio::io_context context;
        slow_sink sink;
        fact_channel channel(context.get_executor(), sink, limit);
        EXPECT_TRUE(run_awaitable(context, send_all(channel, 2000, 3)));
        ASSERT_EQ(sink.order.size(), 2000U);
        for (std::size_t i = 0; i < 2000; ++i) EXPECT_EQ(sink.order[i], std::to_string(i));
        EXPECT_TRUE(sink.flushed);
    }
}

TEST(FactChannel, HoldsSendersBackWhileTheSinkIsSlow) {
    asio::io_context context;
    slow_sink sink;
    std::unique_lock held(sink.gate);
    fact_channel channel(context.get_executor(), sink, 10);
    std::size_t sent = 0;
    bool finished = false;
    const auto work = [&]() -> asio::awaitable<void> {
        for (std::size_t i = 0; i < 100; ++i) {
            EXPECT_TRUE(co_await channel.send(report(i, 5)));
            ++sent;
        }
        EXPECT_TRUE(co_await channel.finish());
        finished = true;
    };
    asio::co_spawn(context, work, [](std::exception_ptr error) { EXPECT_FALSE(error); });
    // One report may be in the sink's hands and a batch of them on its way; never all of them.
    for (int i = 0; i < 50; ++i) context.poll();
    EXPECT_LT(sent, 20U);
    EXPECT_FALSE(finished);
    held.unlock();
    context.run();
    EXPECT_TRUE(finished);
    EXPECT_EQ(sink.order.size(), 100U);
}

TEST(FactChannel, PassesTheSinksFailureOn) {
    asio::io_context context;
    memory_sink sink;
    sink.fail_at = 5;
    fact_channel channel(context.get_executor(), sink, 1);
    const auto done = run_awaitable(context, send_all(channel, 100, 1));
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(errc::storage));
    EXPECT_EQ(sink.ended().size(), 4U);
}

TEST(FactChannel, TurnsExceptionsOfTheSinkIntoFailures) {
    asio::io_context context;
    slow_sink sink;
    sink.throws = true;
    fact_channel channel(context.get_executor(), sink, 1);
    const auto done = run_awaitable(context, send_all(channel, 3, 1));
    ASSERT_FALSE(done);
    EXPECT_TRUE(done.error().is(errc::storage));
}

TEST(FactChannel, AcceptsWhatWasSentEvenWhenNobodyFinishes) {
    slow_sink sink;
    {
        asio::io_context context;
        fact_channel channel(context.get_executor(), sink, 100);
        const auto send = [&]() -> asio::awaitable<result<void>> { co_return co_await channel.send(report(1)); };
        EXPECT_TRUE(run_awaitable(context, send()));
    }
    EXPECT_EQ(sink.order.size(), 1U);
    EXPECT_TRUE(sink.flushed);
}

} // namespace
} // namespace canreach::crawler
