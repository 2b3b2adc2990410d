/// How many requests one host has in flight, whatever they ask for.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <utility>

#include "crawler/event.hpp"

namespace canreach::crawler {

/// The platform refuses more than a number of requests at once over all families (databricks-api C.3), so lanes share
/// one gate a host. Whoever waits longest is let in first, so a busy lane does not keep the others out. Not
/// thread-safe. Outlives its passes.
class host_gate {
public:
    host_gate(boost::asio::any_io_executor executor, unsigned most) : left_(std::move(executor)), most_(most) {}

    /// The right to have one request in flight; given back by the destructor.
    class pass {
    public:
        explicit pass(host_gate& gate) noexcept : gate_(&gate) { ++gate.inside_; }
        pass(pass&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)) {}
        pass& operator=(pass&&) = delete;
        ~pass() {
            if (gate_ == nullptr) return;
            --gate_->inside_;
            gate_->left_.notify_one();
        }

    private:
        host_gate* gate_;
    };

    /// Waits for its turn. Cancellable.
    [[nodiscard]] boost::asio::awaitable<pass> enter();
    [[nodiscard]] unsigned inside() const noexcept { return inside_; }

private:
    event left_;
    unsigned most_;
    unsigned inside_ = 0;
};

} // namespace canreach::crawler
