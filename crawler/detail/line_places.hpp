/// Places for connections, bounded for each host and for all together: who has one, who waits, who is given it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/post.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <utility>

#include "crawler/event.hpp"
#include "crawler/url.hpp"

namespace canreach::crawler::detail {

/// A place holds a line (a connection), or room for one. What is given back goes to a request of the same host, unless
/// a host that waits has fewer: so each comes to an equal part, and lines are closed for others only until it has.
/// Nobody who comes later goes before. Not thread-safe.
template <class Line>
class line_places {
    struct host;

public:
    line_places(boost::asio::any_io_executor executor, std::size_t most_of_a_host, std::size_t most)
        : executor_(std::move(executor)), most_of_a_host_(most_of_a_host), most_(most) {}
    line_places(const line_places&) = delete;
    line_places& operator=(const line_places&) = delete;

    /// Given back by its end, which closes the line, or by `keep()`. Outlived by the places.
    class place {
    public:
        place(line_places& of, host& at, std::unique_ptr<Line> kept) noexcept
            : line(std::move(kept)), of_(&of), at_(&at) {}
        place(place&& other) noexcept
            : line(std::move(other.line)), of_(std::exchange(other.of_, nullptr)), at_(other.at_) {}
        place& operator=(place&&) = delete;
        ~place() {
            line.reset();
            if (of_ != nullptr) of_->give_back(*at_, nullptr);
        }
        /// The line is fit for another request.
        void keep() { std::exchange(of_, nullptr)->give_back(*at_, std::move(line)); }

        std::unique_ptr<Line> line; ///< empty: to be opened

    private:
        line_places* of_;
        host* at_;
    };

    /// Waits until there is one, however long that takes. Cancellable.
    [[nodiscard]] boost::asio::awaitable<place> take(origin where) {
        auto& mine = hosts_[where];
        if (!mine.idle.empty()) {
            auto line = std::move(mine.idle.back().line);
            mine.idle.pop_back();
            co_return place(*this, mine, std::move(line));
        }
        const bool room_here = mine.open < most_of_a_host_ && poorest_waiting() == nullptr;
        if (room_here && (open_ < most_ || close_longest_idle())) {
            ++mine.open;
            ++open_;
            co_return place(*this, mine, nullptr);
        }
        waiter me(*this, mine);
        while (!me.granted) co_await me.given.wait();
        co_return me.taken();
    }

private:
    struct waiter {
        waiter(line_places& places, host& own) : given(places.executor_), of(places), at(own) {
            at.waiting.push_back(this);
            ++of.waiting_;
        }
        waiter(const waiter&) = delete;
        waiter& operator=(const waiter&) = delete;
        ~waiter() {
            if (!granted)
                of.waiting_ -= std::erase(at.waiting, this);
            else if (!has_taken)
                of.give_back(at, std::move(line));
        }
        place taken() {
            has_taken = true;
            return place(of, at, std::move(line));
        }
        event given;
        line_places& of;
        host& at;
        std::unique_ptr<Line> line;
        bool granted = false;
        bool has_taken = false;
    };
    struct idle_line {
        std::unique_ptr<Line> line;
        std::uint64_t since; ///< a number that grows
    };
    struct host {
        std::deque<idle_line> idle; ///< last used at the back
        std::size_t open = 0;       ///< places: idle lines and those in use
        std::deque<waiter*> waiting;
    };

    void give_back(host& from, std::unique_ptr<Line> line) {
        auto* poorest = poorest_waiting();
        const bool richer = poorest != nullptr && (poorest->open == 0 || poorest->open + 1 < from.open);
        if (line && !richer) {
            if (!from.waiting.empty()) return grant(from, std::move(line));
            from.idle.push_back({std::move(line), ++kept_});
            if (poorest != nullptr) offer_soon(from);
            return;
        }
        line.reset();
        --from.open;
        --open_;
        hand_out();
    }
    void grant(host& to, std::unique_ptr<Line> line) {
        auto& next = *to.waiting.front();
        to.waiting.pop_front();
        --waiting_;
        next.line = std::move(line);
        next.granted = true;
        next.given.notify_all();
    }
    void hand_out() {
        while (open_ < most_) {
            auto* poorest = poorest_waiting();
            if (poorest == nullptr) return;
            ++poorest->open;
            ++open_;
            grant(*poorest, nullptr);
        }
    }
    /// The next request of the same host is mostly on its way. If it is not, the line gives way.
    void offer_soon(host& from) {
        const auto offer = [this, &from, alive = std::weak_ptr(alive_)] {
            if (alive.expired() || from.idle.empty() || poorest_waiting() == nullptr) return;
            close_first_idle(from);
            hand_out();
        };
        boost::asio::post(executor_, [executor = executor_, offer] { boost::asio::post(executor, offer); });
    }
    void close_first_idle(host& from) {
        from.idle.pop_front();
        --from.open;
        --open_;
    }
    bool close_longest_idle() {
        host* found = nullptr;
        for (auto& [where, one] : hosts_)
            if (!one.idle.empty() && (found == nullptr || one.idle.front().since < found->idle.front().since))
                found = &one;
        if (found != nullptr) close_first_idle(*found);
        return found != nullptr;
    }
    /// Of the hosts that could have another place the one with fewest.
    host* poorest_waiting() {
        if (waiting_ == 0) return nullptr;
        host* found = nullptr;
        for (auto& [where, one] : hosts_)
            if (!one.waiting.empty() && one.open < most_of_a_host_ && (found == nullptr || one.open < found->open))
                found = &one;
        return found;
    }

    boost::asio::any_io_executor executor_;
    std::size_t most_of_a_host_;
    std::size_t most_;
    std::size_t open_ = 0;
    std::size_t waiting_ = 0; ///< requests, of all hosts
    std::uint64_t kept_ = 0;
    std::map<origin, host> hosts_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

} // namespace canreach::crawler::detail
