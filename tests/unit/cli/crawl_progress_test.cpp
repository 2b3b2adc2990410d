/// What a crawl shows while it runs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "cli/crawl_progress.hpp"

namespace canreach::cli {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

crawler::crawl_progress halfway() {
    crawler::crawl_counts grants;
    grants.known = 1200;
    grants.done = 590;
    grants.refused = 8;
    grants.failed = 2;
    grants.requests = 1500;
    grants.throttled = 30;
    grants.retries = 41;
    crawler::crawl_counts users;
    users.known = 2;
    users.done = 1;
    users.requests = 10;
    crawler::crawl_progress made{{{"grants", grants}, {"account-users", users}}, grants, 10s, {}};
    made.total += users;
    return made;
}

std::string shown_by(crawl_progress_display& display) {
    testing::internal::CaptureStderr();
    display.on_progress(halfway());
    return testing::internal::GetCapturedStderr();
}

TEST(CrawlProgress, OnATerminalTellsOfEachFamilyItsRateRefusalsAndThrottling) {
    crawl_progress_display display(crawl_progress_display::form::text, false, {true, 200, false});
    const auto text = shown_by(display);
    EXPECT_THAT(text, HasSubstr("600/1,200  150/s  8 refused  30 throttled  2 other gaps  11 retried"));
    EXPECT_THAT(text, HasSubstr("1/2  1/s  0 refused  0 throttled\n"));
    EXPECT_THAT(text, HasSubstr("601 of 1,202 tasks · 1,510 requests · 151/s · 10 gaps · 10 s"));
}

TEST(CrawlProgress, ElsewhereIsOneLineWithoutControls) {
    crawl_progress_display display(crawl_progress_display::form::text, false, {false, 0, false});
    const auto text = shown_by(display);
    EXPECT_EQ(text, "10 s: 601 of 1,202 tasks, 1,510 requests, 151/s, 30 throttled, 10 gaps\n");
    EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(CrawlProgress, TellsAtOnceOfANetworkThatIsDownAndThatItIsBack) {
    crawl_progress_display plain(crawl_progress_display::form::text, false, {false, 0, false});
    crawl_progress_display json(crawl_progress_display::form::json, false, {false, 0, false});
    crawl_progress_display live(crawl_progress_display::form::text, false, {true, 200, false});
    auto progress = halfway();
    const auto shown = [&](crawl_progress_display& display) {
        testing::internal::CaptureStderr();
        display.on_progress(progress);
        return testing::internal::GetCapturedStderr();
    };
    (void)shown(plain);
    (void)shown(json);
    progress.elapsed += 1s;
    EXPECT_EQ(shown(plain), "") << "between two lines nothing is told";
    progress.silence = crawler::silent_network{12'400ms, "accounts.azuredatabricks.net", "cannot connect: no\nroute"};
    const std::string text = "no reply since 12 s: asking accounts.azuredatabricks.net fails: cannot connect: no";
    EXPECT_THAT(shown(plain), HasSubstr("10 gaps; " + text));
    EXPECT_THAT(shown(json), HasSubstr(R"("no_reply":{"since_ms":12400,"host":"accounts.azuredatabricks.net","why":)"));
    EXPECT_THAT(shown(live), HasSubstr("\n  " + text));
    progress.elapsed += 1s;
    EXPECT_EQ(shown(plain), "");
    progress.silence.reset();
    EXPECT_THAT(shown(live), Not(HasSubstr("no reply")));
    EXPECT_EQ(shown(plain), "") << "one reply is not the end of it";
    EXPECT_EQ(shown(json), "");
    progress.elapsed += 5s;
    EXPECT_THAT(shown(plain), HasSubstr("10 gaps; replies again since 5 s\n"));
    EXPECT_THAT(shown(json), HasSubstr(R"("replies_since_ms":5000)"));
    progress.elapsed += 1s;
    EXPECT_EQ(shown(plain), "");
    progress.elapsed += 10s;
    EXPECT_THAT(shown(plain), AllOf(HasSubstr("10 gaps\n"), Not(HasSubstr("repl"))));
}

TEST(CrawlProgress, TellsAtIntervalsOfANetworkThatComesAndGoes) {
    crawl_progress_display plain(crawl_progress_display::form::text, false, {false, 0, false});
    auto progress = halfway();
    const crawler::silent_network silence{1200ms, "h", "cannot connect"};
    testing::internal::CaptureStderr();
    for (int half_seconds = 0; half_seconds < 120; ++half_seconds) {
        progress.elapsed += 500ms;
        progress.silence.reset();
        if (half_seconds % 4 < 3) progress.silence = silence;
        plain.on_progress(progress);
    }
    progress.silence.reset();
    for (int half_seconds = 0; half_seconds < 12; ++half_seconds) {
        progress.elapsed += 500ms;
        plain.on_progress(progress);
    }
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(std::ranges::count(text, '\n'), 8) << text; // at once, in a minute every ten seconds, at the end
    EXPECT_THAT(text, HasSubstr("replies again since 5 s\n"));
}

TEST(CrawlProgress, GoesOnWhenTimeIsCountedAnew) {
    crawl_progress_display plain(crawl_progress_display::form::text, false, {false, 0, false});
    crawler::crawl_progress progress;
    progress.elapsed = 300s;
    progress.silence = crawler::silent_network{300s, "h", "cannot connect"};
    testing::internal::CaptureStderr();
    plain.on_progress(progress);
    progress = halfway();
    progress.elapsed = 0s;
    plain.on_progress(progress);
    progress.elapsed = 5s;
    plain.on_progress(progress);
    progress.elapsed = 20s;
    plain.on_progress(progress);
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_THAT(text, HasSubstr("5 s: 601 of 1,202 tasks"));
    EXPECT_THAT(text, HasSubstr("20 s: 601 of 1,202 tasks"));
}

} // namespace
} // namespace canreach::cli
