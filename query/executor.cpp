#include "query/executor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "query/detail/answer_diff.hpp"
#include "query/detail/cell_reader.hpp"
#include "query/detail/describer.hpp"
#include "query/detail/folded_shapes.hpp"
#include "query/detail/moments.hpp"
#include "query/detail/relation.hpp"
#include "query/detail/scanner.hpp"
#include "query/detail/table_steps.hpp"
#include "query/folding.hpp"

namespace canreach::query {
namespace {

class execution {
public:
    execution(catalog& names, const graph::access_graph& facts, std::size_t fold_above)
        : facts_(facts), words_(names, facts), cells_(facts, names.privileges(), words_),
          scans_(facts, names.privileges(), words_, fold_above), steps_(facts, words_, cells_),
          fold_above_(fold_above) {}

    // Depth is bounded by the nesting of the sentence.
    detail::relation run(const plan::step& what) {
        std::vector<detail::relation> from;
        // Inputs of DIFF are asked of accounts of their own.
        if (!std::holds_alternative<plan::diff>(what.what))
            for (const auto& one : what.inputs) from.push_back(run(one));
        auto made = std::visit([&](const auto& step) { return apply(step, from, what); }, what.what);
        made.shape = &what.rows;
        return made;
    }

    answer<result_table> table_of(const plan::step& what, snapshot_info snapshot) {
        auto rows = run(what);
        result_table made;
        made.kind = what.rows.kind;
        made.mode = what.mode;
        made.snapshot = std::move(snapshot);
        if (const auto* diff = diff_in(what)) {
            made.snapshot = diff->after.about;
            made.compared_with = diff->before.about;
        }
        made.count = rows.count;
        made.truncated = rows.truncated;
        made.warnings = std::move(rows.warnings);
        // Links bear on what can be reached by hops, not on what is held or works now.
        if (facts_.annotated() && what.mode && *what.mode != graph::mode::granted &&
            *what.mode != graph::mode::effective)
            made.warnings.emplace_back("annotations were taken into account");
        made.tree = std::move(rows.tree);
        made.suggestions = std::move(rows.suggestions);
        if (made.kind == statement_kind::can && !rows.rows.empty())
            made.verdict = std::ranges::min(rows.rows, {}, &detail::row::how).how;
        if (made.tree) made.verdict = made.tree->how;

        if (const auto* how = detail::folding_of(what.rows.kind);
            how != nullptr && std::holds_alternative<plan::scan>(what.what) && rows.rows.size() > fold_above_)
            fold(rows, what.rows, *how, made);
        else
            tell_each(rows, what.rows, made);
        for (const auto index : rows.gaps) made.coverage.push_back(words_.note(facts_.gaps()[index]));
        std::ranges::move(rows.notes, std::back_inserter(made.coverage));
        if (made.kind == statement_kind::coverage)
            for (const auto& one : rows.rows) made.coverage.push_back(detail::note_of_coverage_row(one, words_));
        if (words_.fault()) return *words_.fault();
        if (fault_) return *fault_;
        return made;
    }

private:
    using inputs = std::vector<detail::relation>;

    void tell_each(const detail::relation& rows, const table_shape& shape, result_table& into) {
        std::vector<const column_shape*> shown;
        for (const auto& one : shape.columns) {
            if (!one.shown) continue;
            shown.push_back(&one);
            into.columns.push_back({std::string(one.name), one.type});
        }
        into.rows.reserve(rows.rows.size());
        for (const auto& one : rows.rows) {
            auto& cells = into.rows.emplace_back();
            cells.reserve(shown.size());
            for (const auto* column : shown) cells.push_back(cells_.read(one, *column));
        }
    }

    void fold(const detail::relation& rows, const table_shape& shape, const detail::folded_shape& how,
              result_table& into) {
        std::vector<const column_shape*> told;
        folded_words words;
        for (const auto name : how.told) {
            told.push_back(&*std::ranges::find(shape.columns, name, &column_shape::name));
            words.told.push_back({std::string(told.back()->name), told.back()->type});
        }
        std::vector<std::vector<cell>> cells; // by what rows tell
        const auto cells_of = [&](const detail::row& one) {
            std::vector<cell> made;
            for (const auto* column : told) made.push_back(cells_.read(one, *column));
            return made;
        };
        std::map<std::tuple<node_id, graph::verdict, unsigned>, std::uint32_t> alike;
        std::map<std::vector<std::string>, std::uint32_t> reading_alike;
        folding groups(facts_, [&](node_id node) { return words_.kind_word(node); });
        for (const auto& one : rows.rows) {
            const auto fresh = static_cast<std::uint32_t>(cells.size());
            auto number = fresh;
            if (one.like != no_node || one.extra.empty()) {
                number = alike.try_emplace({one.like, one.how, one.hops}, fresh).first->second;
                if (number == fresh) cells.push_back(cells_of(one));
            } else {
                auto made = cells_of(one);
                std::vector<std::string> texts;
                for (const auto& cell : made) texts.push_back(text_of(cell));
                number = reading_alike.try_emplace(std::move(texts), fresh).first->second;
                if (number == fresh) cells.push_back(std::move(made));
            }
            groups.add(how.of_principals ? one.principal : one.resource, number);
        }
        words.lead = how.of_principals ? "principal" : "resource";
        words.cells_of = [&](std::uint32_t number) { return cells[number]; };
        words.node_of = [&](node_id node) { return words_.cell(node); };
        tell_together(groups, words, into);
    }

