// What a read makes of the replies that it gets: asks again, reports, and how long it goes on.
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>

#include "crawler/api_client.hpp"
#include "crawler/api_error.hpp"
#include "fake_transport.hpp"
#include "manual_clock.hpp"
#include "run_awaitable.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;
using ::testing::HasSubstr;
using testing::manual_clock;
using testing::reply;
using namespace std::chrono_literals;

class any_token final : public token_source {
public:
    asio::awaitable<result<secret>> authorization(origin) override { co_return secret("Bearer t"); }
    void rejected(const origin&, const secret&) override {}
};

/// Plays replies; the last one again and again.
struct client_fixture {
    result<void> ask() {
        testing::fake_transport wire(context.get_executor(), [this](const http_request&) {
            auto next = play.front();
            if (play.size() > 1) play.pop_front();
            return next;
        });
        api_client client(context.get_executor(), wire, tokens, time, {});
        return testing::run_awaitable(context, client.get(
                                                   {true, "h.azuredatabricks.net", 443}, "/x", rate_class::unity,
                                                   [](const json_document&) { return result<void>{}; }, counts));
    }
    static http_response broken(int status, std::string body, std::string trouble) {
        auto made = reply(status, std::move(body));
        made.trouble = std::move(trouble);
        return made;
    }

    asio::io_context context;
    manual_clock time{context.get_executor()};
    any_token tokens;
    request_counts counts;
    std::deque<http_response> play;
};

TEST(ApiClient, DecidesByTheStatusOfAnErrorThatCannotBeRead) {
    struct row {
        int status;
        errc means;
        unsigned requests; ///< by the rules for that status
    };
    for (const auto& [status, means, requests] : std::vector<row>{{403, errc::refused, 1},
                                                                  {404, errc::vanished, 1},
                                                                  {503, errc::throttled, 9},
                                                                  {500, errc::server_fault, 9},
                                                                  // It might say anything: the next one may be whole.
                                                                  {400, errc::malformed_reply, 4}}) {
        SCOPED_TRACE(status);
        client_fixture f;
        f.play = {client_fixture::broken(status, "", "its body is encoded as `br`, which was not asked for")};
        const auto got = f.ask();
        ASSERT_FALSE(got);
        EXPECT_TRUE(got.error().is(means)) << got.error().to_string();
        EXPECT_EQ(status_in(got.error()), status);
        EXPECT_EQ(f.counts.requests, requests);
        EXPECT_THAT(got.error().message, HasSubstr("encoded as `br`"));
    }
}

TEST(ApiClient, GoesByWhatCanBeReadOfAnError) {
    client_fixture f;
    f.play = {client_fixture::broken(400, R"({"error_code":"PERMISSION_DENIED","message":"no)", "cut")};
    auto got = f.ask();
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().is(errc::refused));
    EXPECT_EQ(f.counts.requests, 1U);

    client_fixture whole_at_last;
    whole_at_last.play = {client_fixture::broken(400, "", "the connection broke"),
                          reply(400, R"({"error_code":"INVALID","message":"Job 1 does not exist."})")};
    got = whole_at_last.ask();
    ASSERT_FALSE(got);
    EXPECT_TRUE(got.error().is(errc::vanished));
    EXPECT_EQ(whole_at_last.counts.requests, 2U);
}

/// Has to be waited for, longer than a request may take with all that is tried.
class slow_reader final : public body_reader {
public:
    slow_reader(manual_clock& time, std::chrono::seconds each) : time_(time), each_(each) {}
    void begin(std::size_t) override {}
    bool take(std::string_view) override {
        full_ = true;
        return true;
    }
    bool is_full() const noexcept override { return full_; }
    asio::awaitable<bool> make_room() override {
        time_.advance(each_);
        full_ = false;
        co_return true;
    }
    result<void> end() override { return {}; }

private:
    manual_clock& time_;
    std::chrono::seconds each_;
    bool full_ = false;
};

/// Every reply breaks after a piece, the last excepted.
class breaking_transport final : public transport {
public:
    explicit breaking_transport(unsigned breaks) : breaks_(breaks) {}
    asio::awaitable<result<http_response>> send(http_request, body_reader& body) override {
        body.begin(0);
        if (body.take("x") && body.is_full()) (void)co_await body.make_room();
        if (breaks_ == 0) co_return reply(200);
        --breaks_;
        co_return fail(errc::network, "the connection broke");
    }

private:
    unsigned breaks_;
};

TEST(ApiClient, CountsNoWaitingForTheReaderAgainstTheBudget) {
    asio::io_context context;
    manual_clock time(context.get_executor());
    any_token tokens;
    breaking_transport wire(3);
    api_client client(context.get_executor(), wire, tokens, time, {});
    slow_reader body(time, 400s); // the budget is 300 s
    request_counts counts;
    const auto got = testing::run_awaitable(
        context, client.get_from_storage({{true, "x.blob.core.windows.net", 443}, "/f"}, {}, body, counts));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(counts.requests, 4U);
}

/// Has no connection for longer than a request may take with all that is tried; then it breaks, the last one excepted.
class crowded_transport final : public transport {
public:
    crowded_transport(manual_clock& time, unsigned breaks) : time_(time), breaks_(breaks) {}
    asio::awaitable<result<http_response>> send(http_request, body_reader& body) override {
        time_.advance(400s); // the budget is 300 s
        body.held_up(400s);
        body.begin(0);
        if (breaks_ == 0) co_return reply(200);
        --breaks_;
        co_return fail(errc::network, "the connection broke");
    }

private:
    manual_clock& time_;
    unsigned breaks_;
};

TEST(ApiClient, CountsNoWaitingForAConnectionAgainstTheBudget) {
    asio::io_context context;
    manual_clock time(context.get_executor());
    any_token tokens;
    crowded_transport wire(time, 3);
    api_client client(context.get_executor(), wire, tokens, time, {});
    ignored_body body;
    request_counts counts;
    const auto got = testing::run_awaitable(
        context, client.get({true, "h.azuredatabricks.net", 443}, "/x", rate_class::unity, body, counts));
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(counts.requests, 4U);
}

} // namespace
} // namespace canreach::crawler
