#include "bench/server_apart.hpp"

#include <array>
#include <cstdlib>
#include <sched.h>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <unistd.h>

namespace canreach::bench {
namespace {

[[noreturn]] void serve(const support::scripted_reply& reply, int tell, int leash) {
    cpu_set_t second;
    CPU_ZERO(&second);
    CPU_SET(1, &second);
    (void)::sched_setaffinity(0, sizeof second, &second);
    {
        support::scripted_server server([&reply](const std::string&, const std::string&) { return reply; });
        const auto said = std::to_string(server.port()) + " " + server.certificate().string() + "\n";
        if (::write(tell, said.data(), said.size()) != static_cast<ssize_t>(said.size())) ::_exit(1);
        ::close(tell);
        char ignored = 0;
        while (::read(leash, &ignored, 1) > 0) continue;
    }
    ::_exit(0);
}

} // namespace

server_apart::server_apart(const support::scripted_reply& reply) {
    std::array<int, 2> told{};
    std::array<int, 2> leash{};
    if (::pipe(told.data()) != 0 || ::pipe(leash.data()) != 0) throw std::runtime_error("no pipe");
    child_ = ::fork();
    if (child_ < 0) throw std::runtime_error("no process");
    if (child_ == 0) {
        ::close(told[0]);
        ::close(leash[1]);
        serve(reply, told[1], leash[0]);
    }
    ::close(told[1]);
    ::close(leash[0]);
    leash_ = leash[1];
    std::string said;
    std::array<char, 512> piece{};
    for (ssize_t count = 0; (count = ::read(told[0], piece.data(), piece.size())) > 0;)
        said.append(piece.data(), static_cast<std::size_t>(count));
    ::close(told[0]);
    const auto blank = said.find(' ');
    if (blank == std::string::npos) throw std::runtime_error("the server did not start");
    port_ = static_cast<std::uint16_t>(std::stoul(said));
    certificate_ = said.substr(blank + 1, said.size() - blank - 2);
}

server_apart::~server_apart() {
    ::close(leash_);
    ::waitpid(child_, nullptr, 0);
}

} // namespace canreach::bench
