#include "cli/account_session.hpp"

#include <fmt/format.h>

#include <utility>
#include <variant>

#include "cli/annotations.hpp"
#include "cli/text_file.hpp"
#include "model/annotated_source.hpp"
#include "query/diagnostic.hpp"
#include "query/printer.hpp"

namespace canreach::cli {
namespace {

result<std::vector<source_link>> read_annotations(const std::string& path, catalog& names) {
    const auto text = read_text_file(path);
    if (!text) return text.error();
    const auto parsed = parse_annotations(*text);
    if (!parsed) return parsed.error();
    return links_of(*parsed, names);
}

} // namespace

result<account_session> account_session::open(const std::string& path, const std::string& annotations) {
    auto opened = storage::account_file::open(path);
    if (!opened) return std::move(opened).error();
    auto file = std::make_unique<const storage::account_file>(std::move(*opened));
    auto names = storage::name_catalog::open(*file);
    if (!names) return std::move(names).error().with("file", path);
    storage::account_reader reader(*file);
    std::vector<source_link> told;
    if (!annotations.empty()) {
        auto links = read_annotations(annotations, *names);
        if (!links) return std::move(links).error().with("file", annotations);
        told = *std::move(links);
    }
    annotated_source source(reader, std::move(told));
    auto facts = graph::access_graph::build(source);
    if (!facts) return std::move(facts).error().with("file", path);
    return account_session(std::make_unique<parts>(std::move(file), std::move(*names), std::move(*facts)));
}

exit_code account_session::answer(std::string_view script, const report::options& how, const text_sink& out) {
    auto worst = exit_code::yes;
    const auto complain = [&](const query::diagnostic& what) {
        fmt::print(stderr, "{}", query::render(what, script));
        worst = combined(worst, exit_code::error);
    };
    bool first = true;
    for (const auto& sentence : parts_->language.parse(script)) {
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
        if (how.how == report::format::text && !std::exchange(first, false)) out("\n");
        if (!out(report::render(query::print(tree), *answered, how))) return combined(worst, exit_code::error);
        worst = combined(worst, exit_code_of(*answered));
    }
    return worst;
}

query::completion account_session::complete(std::string_view text) {
    // More than a screenful helps nobody.
    auto found = query::complete(text, parts_->language.words(), parts_->names, 200);
    return found ? std::move(*found) : query::completion{text.size(), {}};
}

result<account_session> open_named(const std::string& db, const std::string& annotations) {
    const auto path = resolve_db(db);
    if (!path) return path.error();
    auto session = account_session::open(*path, annotations);
    if (!session && session.error().is(errc::not_found))
        return std::move(session).error().hinting(
            "name one with --db or CANREACH_DB, or make one: canreach crawl, canreach demo");
    return session;
}

exit_code exit_code_of(const query::result_table& what) noexcept {
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
