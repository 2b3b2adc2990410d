#include "crawler/transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace canreach::crawler {
namespace {

/// Documents of login and discovery are a few kilobytes.
constexpr std::size_t whole_limit_bytes = std::size_t{1} << 20U;

class whole_body final : public body_reader {
public:
    void held_up(std::chrono::steady_clock::duration by) override { waited += by; }
    void begin(std::size_t size) override {
        text.clear();
        text.reserve(std::min(size, whole_limit_bytes));
        too_large_ = false;
    }
    bool take(std::string_view piece) override {
        too_large_ = too_large_ || piece.size() > whole_limit_bytes - text.size();
        if (!too_large_) text += piece;
        return !too_large_;
    }
    result<void> end() override {
        if (too_large_)
            return fail(errc::limit_exceeded, fmt::format("a reply of more than {} bytes", whole_limit_bytes));
        return {};
    }

    std::string text;
    std::chrono::steady_clock::duration waited{};

private:
    bool too_large_ = false;
};

} // namespace

boost::asio::awaitable<result<http_response>> send_whole(transport& over, http_request request,
                                                         std::chrono::steady_clock::duration& waited) {
    whole_body body;
    auto reply = co_await over.send(std::move(request), body);
    waited += body.waited;
    if (!reply || !reply->is_success()) co_return reply;
    if (auto done = body.end(); !done) co_return std::move(done).error();
    reply->body = std::move(body.text);
    co_return reply;
}

boost::asio::awaitable<result<http_response>> send_whole(transport& over, http_request request) {
    std::chrono::steady_clock::duration ignored{};
    co_return co_await send_whole(over, std::move(request), ignored);
}

} // namespace canreach::crawler
