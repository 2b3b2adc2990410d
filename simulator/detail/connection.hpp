/// A connection of the simulator's server.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/system/error_code.hpp>

#include <chrono>
#include <utility>

namespace canreach::simulator::detail {

/// One TCP connection. Owned by its coroutine; the server only looks on to close it.
struct connection {
    explicit connection(boost::asio::ip::tcp::socket accepted)
        : socket(std::move(accepted)), timer(socket.get_executor()) {}
    boost::asio::ip::tcp::socket socket;
    boost::asio::steady_timer timer;
    std::chrono::steady_clock::time_point last_active = std::chrono::steady_clock::now();

    void close() {
        boost::system::error_code ignored;
        socket.close(ignored);
        timer.cancel();
    }
    /// Close with a reset instead of a farewell.
    void reset() {
        boost::system::error_code ignored;
        socket.set_option(boost::asio::socket_base::linger(true, 0), ignored);
        close();
    }
};

} // namespace canreach::simulator::detail
