/// A scripted server over TLS and a transport that trusts it.
#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "crawler/transport.hpp"
#include "run_awaitable.hpp"
#include "tests/support/scripted_server.hpp"

namespace canreach::crawler::testing {

/// A server, a transport that trusts it, and a place to run.
struct transport_fixture {
    explicit transport_fixture(support::scripted_server::script play) : server(std::move(play)) {
        options.ca_file = server.certificate().string();
        options.read_deadline = std::chrono::seconds(5);
    }
    transport& wire() {
        if (!made) made = make_tls_transport(context.get_executor(), options).value();
        return *made;
    }
    http_request request(std::string target = "/x") const {
        http_request one;
        one.where = {true, "127.0.0.1", server.port()};
        one.target = std::move(target);
        one.authorization = secret("Bearer hunter2");
        return one;
    }
    result<http_response> get(std::string target = "/x") {
        return run_awaitable(context, send_whole(wire(), request(std::move(target))));
    }
    result<http_response> send(http_request what) {
        return run_awaitable(context, send_whole(wire(), std::move(what)));
    }

    boost::asio::io_context context;
    support::scripted_server server;
    transport_options options;
    std::unique_ptr<transport> made;
};

} // namespace canreach::crawler::testing
