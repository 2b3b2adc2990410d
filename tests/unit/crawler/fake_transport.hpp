/// A transport that asks a function.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/transport.hpp"

namespace canreach::crawler::testing {

class fake_transport final : public transport {
public:
    using handler = std::function<result<http_response>(const http_request&)>;
    fake_transport(boost::asio::any_io_executor executor, handler answer)
        : executor_(std::move(executor)), answer_(std::move(answer)) {}

    boost::asio::awaitable<result<http_response>> send(http_request request) override {
        co_await boost::asio::post(executor_, boost::asio::use_awaitable);
        co_return answer_(request);
    }

private:
    boost::asio::any_io_executor executor_;
    handler answer_;
};

inline http_response reply(int status, std::string body = {},
                           std::vector<std::pair<std::string, std::string>> headers = {}) {
    return {status, "reason", std::move(headers), std::move(body)};
}

} // namespace canreach::crawler::testing
