/// What several coroutines need and one of them finds out: one asks, the others wait for its answer.
///
///     while (!known && shared.asking) co_await shared.answered.wait();
///     if (known) co_return …;
///     const turn mine(shared);        // those who wait go on when this ends, also by an exception
#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "crawler/event.hpp"

namespace canreach::crawler::detail {

struct shared_question {
    explicit shared_question(const boost::asio::any_io_executor& executor) : answered(executor) {}
    bool asking = false;
    event answered;
};

/// Refers to the question, which outlives it.
class turn {
public:
    explicit turn(shared_question& of) : of_(of) { of_.asking = true; }
    turn(const turn&) = delete;
    turn& operator=(const turn&) = delete;
    ~turn() {
        of_.asking = false;
        of_.answered.notify_all();
    }

private:
    shared_question& of_;
};

} // namespace canreach::crawler::detail
