#include "crawler/host_gate.hpp"

namespace canreach::crawler {

boost::asio::awaitable<host_gate::pass> host_gate::enter() {
    while (inside_ >= most_) co_await left_.wait();
    co_return pass(*this);
}

} // namespace canreach::crawler
