#include <algorithm>
#include <bit>

#include "graph/detail/account.hpp"
#include "graph/questions/doubts.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/questions.hpp"
#include "graph/questions/reasons.hpp"

namespace canreach::graph::detail {
namespace {

/// Who can, before anybody is listed or counted.
class everybody_who {
public:
    everybody_who(const account& in, const request& what, node_id resource, std::span<const node_kind> kinds)
        : in_(in), what_(what), asked_(in, what, resource), found_(asked_.ask_all()), kinds_(kinds),
          possible_(in.who.size()) {
        for (const auto kind : kinds) in.who.add_kind(kind, possible_);
        possible_ &= found_.maybe();
    }

    /// Those of the kinds who can, or may.
    [[nodiscard]] const bitset& possible() const noexcept { return possible_; }
    [[nodiscard]] const bitset& surely() const noexcept { return found_.surely(); }

    [[nodiscard]] std::vector<profile_switch> depends_on() const {
        return doubts_behind(in_, what_, asked_, [&](const plan& other) {
            const auto others = other.ask_all();
            return others.surely() == found_.surely() && others.maybe() == found_.maybe();
        });
    }

    /// `unsure`: somebody only may.
    [[nodiscard]] std::vector<gap_index> gaps(bool unsure) const {
        if (in_.read_parts.gaps().empty()) return {};
        gap_collector gaps(in_);
        if (unsure) gaps.add_for_all(asked_);
        const auto asks = [&](node_kind kind) { return std::ranges::find(kinds_, kind) != kinds_.end(); };
        gaps.add_listings(asks(node_kind::user) || asks(node_kind::service_principal), asks(node_kind::group));
        return gaps.take();
    }

private:
    const account& in_;
    const request& what_;
    plan asked_;
    subject_set found_;
    std::span<const node_kind> kinds_;
    bitset possible_;
};

} // namespace

who_answer who(const account& in, const request& what, node_id resource, std::span<const node_kind> principal_kinds) {
    who_answer answer;
    if (!in.nodes.has(resource)) return answer;
    const everybody_who found(in, what, resource, principal_kinds);
    // Tens of thousands in large accounts: growing would cost more than finding.
    answer.rows.reserve(found.possible().count());
    bool unsure = false;
    const auto possible = found.possible().words();
    const auto surely = found.surely().words();
    for (std::size_t w = 0; w < possible.size(); ++w) {
        unsure = unsure || (possible[w] & ~surely[w]) != 0;
        for (auto word = possible[w]; word != 0; word &= word - 1) {
            const auto bit = static_cast<unsigned>(std::countr_zero(word));
            const auto how = (surely[w] >> bit & 1U) != 0 ? verdict::yes : verdict::unknown;
            answer.rows.push_back({in.who.node_of(static_cast<principal_no>(w * 64 + bit)), how});
        }
    }
    answer.depends_on = found.depends_on();
    answer.gaps = found.gaps(unsure);
    return answer;
}

who_count count_who(const account& in, const request& what, node_id resource,
                    std::span<const node_kind> principal_kinds) {
    who_count answer;
    if (!in.nodes.has(resource)) return answer;
    const everybody_who found(in, what, resource, principal_kinds);
    const auto possible = found.possible().count();
    auto sure = found.possible();
    sure &= found.surely();
    answer.surely = sure.count();
    answer.unknown = possible - answer.surely;
    answer.depends_on = found.depends_on();
    answer.gaps = found.gaps(answer.unknown > 0);
    return answer;
}

} // namespace canreach::graph::detail
