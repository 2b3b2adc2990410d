#include "cli/kept_audit.hpp"

#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "audit/dossier_diff.hpp"
#include "audit/fact_diff.hpp"
#include "audit/subject.hpp"
#include "cli/program_version.hpp"
#include "cli/text_file.hpp"
#include "query/object_kinds.hpp"
#include "report/snapshot.hpp"
#include "storage/account_summary.hpp"

namespace canreach::cli {
namespace {

/// Whether the account has a node, by the id that a snapshot keeps.
bool knows(catalog& names, const query::node_cell& node) {
    const auto found = names.nodes_with_id(node.platform_id);
    if (!found) return false; // told by whatever reads the account next; here it only makes a change less sure
    return std::ranges::any_of(*found, [&](node_id id) {
        const auto one = names.describe(id);
        return one && one->scope_name == node.scope &&
               (word_of(one->key.kind) == node.kind || query::kind_word(one->key.kind, true) == node.kind);
    });
}

exit_code print_changes(account_session& session, const audit::snapshot& before, const audit::snapshot& after,
                        const dossier_flags& form) {
    auto account = session.account();
    const auto changes =
        audit::diff_dossiers(before, after, [&](const query::node_cell& node) { return knows(account.names, node); });
    if (!changes) return fail_with(changes.error());
    return print_difference(*changes, form);
}

} // namespace

void add_kept_flags(CLI::App& command, kept_flags& flags) {
    command.add_option("--baseline", flags.baseline, "Show what changed since this snapshot")->type_name("FILE");
    command.add_option("--save-snapshot", flags.save, "Keep this audit as JSON")->type_name("FILE");
}

result<std::vector<std::string>> crawled_families(const std::string& path) {
    const auto held = storage::summarise(path, 0);
    if (!held) return held.error();
    constexpr std::array asked{outcome::done, outcome::limited, outcome::refused, outcome::failed};
    std::vector<std::string> found;
    for (const auto& family : held->families)
        if (std::ranges::any_of(asked, [&](outcome how) { return family.count(how) > 0; }))
            found.push_back(family.family);
    return found;
}

result<audit::snapshot> snapshot_of(account_session& session, audit::dossier what) {
    auto account = session.account();
    auto extent = audit::extent_of(account);
    if (!extent) return std::move(extent).error();
    auto families = crawled_families(what.snapshot.file);
    if (!families) return std::move(families).error();
    extent->families = *std::move(families);
    return audit::snapshot{std::move(what), *std::move(extent), made_by()};
}

exit_code finish_audit(account_session& session, audit::dossier made, const dossier_flags& form,
                       const kept_flags& kept) {
    if (kept.baseline.empty() && kept.save.empty()) return print_dossier(made, form);
    std::optional<audit::snapshot> before;
    if (!kept.baseline.empty()) {
        const auto text = read_text_file(kept.baseline);
        if (!text) return fail_with(text.error());
        auto parsed = report::parse_snapshot(*text);
        if (!parsed) return fail_with(std::move(parsed).error().with("file", kept.baseline));
        before = *std::move(parsed);
    }
    const auto after = snapshot_of(session, std::move(made));
    if (!after) return fail_with(after.error());
    if (!kept.save.empty())
        if (const auto written = write_text_file(kept.save, report::render_snapshot(*after)); !written)
            return fail_with(written.error());
    return before ? print_changes(session, *before, *after, form) : print_dossier(after->what, form);
}

result<std::optional<node_kind>> kind_named(const std::string& word) {
    if (word.empty()) return std::optional<node_kind>{};
    if (const auto kind = audit::kind_called(word)) return std::optional{*kind};
    return fail(errc::bad_input, fmt::format("unknown kind `{}`", printable(word)))
        .hinting("wanted a word such as user, group, table, schema, catalog, external location, job, workspace");
}

} // namespace canreach::cli
