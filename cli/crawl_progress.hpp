/// Shows on standard error what a crawl is doing.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>

#include "cli/environment.hpp"
#include "crawler/progress.hpp"

namespace canreach::cli {

class crawl_progress_display final : public crawler::crawl_observer {
public:
    enum class form : std::uint8_t { text, json };

    crawl_progress_display(form how, bool quiet, terminal where) noexcept : how_(how), quiet_(quiet), where_(where) {}

    void on_progress(const crawler::crawl_progress& progress) override;
    void on_gap(const crawl_task& task, const task_result& how) override;
    void on_note(const std::string& text) override;
    /// Takes the live lines away.
    void finish();
    /// Tasks that had ended, by the last progress.
    [[nodiscard]] std::uint64_t ended_tasks() const noexcept { return ended_tasks_; }

private:
    /// Is there something to be told at once?
    [[nodiscard]] bool turn_of_network(const crawler::crawl_progress& progress);
    void redraw(const crawler::crawl_progress& progress);
    void plain_line(const crawler::crawl_progress& progress);
    void json_line(const crawler::crawl_progress& progress);

    form how_;
    bool quiet_;
    terminal where_;
    std::size_t drawn_lines_ = 0;
    std::chrono::milliseconds last_line_{0};
    bool told_silence_ = false;                           ///< and not yet that it is over
    std::optional<std::chrono::milliseconds> back_since_; ///< there are replies again, after a silence that was told
    std::set<std::string> told_reasons_;
    std::uint64_t ended_tasks_ = 0;
};

} // namespace canreach::cli
