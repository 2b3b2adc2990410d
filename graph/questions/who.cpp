#include <algorithm>
#include <array>
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

/// `unsure` becomes true where somebody only may.
std::vector<principal_row> listed_rows(const identity& who, const bitset& possible, const bitset& surely,
                                       bool& unsure) {
    // Tens of thousands in large accounts: growing, or making rows only to fill them in, would cost more than finding.
    std::vector<principal_row> rows;
    rows.reserve(possible.count());
    std::array<principal_row, 64> some{};
    for (std::size_t w = 0; w < possible.words().size(); ++w) {
        const auto all = possible.words()[w];
        const auto doubtful = all & ~surely.words()[w];
        unsure = unsure || doubtful != 0;
        auto end = some.begin();
        for (auto left = all; left != 0; left &= left - 1, ++end) {
            const auto bit = static_cast<unsigned>(std::countr_zero(left));
            end->principal = who.node_of(static_cast<principal_no>(w * 64 + bit));
            end->how = (doubtful >> bit & 1U) == 0 ? verdict::yes : verdict::unknown;
        }
        rows.insert(rows.end(), some.begin(), end);
    }
    return rows;
}

} // namespace

who_answer who(const account& in, const request& what, node_id resource, std::span<const node_kind> principal_kinds) {
    who_answer answer;
    if (!in.nodes.has(resource)) return answer;
    const everybody_who found(in, what, resource, principal_kinds);
    bool unsure = false;
    answer.rows = listed_rows(in.who, found.possible(), found.surely(), unsure);
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
