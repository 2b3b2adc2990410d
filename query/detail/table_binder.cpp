#include "query/detail/table_binder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "query/cell_words.hpp"
#include "query/near.hpp"
#include "query/printer.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

std::string joined(const ast::field& what) {
    std::string name;
    for (const auto& part : what.parts) {
        if (!name.empty()) name += '.';
        name += part;
    }
    return name;
}

/// `kind` and `principal.kind` both mean the column `principal.kind`.
bool ends_in(std::string_view column, std::string_view field) {
    if (column.size() < field.size() || !same_word(column.substr(column.size() - field.size()), field)) return false;
    return column.size() == field.size() || column[column.size() - field.size() - 1] == '.';
}

std::string columns_of(const table_shape& shape) {
    std::string list;
    for (const auto& one : shape.columns) list += fmt::format("{}`{}`", list.empty() ? "" : ", ", one.name);
    return list;
}

bool is_kind_column(const column_shape& column) {
    return column.from == column_source::principal_kind || column.from == column_source::resource_kind;
}

} // namespace

answer<std::uint16_t> table_binder::column(const ast::field& what, const table_shape& of) const {
    const auto name = joined(what);
    std::vector<std::uint16_t> found;
    const auto look_for = [&](std::string_view wanted) {
        for (std::uint16_t i = 0; i < of.columns.size(); ++i) {
            if (same_word(of.columns[i].name, wanted)) {
                found = {i};
                return;
            }
            if (ends_in(of.columns[i].name, wanted)) found.push_back(i);
        }
    };
    look_for(name);
    if (found.empty()) look_for(name + ".name"); // `principal` is its name
    if (found.size() == 1) return found.front();
    diagnostic made{errc::bad_input, what.from, {}, {}, {}};
    if (found.empty()) {
        std::vector<std::string_view> names;
        for (const auto& one : of.columns) {
            names.emplace_back(one.name);
            names.emplace_back(std::string_view(one.name).substr(one.name.find('.') + 1));
        }
        made.code = errc::not_found;
        made.message = fmt::format("no column is named `{}`", printable(name));
        if (const auto meant = nearest(name, names); !meant.empty())
            made.hint = fmt::format("did you mean `{}`?", meant);
        made.notes.push_back(fmt::format("columns: {}", columns_of(of)));
        return made;
    }
    made.code = errc::ambiguous;
    made.message = fmt::format("`{}` can be {} columns here", printable(name), found.size());
    std::string list;
    for (const auto one : found) list += fmt::format("{}`{}`", list.empty() ? "" : " or ", of.columns[one].name);
    made.hint = fmt::format("write {}", list);
    return made;
}

answer<bound::literal> table_binder::literal(const ast::value& what, const column_shape& with) const {
    const auto wrong = [&](std::string_view wanted) {
        const auto shown = what.how == ast::value::form::integer ? std::to_string(what.number) : printable(what.text);
        return diagnostic{
            errc::bad_input, what.from, fmt::format("`{}` is {}, and `{}` is not", with.name, wanted, shown), {}, {}};
    };
    const auto text = what.how == ast::value::form::integer ? std::to_string(what.number) : what.text;
    switch (with.type) {
    case column_type::integer:
        if (what.how != ast::value::form::integer) return wrong("a number");
        return bound::literal{what.number};
    case column_type::boolean:
        if (same_word(text, "true")) return bound::literal{true};
        if (same_word(text, "false")) return bound::literal{false};
        return wrong("`true` or `false`");
    case column_type::verdict:
        if (same_word(text, "yes")) return bound::literal{graph::verdict::yes};
        if (same_word(text, "unknown")) return bound::literal{graph::verdict::unknown};
        if (same_word(text, "no")) return bound::literal{graph::verdict::no};
        return wrong("`yes`, `no` or `unknown`");
    case column_type::text:
    case column_type::texts:
    case column_type::node: break;
    }
    if (!is_kind_column(with)) return bound::literal{text};
    // Kinds may be written as in the language (`SERVICE PRINCIPAL`) or as in answers (`sp`).
    if (auto word = word_of_noun(text)) return bound::literal{*std::move(word)};
    if (const auto kind = kind_spelled(text)) return bound::literal{std::string(word_of((*kind)->kind))};
    if (const auto kind = kind_with_plural(text))
        return bound::literal{(*kind)->views_only ? std::string("view") : std::string(word_of((*kind)->kind))};
    std::vector<std::string_view> words{"view"};
    for (const auto kind : all_kinds()) words.push_back(word_of(kind));
    diagnostic made{errc::not_found, what.from, fmt::format("no kind is called `{}`", printable(text)), {}, {}};
    if (const auto meant = nearest(text, words); !meant.empty()) made.hint = fmt::format("did you mean `{}`?", meant);
    return made;
}

