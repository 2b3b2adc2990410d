#include "audit/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <variant>

#include "audit/subject.hpp"
#include "model/privileges.hpp"
#include "query/binder.hpp"
#include "query/lexer.hpp"
#include "query/token.hpp"
#include "query/unicode.hpp"

namespace canreach::audit {
namespace {

using query::token_kind;

constexpr std::string_view shapes = "GRANT, REVOKE or DENY privileges ON resource TO or FROM principals; ADD or REMOVE "
                                    "principals TO or FROM GROUP name; DROP GROUP name; ALTER … OWNER TO principal";

/// One statement, read from left to right.
class change_reader {
public:
    change_reader(account& in, std::string_view text, std::vector<query::token> tokens)
        : in_(in), text_(text), tokens_(std::move(tokens)) {}

    result<std::vector<edit>> read() {
        result<std::vector<edit>> made = unexpected(shapes);
        if (take("GRANT"))
            made = privileges(edit::what::grant, "TO");
        else if (take("REVOKE"))
            made = privileges(edit::what::revoke, "FROM");
        else if (take("DENY"))
            made = privileges(edit::what::deny, "TO");
        else if (take("ADD"))
            made = membership(edit::what::add_member, "TO");
        else if (take("REMOVE"))
            made = membership(edit::what::remove_member, "FROM");
        else if (take("DROP"))
            made = drop();
        else if (take("ALTER"))
            made = alter();
        if (made && at_ < tokens_.size()) return unexpected("the end of the statement");
        return made;
    }

private:
    [[nodiscard]] std::string_view word(std::size_t at) const {
        return at < tokens_.size() ? tokens_[at].where.of(text_) : std::string_view{};
    }
    [[nodiscard]] bool is(std::size_t at, std::string_view keyword) const {
        return at < tokens_.size() && tokens_[at].kind == token_kind::word && query::same_word(word(at), keyword);
    }
    bool take(std::string_view keyword) {
        if (!is(at_, keyword)) return false;
        ++at_;
        return true;
    }
    [[nodiscard]] failure unexpected(std::string_view wanted) const {
        const auto found = at_ < tokens_.size() ? fmt::format("`{}`", printable(word(at_))) : std::string("the end");
        return fail(errc::bad_input, fmt::format("wanted {}, found {}", wanted, found));
    }
    /// Where the keyword stands next, from here on.
    [[nodiscard]] std::size_t find(std::string_view keyword) const {
        auto at = at_;
        while (at < tokens_.size() && !is(at, keyword)) ++at;
        return at;
    }
    [[nodiscard]] std::string_view words_between(std::size_t from, std::size_t to) const {
        if (from >= to) return {};
        return query::hull(tokens_[from].where, tokens_[to - 1].where).of(text_);
    }

    /// A user, service principal or group, its kind said or not.
    result<node_id> principal() {
        std::optional<node_kind> kind;
        const auto named = [&](std::size_t at) {
            return at < tokens_.size() && tokens_[at].kind != token_kind::comma &&
                   tokens_[at].kind != token_kind::semicolon;
        };
        if (is(at_, "SERVICE") && is(at_ + 1, "PRINCIPAL") && named(at_ + 2)) {
            kind = node_kind::service_principal;
            at_ += 2;
        } else if (is(at_, "USER") && named(at_ + 1)) {
            kind = node_kind::user;
            ++at_;
        } else if (is(at_, "GROUP") && named(at_ + 1)) {
            kind = node_kind::group;
            ++at_;
        }
        if (at_ >= tokens_.size()) return unexpected("a principal");
        switch (tokens_[at_].kind) {
        case token_kind::word:
        case token_kind::quoted:
        case token_kind::email:
        case token_kind::uuid:
        case token_kind::id: break;
        default: return unexpected("a principal");
        }
        auto name = query::value_of(tokens_[at_], text_);
        if (tokens_[at_].kind == token_kind::id && !name.starts_with('#')) name = '#' + name;
        auto found = find_principal(in_.names, name, kind);
        if (!found) return std::move(found).error();
        ++at_;
        return found->node.id;
    }
    result<std::vector<node_id>> principals() {
        std::vector<node_id> made;
        do {
            auto one = principal();
            if (!one) return one.error();
            made.push_back(*one);
        } while (at_ < tokens_.size() && tokens_[at_].kind == token_kind::comma && ++at_ > 0);
        return made;
    }
    result<node_id> group() {
        if (!take("GROUP")) return unexpected("GROUP");
        const auto found = principal();
        if (!found) return found;
        if (in_.facts.kind_of(*found) != node_kind::group)
            return fail(errc::bad_input, fmt::format("`{}` is no group", printable(word(at_ - 1))));
        return found;
    }

    /// What the words up to `end` name, by the rules of the language.
    result<node_id> resource(std::size_t end) {
        const auto words = words_between(at_, end);
        if (words.empty()) return unexpected("a resource");
        const auto sentence = fmt::format("SHOW OWNER OF {}", words);
        const auto told = [](const query::diagnostic& what) {
            return fail(what.code, what.message).hinting(what.hint);
        };
        const auto parsed = query::parse_sentence(sentence, in_.language.words());
        if (!parsed) return told(parsed.error());
        const auto bound = query::bind(*parsed, in_.names, in_.facts, in_.language.words());
        if (!bound) return told(bound.error());
        const auto* scan = std::get_if<query::bound::scan>(&bound->what.what);
        const auto* owner = scan == nullptr ? nullptr : std::get_if<query::bound::owner>(scan);
        if (owner == nullptr || owner->of.pattern || owner->of.nodes.size() != 1)
            return fail(errc::bad_input, fmt::format("`{}` is not one resource", printable(words)));
        at_ = end;
        return owner->of.nodes.front();
    }

