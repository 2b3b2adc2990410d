#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/parse_options.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "report/snapshot.hpp"
#include "report/snapshot_words.hpp"

namespace canreach::report {
namespace {

namespace json = boost::json;

/// Deeper than anything that is written.
constexpr std::size_t depth_limit = 16;

/// Takes parts out of a snapshot; keeps the first failure, and gives empty values from then on.
class snapshot_reader {
public:
    result<audit::snapshot> read(const json::object& from) {
        audit::snapshot made;
        made.made_by = text(from, "made_by", "the snapshot");
        made.what.audit = text(from, "audit", "the snapshot");
        made.what.subject = text(from, "subject", "the snapshot");
        for (const auto& [name, value] : object(from, "facts", "the snapshot"))
            made.what.facts.emplace_back(name,
                                         text_of(value, fmt::format("fact `{}`", printable(std::string_view(name)))));
        const auto& account = object(from, "snapshot", "the snapshot");
        made.what.snapshot = {{},
                              text(account, "account_id", "`snapshot`"),
                              text(account, "cloud", "`snapshot`"),
                              text(account, "started_at", "`snapshot`"),
                              text(account, "sealed_at", "`snapshot`"),
                              text(account, "digest", "`snapshot`"),
                              count(account, "gaps", "`snapshot`")};
        made.extent = extent(object(from, "scope", "the snapshot"));
        made.what.remarks = texts(from, "remarks", "the snapshot");
        for (const auto& [id, value] : object(from, "sections", "the snapshot")) {
            const auto where = fmt::format("section `{}`", printable(std::string_view(id)));
            if (const auto* one = value.if_object())
                made.what.sections.push_back(section(id, *one, where));
            else
                wrong(where, "no object");
        }
        coverage(object(from, "coverage", "the snapshot"), made.what);
        if (fault_) return *std::move(fault_);
        return made;
    }

private:
    audit::crawl_extent extent(const json::object& from) {
        audit::crawl_extent made;
        made.families = texts(from, "families", "`scope`");
        for (const auto& one : array(from, "left_out", "`scope`"))
            if (const auto* row = one.if_object())
                made.left_out.emplace_back(text(*row, "family", "`left_out`"), text(*row, "reason", "`left_out`"));
            else
                wrong("`left_out`", "a list of something else than objects");
        for (const auto& one : array(from, "unlisted", "`scope`")) made.unlisted.push_back(node(one, "`unlisted`"));
        return made;
    }

    void coverage(const json::object& from, audit::dossier& into) {
        for (const auto& one : array(from, "gaps", "`coverage`")) {
            const auto* gap = one.if_object();
            if (gap == nullptr) return wrong("`coverage`", "a list of something else than objects");
            const query::coverage_note note{node(member(*gap, "about", "a gap"), "a gap"),
                                            text(*gap, "part", "a gap"),
                                            text(*gap, "outcome", "a gap"),
                                            text(*gap, "family", "a gap"),
                                            text(*gap, "reason", "a gap"),
                                            gap->contains("snapshot") ? text(*gap, "snapshot", "a gap")
                                                                      : std::string()};
            for (const auto& id : texts(*gap, "sections", "a gap")) {
                const auto found = std::ranges::find(into.sections, id, &audit::section::id);
                if (found == into.sections.end())
                    return wrong("a gap", fmt::format("about a section `{}` that is not there", printable(id)));
                found->table.coverage.push_back(note);
            }
        }
    }

    audit::section section(std::string_view id, const json::object& from, const std::string& where) {
        audit::section made{std::string(id), text(from, "title", where), {}, {}};
        if (from.contains("question")) made.question = text(from, "question", where);
        if (from.contains("warnings")) made.table.warnings = texts(from, "warnings", where);
        made.table.kind = kind(text(from, "kind", where), where);
        made.table.count = count(from, "count", where);
        for (const auto& one : array(from, "columns", where))
            if (const auto* column = one.if_object())
                made.table.columns.push_back({text(*column, "name", where), type(text(*column, "type", where), where)});
            else
                wrong(where, "columns that are no objects");
        for (const auto& one : array(from, "rows", where)) {
            if (fault_) break;
            const auto place = fmt::format("row {} of {}", made.table.rows.size() + 1, where);
            if (const auto* row = one.if_object())
                made.table.rows.push_back(cells(made.table.columns, *row, place));
            else
                wrong(place, "no object");
        }
        if (!fault_ && made.table.count != made.table.rows.size())
            wrong(where, fmt::format("{} rows where `count` says {}", made.table.rows.size(), made.table.count));
        return made;
    }

