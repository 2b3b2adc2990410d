/// What every audit gives: tables about one subject, most of them answers to sentences of the query language, so that a
/// reader can ask each again, narrow it, or put it into a policy. Plain data; names are as people write them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.hpp"
#include "query/query.hpp"
#include "query/result_table.hpp"

namespace canreach::audit {

struct section {
    std::string id;       ///< for machines: `groups`, `effective`
    std::string title;    ///< for people
    std::string question; ///< the sentence that gives this table; empty where none does
    query::result_table table;
};

struct dossier {
    std::string audit;   ///< `principal`, `resource`, …
    std::string subject; ///< `user alice@example.com`; empty where an audit is about the whole account
    std::vector<std::pair<std::string, std::string>> facts; ///< what is known of the subject itself
    std::vector<section> sections;
    std::vector<std::string> remarks; ///< one line each
    snapshot_info snapshot;

    /// What was not read and could change some section, or only that of an id, each part once.
    [[nodiscard]] std::vector<query::coverage_note> coverage(std::string_view only = {}) const;
};

/// The account that audits are about. Borrows all three; used from one thread at a time.
struct account {
    catalog& names;
    const graph::access_graph& facts;
    query::session& language;
    /// Of sections with more rows than this, those that tell the same are told together (query/folding.hpp).
    std::size_t fold_above = query::every_row;
};

/// One question of a dossier.
struct question {
    std::string_view id, title;
    std::string sentence;
};
/// Asks in turn. A question that the account cannot answer (nothing of that kind in it) gives a remark instead of a
/// section; one that is wrong is a `failure` with the language's own words.
[[nodiscard]] result<void> ask(account& in, std::span<const question> questions, dossier& into);

/// A table made by an audit itself, of the given columns; rows follow.
[[nodiscard]] query::result_table table_of(std::vector<query::column> columns);
/// Sets the count, once the rows are in.
[[nodiscard]] section made_section(std::string id, std::string title, query::result_table table);

} // namespace canreach::audit
