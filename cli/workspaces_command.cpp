#include <CLI/App.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/command.hpp"
#include "query/cell_words.hpp"
#include "query/result_table.hpp"
#include "report/display_width.hpp"
#include "report/numbers.hpp"
#include "report/text_table.hpp"
#include "report/wrapped.hpp"
#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace canreach::cli {
namespace {

/// What the crawl saw of one workspace.
struct seen {
    std::uint64_t gaps = 0;
    std::string reason; ///< of the first gap

    void note(const source_gap& gap) {
        if (gaps++ == 0) reason = gap.reason;
    }
};

query::cell text_or_null(std::string text) {
    if (text.empty()) return std::monostate{};
    return text;
}

class workspace_lister {
public:
    explicit workspace_lister(const storage::account_file& file, storage::name_catalog& names)
        : names_(names), reader_(file) {}

    result<query::result_table> list() {
        std::vector<node_id> scope_of;
        auto done = reader_.visit_nodes([&](const source_node& node) {
            scope_of.push_back(node.scope);
            if (node.kind == node_kind::workspace) seen_.emplace(node.id, seen{});
        });
        if (done)
            done = reader_.visit_bindings([&](const source_binding& row) {
                if (row.how == binding::attach) metastore_.emplace(row.workspace, row.resource);
            });
        if (done)
            done = reader_.visit_gaps([&](const source_gap& gap) {
                // A gap of the workspace itself, or of a group or object of it.
                auto found = seen_.find(gap.about);
                if (found == seen_.end()) found = seen_.find(scope_of[gap.about.value]);
                if (found != seen_.end()) found->second.note(gap);
            });
        if (!done) return std::move(done).error();
        query::result_table table;
        table.kind = query::statement_kind::workspaces;
        table.snapshot = names_.snapshot();
        for (const auto* name : {"id", "name", "url", "cloud", "region", "status", "metastore"})
            table.columns.push_back({name, query::column_type::text});
        table.columns.push_back({"unread", query::column_type::integer});
        table.columns.push_back({"reason", query::column_type::text});
        for (const auto& [id, what] : seen_) {
            auto row = row_of(id, what);
            if (!row) return std::move(row).error();
            table.rows.push_back(std::move(*row));
        }
        table.count = table.rows.size();
        return table;
    }

private:
    result<std::vector<query::cell>> row_of(node_id id, const seen& what) {
        const auto node = names_.describe(id);
        if (!node) return node.error();
        std::map<std::string, std::string> said(node->attributes.begin(), node->attributes.end());
        std::string metastore;
        if (const auto found = metastore_.find(id); found != metastore_.end()) {
            auto name = names_.name_of(found->second);
            if (!name) return std::move(name).error();
            metastore = std::move(*name);
        }
        // The file leaves the usual status out (docs/facts.md).
        auto status = said["status"].empty() ? std::string("RUNNING") : said["status"];
        std::vector<query::cell> row{node->key.id, node->name};
        for (auto* text : {&said["url"], &said["cloud"], &said["region"], &status, &metastore})
            row.push_back(text_or_null(std::move(*text)));
        row.emplace_back(static_cast<std::int64_t>(what.gaps));
        row.push_back(text_or_null(what.reason));
        return row;
    }

    storage::name_catalog& names_;
    storage::account_reader reader_;
    std::map<node_id, seen> seen_;
    std::map<node_id, node_id> metastore_; ///< workspace → metastore
};

/// A block for each workspace, where the terminal is too narrow for a table that shows ids and URLs whole.
std::string workspaces_in_blocks(const query::result_table& table, const report::text_style& style) {
    std::string text;
    for (const auto& row : table.rows) {
        const auto of = [&](std::string_view column) {
            return query::text_of(row[*query::column_named(table, column)]);
        };
        text += report::bold(report::on_screen(of("name")), style) + "  " + report::on_screen(of("id")) + '\n';
        std::vector<std::string> parts;
        for (const auto* column : {"url", "cloud", "region", "status"})
            if (auto part = of(column); !part.empty()) parts.push_back(std::move(part));
        if (const auto metastore = of("metastore"); !metastore.empty()) parts.push_back("metastore " + metastore);
        text += report::wrapped_list("  ", parts, " ·", style.width) + '\n';
        if (const auto unread = of("unread"); unread != "0")
            text += report::wrapped("  ", fmt::format("{} unread: {}", unread, of("reason")), style.width) + '\n';
    }
    return text;
}

std::string text_of(const query::result_table& table, const report::options& how) {
    auto unlimited = how;
    unlimited.style.width = 0;
    if (how.style.width == 0 || report::widest_line(report::render_rows(table, unlimited)) <= how.style.width)
        return report::render("workspaces", table, unlimited);
    return workspaces_in_blocks(table, how.style) + "\n" +
           fmt::format("{} · snapshot {}\n", report::counted(table.count, "workspace", "workspaces"),
                       table.snapshot.sealed_at.substr(0, 16));
}

exit_code workspaces(const answer_flags& flags) {
    const auto path = resolve_db(flags.db.path);
    if (!path) return fail_with(path.error());
    const auto file = storage::account_file::open(*path);
    if (!file) return fail_with(file.error());
    auto names = storage::name_catalog::open(*file);
    if (!names) return fail_with(names.error());
    const auto table = workspace_lister(*file, *names).list();
    if (!table) return fail_with(table.error());
    const auto how = report_options(flags);
    if (!comes_in(*table, how.how)) return exit_code::usage;
    print(how.how == report::format::text ? text_of(*table, how) : report::render("workspaces", *table, how));
    return exit_code::yes;
}

} // namespace

void add_workspaces_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<answer_flags>();
    auto* command = app.add_subcommand("workspaces", "The workspaces of the account, and what was read of each");
    add_output_flags(*command, *flags);
    command->footer(
        "Column unread counts what was not read of the workspace and its groups and objects; reason is the\n"
        "first of them. All of it: canreach show coverage.\n\n"
        "Examples:\n"
        "  canreach workspaces --db acme.canreach\n"
        "  canreach workspaces -o csv > workspaces.csv");
    command->callback([flags, &chosen] { chosen.run = [flags] { return workspaces(*flags); }; });
}

} // namespace canreach::cli
