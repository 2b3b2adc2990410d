#include "audit/folded_access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "audit/gained_actions.hpp"
#include "audit/tables.hpp"
#include "query/action_words.hpp"
#include "query/folding.hpp"

namespace canreach::audit {
namespace {

using graph::mode;
using query::cell;
using words = std::vector<std::string>;

graph::request anything(mode how) {
    graph::request asked;
    asked.actions = {{graph::action::form::any, 0}};
    asked.how = how;
    return asked;
}

/// The rows of one mode, each with the number of the row that it is like.
struct reached {
    graph::what_answer answer;
    std::vector<node_id> resources;
    std::vector<std::uint32_t> like;
    graph::teller tell;

    reached(const account& in, node_id who, mode how)
        : answer(in.facts.what(who, anything(how), {}, no_node)), tell(in.facts.teller_for(who, anything(how))) {
        for (const auto& row : answer.rows) resources.push_back(row.resource);
    }
    void find_alike(const account& in, node_id who, mode how) { like = in.facts.alike(who, anything(how), resources); }
};

class folder {
public:
    folder(account& in, node_id who)
        : in_(in), who_(who), cells_(in), spelling_(in.names.privileges()), now_(in, who, mode::effective),
          held_(in, who, mode::granted) {}

    /// Of the longer of both lists.
    [[nodiscard]] std::size_t rows() const noexcept { return std::max(now_.resources.size(), held_.resources.size()); }
    [[nodiscard]] const std::optional<failure>& fault() const { return cells_.fault(); }

    query::result_table dormant() {
        held_.find_alike(in_, who_, mode::granted);
        now_.find_alike(in_, who_, mode::effective);
        std::unordered_map<node_id, std::uint32_t> usable; // by what it is like
        for (std::size_t i = 0; i < now_.resources.size(); ++i) usable.emplace(now_.resources[i], now_.like[i]);
        struct kind_of_row {
            std::vector<cell> cells; ///< none where all that is held can be used
            std::uint32_t number = 0;
        };
        constexpr std::uint32_t nothing = 0xFFFF'FFFFU;
        std::map<std::pair<std::uint32_t, std::uint32_t>, kind_of_row> known;
        std::vector<std::vector<cell>> told;
        auto rows = groups();
        for (std::size_t i = 0; i < held_.resources.size(); ++i) {
            const auto resource = held_.resources[i];
            const auto found = usable.find(resource);
            const auto [at, added] =
                known.try_emplace({held_.like[i], found == usable.end() ? nothing : found->second});
            if (added) {
                const auto now = found == usable.end() ? words{} : actions(now_, resource);
                const auto more = gained(actions(held_, resource), now, true);
                if (!more.empty()) {
                    at->second.number = static_cast<std::uint32_t>(told.size());
                    at->second.cells = {more, via(held_, resource), held_.answer.rows[i].how};
                    told.push_back(at->second.cells);
                }
            }
            if (at->second.cells.empty()) continue;
            rows.add(resource, at->second.number);
            ++count_;
        }
        return table(rows,
                     {{"actions", query::column_type::texts},
                      {"via", query::column_type::texts},
                      {"verdict", query::column_type::verdict}},
                     told, held_.answer.gaps);
    }

    /// What is not surely within reach now.
    query::result_table obtainable(const reached& all) {
        std::map<std::pair<graph::verdict, unsigned>, std::uint32_t> known;
        std::vector<std::vector<cell>> told;
        auto rows = groups();
        for (const auto& row : all.answer.rows) {
            if (row.how == graph::verdict::yes && row.hops == 0) continue;
            const auto [at, added] = known.try_emplace({row.how, row.hops}, static_cast<std::uint32_t>(told.size()));
            if (added) told.push_back({static_cast<std::int64_t>(row.hops), row.how});
            rows.add(row.resource, at->second);
            ++count_;
        }
        return table(rows, {{"hops", query::column_type::integer}, {"verdict", query::column_type::verdict}}, told,
                     all.answer.gaps);
    }

private:
    [[nodiscard]] query::folding groups() {
        count_ = 0;
        return {in_.facts, [this](node_id node) { return cells_.node(node).kind; }};
    }
    [[nodiscard]] words actions(reached& of, node_id resource) { return spelling_.of(of.tell.actions_on(resource)); }
    [[nodiscard]] cell via(reached& of, node_id resource) {
        words ways;
        for (const auto& one : of.tell.via(resource)) {
            auto text = cells_.way(one);
            if (std::ranges::find(ways, text) == ways.end()) ways.push_back(std::move(text));
        }
        return ways;
    }
    [[nodiscard]] query::result_table table(const query::folding& rows, std::vector<query::column> columns,
                                            const std::vector<std::vector<cell>>& told,
                                            const std::vector<graph::gap_index>& gaps) {
        query::result_table made;
        made.kind = query::statement_kind::listing;
        made.count = count_;
        query::tell_together(rows,
                             {"resource", std::move(columns), [&](std::uint32_t number) { return told[number]; },
                              [this](node_id node) { return cells_.node(node); }},
                             made);
        cells_.note(made, gaps);
        return made;
    }

    account& in_;
    node_id who_;
    cell_writer cells_;
    query::action_spelling spelling_;
    reached now_, held_;
    std::uint64_t count_ = 0;
};

} // namespace

result<std::optional<folded_access>> fold_further_access(account& in, const subject& principal) {
    if (in.fold_above == query::every_row) return std::optional<folded_access>{};
    folder fold(in, principal.node.id);
    const reached all(in, principal.node.id, mode::escalatable);
    if (std::max(fold.rows(), all.resources.size()) <= in.fold_above) return std::optional<folded_access>{};
    folded_access made;
    made.dormant = {"dormant", "Held, but not usable now", {}, fold.dormant()};
    made.obtainable = {"obtainable", "Out of its reach now, but could be obtained",
                       fmt::format("WHAT CAN {} REACH ESCALATABLE WHERE hops > 0", principal.spelling),
                       fold.obtainable(all)};
    if (fold.fault()) return *fold.fault();
    return std::optional(std::move(made));
}

} // namespace canreach::audit
