/// A transport that asks a function, and delivers bodies in pieces as the real one does.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/transport.hpp"

namespace canreach::crawler::testing {

class fake_transport final : public transport {
public:
    using handler = std::function<result<http_response>(const http_request&)>;
    fake_transport(boost::asio::any_io_executor executor, handler answer)
        : executor_(std::move(executor)), answer_(std::move(answer)) {}

    boost::asio::awaitable<result<http_response>> send(http_request request, body_reader& body) override {
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
        auto made = answer_(request);
        if (!made || !made->is_success()) co_return made;
        const auto bytes = std::exchange(made->body, {});
        body.begin(bytes.size());
        bool wanted = true;
        for (std::size_t at = 0; wanted && at < bytes.size(); at += piece_bytes) {
            wanted = body.take(std::string_view(bytes).substr(at, piece_bytes));
            if (wanted && body.is_full()) wanted = co_await body.make_room();
        }
        co_return made;
    }

private:
    static constexpr std::size_t piece_bytes = 1000;
    boost::asio::any_io_executor executor_;
    handler answer_;
};

inline http_response reply(int status, std::string body = {},
                           std::vector<std::pair<std::string, std::string>> headers = {}) {
    return {status, "reason", std::move(headers), std::move(body)};
}

} // namespace canreach::crawler::testing
