// Principals, actions and resources.
#include <fmt/format.h>

#include <string>
#include <utility>

#include "query/detail/parser_rules.hpp"
#include "query/near.hpp"
#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr std::size_t max_listed_verbs = 6;

std::string joined(const token_reader& in, std::size_t count) {
    std::string words;
    for (std::size_t i = 0; i < count; ++i) {
        const auto next = in.word(i);
        if (next.empty()) return {};
        if (i > 0) words += ' ';
        words += next;
    }
    return words;
}

} // namespace

/// A kind word counts as one only if a name follows (lexical rule 2); the longest spelling is tried first.
std::optional<kind_ref> parser_rules::kind_before_name(bool text_too, bool principals_only) {
    for (auto count = longest_kind_words; count > 0; --count) {
        const auto words = joined(in_, count);
        if (words.empty()) continue;
        const auto kind = kind_spelled(words);
        if (!kind || (principals_only && !(*kind)->principal)) continue;
        if (!in_.at_name(count) && !(text_too && in_.at(token_kind::string, count))) continue;
        in_.skip(count);
        return kind;
    }
    return std::nullopt;
}

std::optional<kind_ref> parser_rules::plural_kind(bool principals_only) {
    for (auto count = longest_kind_words; count > 0; --count) {
        const auto words = joined(in_, count);
        if (words.empty()) continue;
        const auto kind = kind_with_plural(words);
        if (!kind || (principals_only && !(*kind)->principal)) continue;
        in_.skip(count);
        return kind;
    }
    if (const auto singular = kind_spelled(in_.word()); singular && (!principals_only || (*singular)->principal)) {
        in_.fail(in_.peek().where, fmt::format("a kind stands in the plural here, found `{}`", in_.word()),
                 fmt::format("did you mean `{}`?", (*singular)->plural));
        return std::nullopt;
    }
    for (const auto& row : object_kinds())
        if (row.principal) in_.fits_word(row.plural);
    if (!principals_only)
        for (const auto& row : object_kinds())
            if (!row.principal) in_.fits_word(row.plural);
    in_.fail_here();
    return std::nullopt;
}

ast::principal parser_rules::principal(bool after_can) {
    ast::principal made;
    const auto first = in_.peek().where;
    if (after_can) {
        // Lexical rule 3: here a kind takes the next token as its name, whatever it is.
        for (const std::size_t count : {std::size_t{2}, std::size_t{1}}) {
            const auto kind = kind_spelled(joined(in_, count));
            if (!kind || !(*kind)->principal || !in_.at_name_token(count)) continue;
            in_.skip(count);
            const auto taken = in_.take();
            made.kind = kind;
            made.who = {value_of(taken, in_.text()), taken.kind == token_kind::id, taken.where};
            made.from = in_.since(first);
            return made;
        }
    } else {
        made.kind = kind_before_name(false, true);
    }
    if (in_.at(token_kind::string)) {
        in_.fail(in_.peek().where, "a principal is a name, and this is text", "write names in backticks");
        return made;
    }
    if (!in_.at_name_token()) {
        in_.fits("a principal");
        in_.fail_here();
        return made;
    }
    made.who = in_.name();
    made.from = in_.since(first);
    return made;
}

std::optional<ast::name> parser_rules::acting() {
    if (!in_.at_word("AS")) return std::nullopt;
    in_.take();
    in_.expect("ROLE");
    return in_.name();
}

ast::action parser_rules::action(bool target_follows) {
    ast::action made;
    const auto first = in_.peek().where;
    if (in_.at_word("ANY") && in_.at_word("OF", 1)) {
        in_.skip(2);
        in_.expect(token_kind::open, "(");
        made.any_of = true;
    }
    do made.verbs.push_back(verb(target_follows));
    while (!in_.failed() && in_.accept(token_kind::comma, ","));
    if (made.any_of) in_.expect(token_kind::close, ")");
    made.from = in_.since(first);
    return made;
}

/// The longest spelling of the closed table counts (lexical rule 4).
ast::verb parser_rules::verb(bool target_follows) {
    std::string spelling;
    const vocabulary::word* found = nullptr;
    std::size_t found_words = 0;
    for (std::size_t count = 0;;) {
        const auto next = in_.word(count);
        if (next.empty() || (!target_follows && same_word(next, "FROM"))) break;
        if (count > 0) spelling += ' ';
        spelling += normalised_verb(next);
        ++count;
        if (const auto* longer = words_.find(spelling)) {
            found = longer;
            found_words = count;
        }
        if (!words_.begins(spelling)) break;
    }
    if (found == nullptr) {
        unknown_verb();
        return {};
    }
    const auto first = in_.peek().where;
    in_.skip(found_words);
    return {found->spelling(), in_.since(first)};
}

