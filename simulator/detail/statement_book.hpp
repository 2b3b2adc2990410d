/// The statements that a simulated service has accepted, with their results: the one thing it remembers.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "simulator/account.hpp"
#include "simulator/detail/sql_result.hpp"

namespace canreach::simulator::detail {

struct accepted_statement {
    std::string id;
    workspace_index where{};
    bool external = false;
    std::shared_ptr<const sql_result> outcome;
    std::chrono::milliseconds submitted{0};
    std::uint32_t polls_left = 0; ///< before it has ended
    bool ended_by_client = false;
};

/// Thread-safe.
class statement_book {
public:
    /// `polls`: how many looks at it find it under way.
    accepted_statement add(std::uint64_t secret, workspace_index where, bool external, sql_result outcome,
                           std::uint32_t polls, std::chrono::milliseconds now);
    /// A look at a statement: empty if it is not known, of another workspace or older than 12 hours.
    [[nodiscard]] std::optional<accepted_statement> look(std::string_view id, std::optional<workspace_index> where,
                                                         std::chrono::milliseconds now);
    /// A client gives it up; one that has ended stays as it is.
    void end(std::string_view id, workspace_index where);
    /// How often statements of this text were submitted before.
    std::uint32_t count(std::uint64_t text_hash);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, accepted_statement> statements_;
    std::deque<std::string> order_;
    std::unordered_map<std::uint64_t, std::uint32_t> submitted_;
    std::uint64_t next_ = 0;
};

} // namespace canreach::simulator::detail