    detail::relation apply(const plan::scan& what, inputs&, const plan::step&) {
        return scans_.run(what.what, what.only_counted);
    }
    detail::relation apply(const plan::combine& what, inputs& from, const plan::step& step) {
        return steps_.combine(what, std::move(from), step.rows);
    }
    detail::relation apply(const plan::filter& what, inputs& from, const plan::step&) {
        return steps_.filter(what, std::move(from.front()));
    }
    detail::relation apply(const plan::group& what, inputs& from, const plan::step&) {
        return steps_.group(what, std::move(from.front()));
    }
    detail::relation apply(const plan::count&, inputs& from, const plan::step&) {
        return steps_.count(std::move(from.front()));
    }
    detail::relation apply(const plan::order& what, inputs& from, const plan::step&) {
        return steps_.order(what, std::move(from.front()));
    }
    detail::relation apply(const plan::cut& what, inputs& from, const plan::step&) {
        return steps_.cut(what, std::move(from.front()));
    }

    detail::relation apply(const plan::diff& what, inputs&, const plan::step& step) {
        execution then(*what.before.at.names, *what.before.at.facts, every_row);
        execution now(*what.after.at.names, *what.after.at.facts, every_row);
        const auto* next = step.inputs.data();
        const auto shape = next->rows;
        auto old = then.dated(what.before.unknown.empty() ? next++ : nullptr);
        auto later = now.dated(what.after.unknown.empty() ? next : nullptr);
        detail::relation made;
        made.rows = detail::compare(old, later, shape);
        made.count = made.rows.size();
        then.hand_notes(what.before, old.answer, made);
        now.hand_notes(what.after, later.answer, made);
        if (what.before.number == what.after.number)
            made.warn(
                {fmt::format("both moments are snapshot {}, {}", what.after.number, detail::shown(what.after.about))});
        fault_ = then.fault() ? then.fault() : now.fault();
        return made;
    }

    /// The answer with every cell read, of this moment; of no step no rows.
    detail::dated_answer dated(const plan::step* what) {
        detail::dated_answer made{facts_, words_, {}, {}};
        if (what == nullptr) return made;
        made.answer = run(*what);
        made.cells.reserve(made.answer.rows.size());
        for (const auto& one : made.answer.rows) {
            auto& cells = made.cells.emplace_back();
            for (const auto& column : what->rows.columns) cells.push_back(cells_.read(one, column));
        }
        return made;
    }

    /// What the answer of one moment lets one know beside its rows.
    void hand_notes(const bound::moment& of, detail::relation& answer, detail::relation& to) {
        for (const auto index : answer.gaps) {
            to.notes.push_back(words_.note(facts_.gaps()[index]));
            to.notes.back().of = of.about.sealed_at;
        }
        to.warn(answer.warnings);
        if (answer.truncated) to.warn({"compared after `LIMIT` had cut rows off"});
        if (!of.unknown.empty())
            to.warn({fmt::format("in the snapshot of {}: {}", detail::shown(of.about), of.unknown)});
    }

    [[nodiscard]] const std::optional<diagnostic>& fault() const { return words_.fault() ? words_.fault() : fault_; }

    static const plan::diff* diff_in(const plan::step& what) {
        if (const auto* found = std::get_if<plan::diff>(&what.what)) return found;
        return what.inputs.size() == 1 ? diff_in(what.inputs.front()) : nullptr;
    }

    const graph::access_graph& facts_;
    detail::describer words_;
    detail::cell_reader cells_;
    detail::scanner scans_;
    detail::table_steps steps_;
    std::size_t fold_above_;
    std::optional<diagnostic> fault_; ///< of another moment
};

} // namespace

answer<result_table> execute(const plan::step& what, catalog& names, const graph::access_graph& facts,
                             std::size_t fold_above) {
    return execution(names, facts, fold_above).table_of(what, names.snapshot());
}

} // namespace canreach::query
