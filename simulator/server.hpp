/// The simulated account on a loopback port: HTTPS, HTTP CONNECT and, by option, plain HTTP, all on the same port.
///
/// Requests are routed by `Host`: the account's host, a workspace's host, or loopback itself (= the account host,
/// workspaces by the header `X-Databricks-Workspace-Id`). A client that is told to use the port as its HTTPS proxy and
/// to trust the authority of `ca_file` reaches all hosts by their real-looking names.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

#include "model/error.hpp"
#include "simulator/account.hpp"
#include "simulator/service.hpp"
#include "simulator/stats.hpp"
#include "simulator/weather.hpp"

namespace canreach::simulator {

struct server_options {
    std::shared_ptr<const account> serves;
    service_options service;
    weather_config weather;
    std::uint16_t port = 0;        ///< 0 = any free one
    bool plain_http = false;       ///< also answer API calls without TLS; statistics always do
    std::filesystem::path ca_file; ///< where the authority's certificate is written (PEM); empty = nowhere

    std::chrono::seconds idle_limit{60}; ///< a connection that says nothing for so long is closed
    std::size_t header_limit_bytes = 32 * 1024;
    std::size_t body_limit_bytes = 64 * 1024;
    std::size_t most_connections = 4096;
};

/// Runs in one thread of its own from `start()` until `stop()` or destruction.
class server {
public:
    /// Fails with `bad_input` (no account), `network` (the port is taken) or `storage` (the authority's file).
    [[nodiscard]] static result<std::unique_ptr<server>> start(server_options options);
    ~server();
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] const std::string& authority_pem() const;
    /// At this moment; any thread.
    [[nodiscard]] simulator::stats stats() const;
    /// What was written to the account since it began, as one JSON object; any thread.
    [[nodiscard]] std::string writes() const;
    /// Closes all connections and waits for the thread. Again: nothing. Any thread but the server's own.
    void stop();

private:
    class impl;
    explicit server(std::unique_ptr<impl> made);
    std::unique_ptr<impl> impl_;
};

} // namespace canreach::simulator
