/// The language in one place: text to tables.
///
///     query::session ask(names, facts);
///     for (const auto& one : ask.run_script("WHO CAN SELECT main.sales.orders")) …
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>
#include <vector>

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "query/ast.hpp"
#include "query/diagnostic.hpp"
#include "query/history.hpp"
#include "query/parser.hpp"
#include "query/result_table.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query {

/// What became of one sentence of a script.
struct asked_and_answered {
    span where; ///< of the sentence in the script
    answer<result_table> outcome;
};

/// Questions to one account, at one moment or over its past. Used from one thread at a time.
class session {
public:
    /// Borrows both.
    session(catalog& names, const graph::access_graph& facts);
    /// Asks the last snapshot unless a sentence says otherwise; `now` is that one, opened. Borrows `past`.
    session(history& past, opened_snapshot now);

    /// The verbs of this account: those of the language and the privileges that the crawl met.
    [[nodiscard]] const vocabulary& words() const noexcept { return words_; }
    [[nodiscard]] std::vector<parsed_sentence> parse(std::string_view text) const { return parse_script(text, words_); }
    /// Answers one sentence. Spans in a diagnostic count in the text that was parsed.
    /// `fold_above`: as `execute` takes it.
    [[nodiscard]] answer<result_table> run(const ast::statement& sentence, std::size_t fold_above = every_row);
    /// Every sentence in turn; a failing one does not stop those after it.
    [[nodiscard]] std::vector<asked_and_answered> run_script(std::string_view text);

private:
    [[nodiscard]] answer<result_table> answered(const ast::statement& sentence, const opened_snapshot& account,
                                                const vocabulary& words, std::size_t fold_above);

    std::unique_ptr<history> own_; ///< of an account without a past
    history& past_;
    opened_snapshot now_;
    vocabulary words_;
};

} // namespace canreach::query
