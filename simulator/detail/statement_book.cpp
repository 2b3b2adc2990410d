#include "simulator/detail/statement_book.hpp"

#include <fmt/format.h>

#include "simulator/seeded_random.hpp"

namespace canreach::simulator::detail {
namespace {

/// Results are held in memory: the oldest is forgotten first, as if 12 hours had passed.
constexpr std::size_t most_held = 8192;
constexpr std::chrono::hours held_for{12};

} // namespace

accepted_statement statement_book::add(std::uint64_t secret, workspace_index where, bool external, sql_result outcome,
                                       std::uint32_t polls, std::chrono::milliseconds now) {
    const std::scoped_lock lock(mutex_);
    accepted_statement made;
    const auto high = mixed(secret ^ ++next_);
    made.id = fmt::format("01f0{:04x}-{:04x}-1{:03x}-8{:03x}-{:012x}", high >> 48U, (high >> 32U) & 0xFFFFU,
                          (high >> 20U) & 0xFFFU, (high >> 8U) & 0xFFFU, mixed(high) & 0xFFFF'FFFF'FFFFU);
    made.where = where;
    made.external = external;
    made.outcome = std::make_shared<const sql_result>(std::move(outcome));
    made.submitted = now;
    made.polls_left = polls;
    statements_.emplace(made.id, made);
    order_.push_back(made.id);
    if (order_.size() > most_held) {
        statements_.erase(order_.front());
        order_.pop_front();
    }
    return made;
}

std::optional<accepted_statement> statement_book::look(std::string_view id, std::optional<workspace_index> where,
                                                       std::chrono::milliseconds now) {
    const std::scoped_lock lock(mutex_);
    const auto found = statements_.find(std::string(id));
    if (found == statements_.end() || (where && found->second.where != *where) ||
        now - found->second.submitted > held_for)
        return std::nullopt;
    auto seen = found->second;
    if (found->second.polls_left > 0) --found->second.polls_left;
    return seen;
}

void statement_book::end(std::string_view id, workspace_index where) {
    const std::scoped_lock lock(mutex_);
    const auto found = statements_.find(std::string(id));
    if (found == statements_.end() || found->second.where != where || found->second.polls_left == 0) return;
    found->second.polls_left = 0;
    found->second.ended_by_client = true;
}

std::uint32_t statement_book::count(std::uint64_t text_hash) {
    const std::scoped_lock lock(mutex_);
    return submitted_[text_hash]++;
}

} // namespace canreach::simulator::detail