    std::vector<query::cell> cells(const std::vector<query::column>& columns, const json::object& row,
                                   const std::string& where) {
        std::vector<query::cell> made;
        for (const auto& column : columns) {
            const auto dot = column.name.find('.');
            const bool nested = dot != std::string::npos;
            const auto& from = nested ? object(row, std::string_view(column.name).substr(0, dot), where) : row;
            const auto key = std::string_view(column.name).substr(nested ? dot + 1 : 0);
            const auto& value = member(from, key, where);
            made.push_back(value.is_null() ? query::cell{}
                           : nested && column.type == query::column_type::node
                               ? query::cell(node_beside(from, key, where))
                               : cell(column, value, where));
        }
        return made;
    }

    /// Of `principal.name` kind, id and scope are its brothers; of `resource.owner`, `owner_id` and `owner_scope`.
    query::node_cell node_beside(const json::object& from, std::string_view key, const std::string& where) {
        const auto told = [&](std::string_view what) {
            const auto* value = from.if_contains(key == "name" ? std::string(what) : fmt::format("{}_{}", key, what));
            return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
        };
        return {no_node, text(from, key, where), told("kind"), told("id"), told("scope")};
    }

    query::cell cell(const query::column& column, const json::value& value, const std::string& where) {
        switch (column.type) {
        case query::column_type::node: return node(value, where);
        case query::column_type::verdict: return verdict(text_of(value, where), where);
        case query::column_type::boolean:
            if (value.is_bool()) return value.get_bool();
            break;
        case query::column_type::integer:
            if (value.is_int64()) return value.get_int64();
            break;
        case query::column_type::text:
            if (value.is_string()) return std::string(value.get_string());
            break;
        case query::column_type::texts: return list(value, where);
        }
        wrong(where, fmt::format("no {} in `{}`", word_of(column.type), printable(column.name)));
        return {};
    }

    query::cell list(const json::value& value, const std::string& where) {
        const auto* items = value.if_array();
        const bool judged = items != nullptr && !items->empty() && items->front().is_object();
        std::vector<std::string> names;
        std::vector<query::judged_name> judged_names;
        if (items == nullptr) wrong(where, "no list where one is wanted");
        for (const auto& one : items == nullptr ? none_ : *items) {
            if (!judged) {
                names.push_back(text_of(one, where));
                continue;
            }
            const auto* item = one.if_object();
            if (item == nullptr) {
                wrong(where, "a list of several kinds of things");
                break;
            }
            judged_names.push_back({text(*item, "name", where), verdict(text(*item, "verdict", where), where)});
        }
        if (judged) return judged_names;
        return names;
    }

    query::node_cell node(const json::value& value, const std::string& where) {
        const auto* from = value.if_object();
        if (from == nullptr) {
            wrong(where, "no node where one is wanted");
            return {};
        }
        return {no_node, text(*from, "name", where), text(*from, "kind", where),
                from->contains("id") ? text(*from, "id", where) : std::string(),
                from->contains("scope") ? text(*from, "scope", where) : std::string()};
    }

