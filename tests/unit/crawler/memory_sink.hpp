/// A sink that keeps everything, and fails where the test says so.
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/fact_sink.hpp"
#include "tests/support/staged_facts.hpp"

namespace canreach::crawler::testing {

[[nodiscard]] std::string text_of(const fact& one);

class memory_sink final : public fact_sink {
public:
    std::size_t fail_at = 0;      ///< the n-th report fails; 0 = none
    std::size_t fail_at_part = 0; ///< the n-th part of any task fails; 0 = none
    bool fail_flush = false;

    result<std::vector<crawl_task>> pending_tasks() override;
    result<void> add_tasks(std::vector<crawl_task> tasks) override;
    result<void> accept(task_report report) override;
    result<void> flush() override;

    [[nodiscard]] const std::set<std::string>& facts() const { return facts_; }
    [[nodiscard]] const std::map<crawl_task, task_result>& ended() const { return ended_; }
    [[nodiscard]] std::size_t pending() const { return order_.size() - ended_.size(); }
    [[nodiscard]] std::size_t reports() const { return reports_; }
    [[nodiscard]] std::size_t parts_of(const std::string& family) const {
        const auto found = parts_.find(family);
        return found == parts_.end() ? 0 : found->second;
    }
    [[nodiscard]] std::size_t accepted_twice() const { return twice_; }
    /// The one task of this family about this id; fails the test if there is none.
    [[nodiscard]] task_result ended_task(const std::string& family, const std::string& id) const;
    [[nodiscard]] bool knows(const std::string& family, const std::string& workspace, const std::string& id) const;

private:
    std::vector<crawl_task> order_;
    std::set<crawl_task> known_;
    std::map<crawl_task, task_result> ended_;
    std::set<std::string> facts_;
    support::staged_facts staged_;
    std::map<std::string, std::size_t> parts_; ///< by family
    std::size_t all_parts_ = 0;
    std::size_t reports_ = 0;
    std::size_t twice_ = 0;
};

} // namespace canreach::crawler::testing