    result<std::vector<edit>> privileges(edit::what kind, std::string_view toward) {
        const auto on = find("ON");
        std::vector<std::string> names;
        std::size_t begin = at_;
        for (auto at = at_; at <= on && on < tokens_.size(); ++at)
            if (at == on || tokens_[at].kind == token_kind::comma) {
                names.emplace_back(words_between(begin, at));
                begin = at + 1;
            }
        if (on == tokens_.size() || names.empty()) return unexpected("privileges and ON");
        at_ = on + 1;
        // A resource of this name is no keyword: the last one counts.
        auto end = tokens_.size();
        for (auto at = at_; at < tokens_.size(); ++at)
            if (is(at, toward)) end = at;
        if (end == tokens_.size()) return unexpected(fmt::format("a resource and {}", toward));
        const auto target = resource(end);
        if (!target) return target.error();
        const auto family = family_of(in_.facts.kind_of(*target));
        const bool hive = family == kind_family::hive;
        if (!hive && family != kind_family::unity && in_.facts.kind_of(*target) != node_kind::metastore)
            return fail(errc::bad_input, "SQL grants nothing on this kind of resource");
        if (kind == edit::what::deny && !hive)
            return fail(errc::bad_input, "Unity Catalog knows no DENY; it is for the Hive metastore");
        mask bits;
        for (const auto& name : names) {
            std::optional<unsigned> bit;
            if (hive) {
                if (const auto known = hive_privilege_named(name)) bit = static_cast<unsigned>(*known);
            } else {
                bit = in_.names.privileges().find(name);
            }
            if (!bit) return fail(errc::bad_input, fmt::format("unknown privilege `{}`", printable(name)));
            bits.set(*bit);
        }
        ++at_;
        const auto who = principals();
        if (!who) return who.error();
        std::vector<edit> made;
        for (const auto one : *who) made.push_back({kind, one, *target, hive ? facet::hive : facet::unity, bits});
        return made;
    }

    result<std::vector<edit>> membership(edit::what kind, std::string_view toward) {
        const auto who = principals();
        if (!who) return who.error();
        if (!take(toward)) return unexpected(toward);
        const auto into = group();
        if (!into) return into.error();
        return memberships(kind, *who, *into);
    }
    static std::vector<edit> memberships(edit::what kind, const std::vector<node_id>& who, node_id into) {
        std::vector<edit> made;
        for (const auto one : who) made.push_back({kind, one, into, {}, {}});
        return made;
    }

    result<std::vector<edit>> drop() {
        const auto which = group();
        if (!which) return which.error();
        return std::vector<edit>{{edit::what::drop_group, no_node, *which, {}, {}}};
    }

    result<std::vector<edit>> alter() {
        if (is(at_, "GROUP")) {
            const auto which = group();
            if (!which) return which.error();
            const bool add = take("ADD");
            if (!add && !take("DROP")) return unexpected("ADD or DROP");
            const auto who = principals();
            if (!who) return who.error();
            return memberships(add ? edit::what::add_member : edit::what::remove_member, *who, *which);
        }
        const auto owner = find("OWNER");
        if (owner == tokens_.size()) return unexpected("a resource and OWNER TO");
        const bool set = owner > at_ && owner < tokens_.size() && is(owner - 1, "SET");
        const auto target = resource(owner - (set ? 1 : 0));
        if (!target) return target.error();
        if (set) ++at_;
        if (!take("OWNER") || !take("TO")) return unexpected("OWNER TO");
        const auto who = principal();
        if (!who) return who.error();
        return std::vector<edit>{{edit::what::set_owner, *who, *target, {}, {}}};
    }

    account& in_;
    std::string_view text_;
    std::vector<query::token> tokens_; ///< of this statement
    std::size_t at_ = 0;
};

} // namespace

result<std::vector<change>> parse_changes(account& in, std::string_view text) {
    if (text.size() > query::max_script_bytes)
        return fail(errc::limit_exceeded, fmt::format("at most {} bytes of changes", query::max_script_bytes));
    std::vector<change> made;
    std::vector<query::token> statement;
    for (const auto& token : query::tokenize(text)) {
        if (token.kind != token_kind::semicolon && token.kind != token_kind::end) {
            statement.push_back(token);
            continue;
        }
        if (statement.empty()) continue;
        const std::string words(query::hull(statement.front().where, statement.back().where).of(text));
        auto edits = change_reader(in, text, std::exchange(statement, {})).read();
        if (!edits) return std::move(edits).error().with("statement", printable(words));
        made.push_back({words, *std::move(edits)});
    }
    if (made.empty()) return fail(errc::bad_input, "no change is told").hinting(fmt::format("wanted {}", shapes));
    return made;
}

} // namespace canreach::audit