answer<bound::test> table_binder::test(const ast::test& what, const table_shape& of) {
    bound::test made;
    if (const auto* member = std::get_if<ast::member_test>(&what.how)) {
        const bool has_principal = of.rows == row_kind::principal || of.rows == row_kind::pair ||
                                   std::ranges::any_of(of.columns, [](const column_shape& one) {
                                       return one.from == column_source::principal_name;
                                   });
        const auto name = joined(what.what);
        if (!has_principal || (!same_word(name, "principal") && !same_word(name, "principal.name")))
            return diagnostic{errc::bad_input,
                              what.what.from,
                              has_principal ? "`MEMBER OF` asks about `principal`"
                                            : "the rows here have no principal that could be a member",
                              {},
                              {}};
        auto group = names_.principal(member->group, {});
        if (!group) return std::move(group).error();
        if (group->kind != node_kind::group)
            return diagnostic{
                errc::bad_input,
                member->group.from,
                fmt::format("`{}` is a {}, and only groups have members", printable(group->name), noun_of(group->kind)),
                {},
                {}};
        made.how = bound::member_test{member->negated, *std::move(group)};
        return made;
    }
    const auto found = column(what.what, of);
    if (!found) return found.error();
    made.column = *found;
    const auto& with = of.columns[made.column];
    if (std::holds_alternative<ast::bare_test>(what.how)) {
        if (with.type != column_type::boolean)
            return diagnostic{errc::bad_input,
                              what.what.from,
                              fmt::format("`{}` is neither true nor false by itself", with.name),
                              fmt::format("compare it: `{} = …`", print(what.what)),
                              {}};
        made.how = bound::compare_test{ast::comparison::equal, bound::literal{true}};
    } else if (const auto* compare = std::get_if<ast::compare_test>(&what.how)) {
        auto value = literal(compare->with, with);
        if (!value) return std::move(value).error();
        made.how = bound::compare_test{compare->how, *std::move(value)};
    } else if (const auto* pattern = std::get_if<ast::pattern_test>(&what.how)) {
        if (with.type != column_type::text && with.type != column_type::texts && with.type != column_type::node)
            return diagnostic{errc::bad_input,
                              what.what.from,
                              fmt::format("`{}` is no text that a pattern could match", with.name),
                              {},
                              {}};
        const auto& text = pattern->pattern;
        made.how = bound::pattern_test{pattern->how, pattern->negated,
                                       text.how == ast::value::form::integer ? std::to_string(text.number) : text.text};
    } else if (const auto* list = std::get_if<ast::in_test>(&what.how)) {
        bound::in_test in{list->negated, {}};
        for (const auto& one : list->values) {
            auto value = literal(one, with);
            if (!value) return std::move(value).error();
            in.values.push_back(*std::move(value));
        }
        made.how = std::move(in);
    } else {
        made.how = bound::null_test{std::get<ast::null_test>(what.how).negated};
    }
    return made;
}

answer<bound::condition> table_binder::condition(const ast::condition& what, const table_shape& of) {
    bound::condition made;
    made.how = what.how;
    if (what.how == ast::condition::form::test) {
        auto leaf = test(what.leaf, of);
        if (!leaf) return std::move(leaf).error();
        made.leaf = *std::move(leaf);
        return made;
    }
    for (const auto& one : what.operands) {
        auto operand = condition(one, of);
        if (!operand) return std::move(operand).error();
        made.operands.push_back(*std::move(operand));
    }
    return made;
}

answer<bool> table_binder::bind(const ast::tail& what, bound::relation& out) {
    out.result = out.rows;
    if (what.where) {
        auto where = condition(*what.where, out.rows);
        if (!where) return std::move(where).error();
        out.then.where = *std::move(where);
        out.then.where_shown = print(*what.where);
    }
    for (const auto& one : what.group_by) {
        const auto by = column(one, out.rows);
        if (!by) return by.error();
        out.then.group_by.push_back(*by);
    }
    if (!out.then.group_by.empty()) out.result = shape_of_groups(out.rows, out.then.group_by);
    for (const auto& one : what.order_by) {
        const auto by = column(one.by, out.result);
        if (!by) return by.error();
        out.then.order_by.push_back({*by, one.descending});
    }
    if (what.rows) out.then.limit = static_cast<std::uint64_t>(what.rows->rows);
    return true;
}

} // namespace canreach::query::detail