    graph::verdict verdict(std::string_view word, const std::string& where) {
        for (const auto one : {graph::verdict::no, graph::verdict::unknown, graph::verdict::yes})
            if (query::name_of(one) == word) return one;
        wrong(where, fmt::format("no verdict `{}`", printable(word)));
        return graph::verdict::unknown;
    }
    query::statement_kind kind(std::string_view word, const std::string& where) {
        for (unsigned i = 0; i <= static_cast<unsigned>(query::statement_kind::listing); ++i)
            if (query::name_of(static_cast<query::statement_kind>(i)) == word)
                return static_cast<query::statement_kind>(i);
        wrong(where, fmt::format("an unknown kind `{}`", printable(word)));
        return query::statement_kind::listing;
    }
    query::column_type type(std::string_view word, const std::string& where) {
        for (const auto& [one, name] : column_words)
            if (name == word) return one;
        wrong(where, fmt::format("an unknown type of column `{}`", printable(word)));
        return query::column_type::text;
    }

    const json::value& member(const json::object& from, std::string_view key, std::string_view where) {
        if (const auto* found = from.if_contains(key)) return *found;
        wrong(where, fmt::format("no `{}`", printable(key)));
        return nothing_;
    }
    std::string text(const json::object& from, std::string_view key, std::string_view where) {
        return text_of(member(from, key, where), where);
    }
    std::string text_of(const json::value& value, std::string_view where) {
        if (const auto* found = value.if_string()) return std::string(*found);
        wrong(where, "no text where one is wanted");
        return {};
    }
    std::uint64_t count(const json::object& from, std::string_view key, std::string_view where) {
        const auto& value = member(from, key, where);
        if (value.is_uint64()) return value.get_uint64();
        if (value.is_int64() && value.get_int64() >= 0) return static_cast<std::uint64_t>(value.get_int64());
        wrong(where, fmt::format("no count in `{}`", key));
        return 0;
    }
    std::vector<std::string> texts(const json::object& from, std::string_view key, std::string_view where) {
        std::vector<std::string> made;
        for (const auto& one : array(from, key, where)) made.push_back(text_of(one, where));
        return made;
    }
    const json::array& array(const json::object& from, std::string_view key, std::string_view where) {
        if (const auto* found = member(from, key, where).if_array()) return *found;
        wrong(where, fmt::format("no list in `{}`", printable(key)));
        return none_;
    }
    const json::object& object(const json::object& from, std::string_view key, std::string_view where) {
        if (const auto* found = member(from, key, where).if_object()) return *found;
        wrong(where, fmt::format("no object in `{}`", printable(key)));
        return empty_;
    }
    void wrong(std::string_view where, std::string_view what) {
        if (!fault_) fault_ = fail(errc::damaged_file, fmt::format("this snapshot is damaged: {} has {}", where, what));
    }

    std::optional<failure> fault_;
    const json::value nothing_;
    const json::array none_;
    const json::object empty_;
};

failure no_snapshot() {
    return fail(errc::foreign_file, "this is no canreach snapshot")
        .hinting(
            "make one: canreach snapshot principal NAME --out FILE.json; account files are compared by canreach diff");
}

} // namespace

result<audit::snapshot> parse_snapshot(std::string_view text) {
    json::error_code fault;
    json::parse_options options;
    options.max_depth = depth_limit;
    const auto parsed = json::parse(text, fault, {}, options);
    if (fault) {
        // What begins as a snapshot was one once.
        if (text.substr(0, 200).find(snapshot_format) == std::string_view::npos) return no_snapshot();
        return fail(errc::damaged_file, fmt::format("this snapshot is damaged: {}", fault.message()))
            .hinting("take it again, or from version control");
    }
    const auto* top = parsed.if_object();
    const auto* format = top == nullptr ? nullptr : top->if_contains("format");
    if (format == nullptr || !format->is_string() || format->get_string() != snapshot_format) return no_snapshot();
    const auto* version = top->if_contains("schema_version");
    if (version == nullptr || !version->is_int64() || version->get_int64() < 1)
        return fail(errc::damaged_file, "this snapshot is damaged: it does not tell its version");
    if (version->get_int64() > snapshot_version)
        return fail(errc::newer_file, fmt::format("this snapshot is of version {}, and this program reads up to {}",
                                                  version->get_int64(), snapshot_version))
            .hinting("use the canreach that wrote it, or a later one");
    return snapshot_reader().read(*top);
}

} // namespace canreach::report
