/// Permission assignments that clients have set: what a simulated account changes in, besides the statements it runs.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// Thread-safe.
class assignment_book {
public:
    /// Sets what a principal holds on a workspace; neither: its assignment is gone.
    void set(workspace_index where, std::int64_t principal, bool user, bool admin);

    struct entry {
        std::int64_t principal = 0;
        bool user = false;
        bool admin = false;
    };
    /// What was set on a workspace, by principal.
    [[nodiscard]] std::vector<entry> on(workspace_index where) const;

private:
    mutable std::mutex mutex_;
    std::map<std::pair<workspace_index, std::int64_t>, entry> set_;
};

/// The assignments of a workspace as they are now.
[[nodiscard]] std::vector<assignment> assignments_now(const account& from, const assignment_book& set,
                                                      workspace_index where);

} // namespace canreach::simulator::detail