void parser_rules::unknown_verb() {
    const auto typed = in_.word();
    if (in_.failed() || typed.empty() || in_.at_structural()) {
        in_.fits("an action");
        in_.fail_here();
        return;
    }
    if (in_.at(token_kind::dot, 1) || in_.at(token_kind::colon, 1)) {
        in_.fail(in_.peek().where, fmt::format("expected an action, found `{}`", printable(typed, 48)),
                 "say what is to be done, such as `SELECT`, before what it is done to");
        return;
    }
    // One, two or three of the words may be a misspelt verb: the nearest wins.
    diagnostic fault{errc::bad_input, in_.peek().where, {}, {}, {}};
    std::size_t best = typed.size() + 1;
    std::string shown(typed);
    for (std::size_t count = 1; count <= 3; ++count) {
        const auto words = joined(in_, count);
        if (words.empty() || words.size() > 64) break;
        const auto meant = words_.near(normalised_verb(words));
        if (meant.empty()) continue;
        const auto distance = words_apart(normalised_verb(words), meant, words.size());
        if (distance >= best) continue;
        best = distance;
        shown = words;
        fault.where = hull(in_.peek().where, in_.peek(count - 1).where);
        fault.hint = fmt::format("did you mean `{}`?", meant);
    }
    fault.message = fmt::format("unknown action `{}`", printable(shown, 48));
    if (fault.hint.empty()) {
        std::string list;
        std::size_t listed = 0;
        const auto prefix = normalised_verb(typed) + ' ';
        for (const auto& one : words_.words()) {
            if (!one.spelling().starts_with(prefix)) continue;
            if (++listed > max_listed_verbs) {
                list += ", …";
                break;
            }
            list += fmt::format("{}`{}`", listed == 1 ? "" : ", ", one.spelling());
        }
        fault.hint = listed > 0 ? fmt::format("actions that begin so: {}", list)
                                : "an action is a privilege (`SELECT`, `MODIFY`), a permission level (`CAN_RUN`) or an "
                                  "operation (`DROP TABLE`); docs/query_language.md lists them";
    }
    in_.fail(std::move(fault));
}

ast::resource parser_rules::target() {
    for (const auto* word : {"ON", "IN", "INTO", "OF"})
        if (in_.at_word(word)) {
            in_.take();
            break;
        }
    return resource();
}

ast::resource parser_rules::resource() {
    using form = ast::resource::form;
    ast::resource made;
    const auto first = in_.peek().where;
    // A shell takes the quotes off the text, and what is left of it comes as a name in backticks.
    if (in_.at_word("PATH") && (in_.at(token_kind::string, 1) || in_.at(token_kind::quoted, 1))) {
        in_.take();
        made.how = form::path;
        const auto taken = in_.take();
        made.named.parts = {{ast::name_part::form::name, {value_of(taken, in_.text()), false, taken.where}}};
        made.named.is_string = true;
        made.named.from = taken.where;
    } else if (in_.at_word("ANY") && in_.at_word("FILE", 1)) {
        in_.skip(2);
        made.how = form::any_file;
    } else if (in_.at_word("ANONYMOUS") && in_.at_word("FUNCTION", 1)) {
        in_.skip(2);
        made.how = form::anonymous_function;
    } else if (made.kind = kind_before_name(true, false); made.kind) {
        made.named = dotted_name();
    } else if (in_.at_word("METASTORE") && !in_.at(token_kind::dot, 1) && !in_.at(token_kind::colon, 1)) {
        in_.take();
        made.how = form::metastore;
    } else {
        made.named = dotted_name();
    }
    made.from = in_.since(first);
    return made;
}

ast::dotted_name parser_rules::dotted_name() {
    ast::dotted_name made;
    const auto first = in_.peek().where;
    const auto text_part = [&] {
        const auto taken = in_.take();
        made.parts = {{ast::name_part::form::name, {value_of(taken, in_.text()), false, taken.where}}};
        made.is_string = true;
        made.from = in_.since(first);
    };
    if (in_.at(token_kind::string)) {
        text_part();
        return made;
    }
    if (!in_.at_name_token()) {
        in_.fits("a resource");
        in_.fail_here();
        return made;
    }
    auto start = in_.name();
    if (in_.at(token_kind::colon)) {
        in_.take();
        made.place = std::move(start);
        if (in_.at(token_kind::string)) {
            text_part();
            return made;
        }
        start = in_.name();
    }
    made.parts.push_back({ast::name_part::form::name, std::move(start)});
    while (in_.at(token_kind::dot)) {
        in_.take();
        made.parts.push_back(name_part());
    }
    made.from = in_.since(first);
    return made;
}

ast::name_part parser_rules::name_part() {
    using form = ast::name_part::form;
    if (in_.at(token_kind::star)) {
        const auto taken = in_.take();
        return {form::star, {{}, false, taken.where}};
    }
    if (in_.at(token_kind::double_star)) {
        const auto taken = in_.take();
        return {form::double_star, {{}, false, taken.where}};
    }
    if (in_.at(token_kind::integer)) {
        const auto digits = in_.peek().where.of(in_.text());
        in_.fail(in_.peek().where, fmt::format("`{}` begins with a digit", printable(digits, 48)),
                 fmt::format("a name: `` `{}` ``", printable(digits, 48)));
        return {};
    }
    // After a dot nothing but a name can stand, so structural words need no backticks here.
    if (in_.at(token_kind::word)) {
        const auto taken = in_.take();
        return {form::name, {value_of(taken, in_.text()), false, taken.where}};
    }
    return {form::name, in_.name()};
}

} // namespace canreach::query::detail
