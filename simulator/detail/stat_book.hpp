/// What the server counts, from any thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "simulator/stats.hpp"

namespace canreach::simulator::detail {

class stat_book {
public:
    template <class Change>
    void count(Change change) {
        const std::scoped_lock lock(mutex_);
        change(stats_);
    }
    [[nodiscard]] stats so_far() const {
        const std::scoped_lock lock(mutex_);
        return stats_;
    }

    /// Counts a request as one that its host works on.
    class busy_host {
    public:
        busy_host(stat_book& of, std::string host) : of_(&of), host_(std::move(host)) {
            of_->count([this](auto& s) { s.peak_of_one_host = std::max(s.peak_of_one_host, ++of_->busy_[host_]); });
        }
        ~busy_host() { leave(); }
        busy_host(const busy_host&) = delete;
        busy_host& operator=(const busy_host&) = delete;
        void leave() {
            if (of_ == nullptr) return;
            of_->count([this](auto&) { --of_->busy_[host_]; });
            of_ = nullptr;
        }

    private:
        stat_book* of_;
        std::string host_;
    };

private:
    mutable std::mutex mutex_;
    stats stats_;
    std::map<std::string, std::uint64_t> busy_; ///< host → requests being worked on; guarded by `mutex_`
};

} // namespace canreach::simulator::detail
