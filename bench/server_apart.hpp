/// A scripted server in a process of its own, so that its CPU time is not that of the client that is measured.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>

#include "tests/support/scripted_server.hpp"

namespace canreach::bench {

/// Answers every request with `reply`. Make it while this process has one thread only. The server keeps to the second
/// core, where there is one, and ends with this object.
class server_apart {
public:
    explicit server_apart(const support::scripted_reply& reply);
    server_apart(const server_apart&) = delete;
    server_apart& operator=(const server_apart&) = delete;
    ~server_apart();

    [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
    [[nodiscard]] const std::string& certificate() const noexcept { return certificate_; } ///< path of a PEM file

private:
    pid_t child_ = -1;
    int leash_ = -1; ///< closed: the server ends
    std::uint16_t port_ = 0;
    std::string certificate_;
};

} // namespace canreach::bench
