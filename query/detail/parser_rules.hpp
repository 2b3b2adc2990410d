/// The rules of the grammar, one function each.
#pragma once

#include <cstddef>
#include <optional>

#include "query/detail/token_reader.hpp"
#include "query/vocabulary.hpp"

namespace canreach::query::detail {

class parser_rules {
public:
    parser_rules(std::string_view text, std::span<const token> tokens, const vocabulary& words)
        : in_(text, tokens), words_(words) {}

    /// The whole sentence, to its last token.
    [[nodiscard]] answer<ast::statement> sentence();

private:
    // parse_questions.cpp
    ast::query_set set();
    ast::term term();
    ast::factor factor();
    void question(ast::factor& out);
    void which(ast::factor& out);
    ast::who_can who(std::optional<kind_ref> kind);
    ast::what_can what();
    ast::subject subject();
    ast::compare compare();
    ast::diff diff();
    ast::show show();
    ast::listing listing();
    ast::show_grants grants();
    std::optional<ast::resource> within(bool& exactly);

    // parse_names.cpp
    ast::principal principal(bool after_can);
    std::optional<ast::name> acting();
    /// Where no target follows, FROM after a verb begins the clause: `WHAT CAN alice DELETE FROM prod`.
    ast::action action(bool target_follows);
    ast::verb verb(bool target_follows);
    void unknown_verb();
    ast::resource target();
    ast::resource resource();
    ast::dotted_name dotted_name();
    ast::name_part name_part();
    std::optional<kind_ref> kind_before_name(bool text_too, bool principals_only);
    std::optional<kind_ref> plural_kind(bool principals_only);

    // parse_clauses.cpp
    ast::tail tail();
    bool clause(ast::tail& out);
    bool once(bool seen, span where, std::string_view what);
    ast::mode mode_of(ast::mode_word word, span first);
    ast::condition condition();
    ast::condition conjunction();
    ast::condition test();
    void operator_of(ast::test& out);
    ast::field field();
    ast::value value();
    ast::snapshot snapshot();

    /// One level deeper, until it goes out of scope.
    class level {
    public:
        explicit level(parser_rules& of);
        ~level() { --of_.depth_; }
        level(const level&) = delete;
        level& operator=(const level&) = delete;

    private:
        parser_rules& of_;
    };

    token_reader in_;
    const vocabulary& words_;
    std::size_t depth_ = 0;
};

} // namespace canreach::query::detail
