#include "cli/account_session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

#include "query/diagnostic.hpp"
#include "query/printer.hpp"

namespace canreach::cli {
result<account_session> account_session::open(const std::string& path, const std::string& annotations,
                                              image_use images) {
    auto past = account_history::open(path, annotations, images);
    if (!past) return std::move(past).error();
    auto now = (*past)->open((*past)->snapshots().size() - 1);
    if (!now) return std::move(now).error();
    return account_session(std::make_unique<parts>(*std::move(past), *std::move(now)));
}

exit_code account_session::answer(std::string_view script, const report::options& how, const text_sink& out) {
    auto worst = exit_code::yes;
    const auto complain = [&](const query::diagnostic& what) {
        fmt::print(stderr, "{}", query::render(what, script));
        worst = combined(worst, exit_code::error);
    };
    bool first = true;
    const auto sentences = parts_->language.parse(script);
    if (how.how == report::format::html && sentences.size() > 1) {
        fmt::print(stderr,
                   "error: html is one page, and these are {} sentences\n  = hint: ask one at a time, or -o md\n",
                   sentences.size());
        return exit_code::usage;
    }
    for (const auto& sentence : sentences) {
        if (const auto* fault = std::get_if<query::diagnostic>(&sentence.what)) {
            complain(*fault);
            continue;
        }
        const auto& tree = std::get<query::ast::statement>(sentence.what);
        const auto answered = parts_->language.run(tree);
        if (!answered) {
            complain(answered.error());
            continue;
        }
        if (!comes_in(*answered, how.how)) {
            worst = combined(worst, exit_code::usage);
            continue;
        }
        if (how.how == report::format::text && !std::exchange(first, false)) out("\n");
        if (!out(report::render(query::print(tree), *answered, how))) return combined(worst, exit_code::error);
        if (how.how == report::format::ndjson || how.how == report::format::csv)
            fmt::print(stderr, "{}", report::render_remarks(*answered, how));
        worst = combined(worst, exit_code_of(*answered));
    }
    return worst;
}

query::completion account_session::complete(std::string_view text) {
    // More than a screenful helps nobody.
    auto found = query::complete(text, parts_->language.words(), *parts_->now.names, 200);
    return found ? std::move(*found) : query::completion{text.size(), {}};
}

namespace {

/// As of `canreach diff`: a sure change counts more than what was not read.
exit_code exit_code_of_changes(const query::result_table& what) noexcept {
    const auto sure = [](const std::vector<query::cell>& row) {
        const auto* change = std::get_if<std::string>(&row.front());
        return change != nullptr && !change->starts_with("not read");
    };
    if (std::ranges::any_of(what.rows, sure)) return exit_code::no;
    return what.rows.empty() && what.coverage.empty() ? exit_code::yes : exit_code::gaps;
}

} // namespace

result<account_session> open_named(const db_flags& db, const std::string& annotations) {
    auto session = account_session::open(named_db(db.path), annotations, db.image ? image_use::kept : image_use::none);
    if (!session && session.error().is(errc::not_found))
        return std::move(session).error().hinting(
            "name one with --db or CANREACH_DB, or make one: canreach crawl, canreach demo");
    return session;
}

exit_code exit_code_of(const query::result_table& what) noexcept {
    if (what.kind == query::statement_kind::diff) return exit_code_of_changes(what);
    if (!what.coverage.empty()) return exit_code::gaps;
    if (what.kind == query::statement_kind::coverage && what.count > 0) return exit_code::gaps;
    if (!what.verdict) return exit_code::yes;
    switch (*what.verdict) {
    case graph::verdict::yes: return exit_code::yes;
    case graph::verdict::unknown: return exit_code::gaps;
    case graph::verdict::no: return exit_code::no;
    }
    return exit_code::no;
}

} // namespace canreach::cli
