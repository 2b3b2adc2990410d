#include "audit/dossier.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <variant>

namespace canreach::audit {

std::vector<query::coverage_note> dossier::coverage(std::string_view only) const {
    std::vector<query::coverage_note> all;
    using text = std::string_view;
    std::set<std::tuple<text, text, text, text, text, text, text, text>> seen; // thousands of parts may be missing
    for (const auto& one : sections) {
        if (!only.empty() && one.id != only) continue;
        for (const auto& note : one.table.coverage)
            if (seen.emplace(note.about.kind, note.about.scope, note.about.platform_id, note.part, note.outcome,
                             note.family, note.reason, note.of)
                    .second)
                all.push_back(note);
    }
    return all;
}

result<void> ask(account& in, std::span<const question> questions, dossier& into) {
    const auto failed = [](const question& one, const query::diagnostic& what) {
        auto fault = fail(what.code, what.message).with("question", one.sentence).hinting(what.hint);
        for (const auto& note : what.notes) fault.context.emplace_back("candidate", note);
        return fault;
    };
    for (const auto& one : questions) {
        const auto parsed = in.language.parse(one.sentence);
        if (parsed.size() != 1) return fail(errc::bad_input, "wanted one sentence").with("question", one.sentence);
        if (const auto* fault = std::get_if<query::diagnostic>(&parsed.front().what)) return failed(one, *fault);
        auto answered = in.language.run(std::get<query::ast::statement>(parsed.front().what), in.fold_above);
        if (!answered && answered.error().code == errc::unsupported) {
            into.remarks.push_back(fmt::format("{}: {}", one.title, answered.error().message));
            continue;
        }
        if (!answered) return failed(one, answered.error());
        into.sections.push_back({std::string(one.id), std::string(one.title), one.sentence, std::move(*answered)});
    }
    return {};
}

query::result_table table_of(std::vector<query::column> columns) {
    query::result_table table;
    table.kind = query::statement_kind::listing;
    table.columns = std::move(columns);
    return table;
}

section made_section(std::string id, std::string title, query::result_table table) {
    table.count = table.rows.size();
    return {std::move(id), std::move(title), {}, std::move(table)};
}

} // namespace canreach::audit
