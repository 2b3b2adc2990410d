// A network that is down is told while the crawl waits for it.
#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "crawler/crawl.hpp"
#include "crawler/network_watch.hpp"
#include "fake_account.hpp"
#include "memory_sink.hpp"

namespace canreach::crawler {
namespace {

using namespace std::chrono_literals;

TEST(NetworkWatch, SeesAnOutageInFailuresThatNothingInterrupts) {
    const std::chrono::steady_clock::time_point start{};
    network_watch watch;
    const auto refused = fail(errc::network, "cannot connect: refused");
    watch.failed("a", refused, start);
    watch.failed("b", refused, start + 1s);
    EXPECT_FALSE(watch.outage(start + 5s)) << "a connection or two that break are no outage";
    watch.failed("c", fail(errc::timed_out, "the connect deadline passed"), start + 5s);
    const auto seen = watch.outage(start + 5s);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->since, start);
    EXPECT_EQ(seen->host, "c");
    EXPECT_EQ(seen->why, "the connect deadline passed");
    watch.answered();
    EXPECT_FALSE(watch.outage(start + 5s));
    for (int i = 0; i < 5; ++i) {
        watch.failed("a", fail(errc::malformed_reply, "the reply is no HTTP"), start);
        watch.failed("a", fail(errc::not_allowed, "never asked"), start);
    }
    EXPECT_FALSE(watch.outage(start + 9s)) << "somebody answers, or nobody was asked";
    watch.failed("a", refused, start + 9s);
    watch.answered();
    watch.failed("a", refused, start + 10s);
    watch.failed("a", refused, start + 11s);
    EXPECT_FALSE(watch.outage(start + 20s)) << "one workspace that cannot be reached beside others that answer";
}

TEST(NetworkWatch, SeesNoneInRequestsToOneHostThatTimeOutTogether) {
    const std::chrono::steady_clock::time_point start{};
    network_watch watch;
    for (int i = 0; i < 20; ++i) watch.failed("a", fail(errc::timed_out, "the connect deadline passed"), start);
    EXPECT_FALSE(watch.outage(start + 100ms));
    EXPECT_TRUE(watch.outage(start + 1s)) << "nobody answers, though";
    watch.answered();
    EXPECT_FALSE(watch.outage(start + 1s));
}

/// Remembers what it was told of the network.
class listener final : public crawl_observer {
public:
    void on_progress(const crawl_progress& progress) override {
        if (progress.silence) silences.push_back(*progress.silence);
        last = progress.silence;
    }
    void on_gap(const crawl_task&, const task_result&) override {}
    void on_note(const std::string&) override {}
    std::vector<silent_network> silences;
    std::optional<silent_network> last;
};

/// The account behind a network that is down for a while, in real time.
crawl_summary crawl_over(testing::fake_account& account, listener& observer, std::size_t up_until,
                         std::chrono::milliseconds down_for) {
    auto options = account.options();
    options.make_clock = {};
    options.governor.share_of_documented = 1e6;
    options.retry.base_delay = 20ms;
    options.retry.max_delay = 40ms;
    options.retry.max_retries = 10'000;
    options.progress_interval = 2ms;
    std::size_t asked = 0;
    std::optional<std::chrono::steady_clock::time_point> down_until;
    options.make_transport = [&](const boost::asio::any_io_executor& executor) -> result<std::unique_ptr<transport>> {
        return std::make_unique<testing::fake_transport>(
            executor, [&](const http_request& request) -> result<http_response> {
                const auto now = std::chrono::steady_clock::now();
                if (asked++ == up_until) down_until = now + down_for;
                if (down_until && now < *down_until)
                    return fail(errc::network, "cannot connect: Network is unreachable");
                return account.answer(request);
            });
    };
    testing::memory_sink sink;
    const auto made = run_crawl(options, sink, observer);
    EXPECT_TRUE(made) << made.error().to_string();
    return made ? *made : crawl_summary{};
}

TEST(NetworkWatch, TellsOfItInTheMiddleOfACrawl) {
    testing::fake_account account;
    listener observer;
    const auto made = crawl_over(account, observer, 20, 1300ms);
    ASSERT_FALSE(observer.silences.empty());
    EXPECT_EQ(observer.silences.front().why, "cannot connect: Network is unreachable");
    EXPECT_FALSE(observer.silences.front().host.empty());
    EXPECT_GE(observer.silences.back().since, observer.silences.front().since);
    EXPECT_FALSE(observer.last) << "at the end it is back";
    EXPECT_EQ(made.progress.total.failed, 0U);
}

TEST(NetworkWatch, TellsOfItBeforeTheAccountIsKnown) {
    testing::fake_account account;
    listener observer;
    (void)crawl_over(account, observer, 0, 1300ms);
    ASSERT_FALSE(observer.silences.empty());
    EXPECT_EQ(observer.silences.front().host, testing::account_host);
}

} // namespace
} // namespace canreach::crawler
