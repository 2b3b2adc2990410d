/// A platform that only gives tokens: keeps what was asked, and finds nothing anywhere else.
#pragma once

#include <boost/asio/io_context.hpp>

#include <gtest/gtest.h>

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/allow_list.hpp"
#include "crawler/guarded_transport.hpp"
#include "fake_transport.hpp"
#include "manual_clock.hpp"

namespace canreach::crawler::testing {

inline const origin account{true, "accounts.azuredatabricks.net", 443};
inline const origin workspace{true, "adb-1.1.azuredatabricks.net", 443};

class login_platform {
public:
    using token_desk = std::function<result<http_response>(const http_request&)>;
    /// `login`: an identity service to be let through; `desk` answers what is posted.
    login_platform(std::string login, token_desk desk)
        : wire(context.get_executor(), [this](const http_request& r) { return answer(r); }),
          guarded(wire, endpoint_allow_list(cloud::azure, false, std::move(login))), time(context.get_executor()),
          desk_(std::move(desk)) {}

    boost::asio::io_context context;
    std::function<std::optional<http_response>(const http_request&)> special; ///< asked first, where it is set
    std::vector<std::string> asked;                                           ///< `POST host/path`
    fake_transport wire;
    guarded_transport guarded;
    manual_clock time;

private:
    result<http_response> answer(const http_request& request) {
        asked.push_back(std::string(name_of(request.method)) + " " + request.where.host + request.target);
        EXPECT_TRUE(request.headers.empty()); // nothing goes out but Authorization
        if (special)
            if (auto made = special(request)) return *made;
        return request.method == http_method::get ? reply(404) : desk_(request);
    }

    token_desk desk_;
};

} // namespace canreach::crawler::testing
