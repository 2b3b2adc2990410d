#include "query/detail/text_match.hpp"

#include <cstddef>

#include "query/unicode.hpp"

namespace canreach::query::detail {
namespace {

constexpr auto nowhere = std::string_view::npos;

/// One item of a pattern: how far it reaches, and whether it matches a character or any text.
struct item {
    enum class form { literal, one, any, set } how = form::literal;
    code_point c;
    std::size_t begin = 0; ///< of a set, within the brackets
    std::size_t end = 0;   ///< of a set
    std::size_t next = 0;  ///< where the pattern goes on
};

char32_t folded(char32_t c) {
    return c < 0x80 ? static_cast<char32_t>(ascii_lower(static_cast<char>(c))) : c;
}

class like_syntax {
public:
    static item read(std::string_view pattern, std::size_t at) {
        const auto c = decode(pattern, at);
        item made{item::form::literal, c, 0, 0, at + c.size};
        if (c.value == U'%') made.how = item::form::any;
        if (c.value == U'_') made.how = item::form::one;
        if (c.value == U'\\' && made.next < pattern.size()) {
            made.c = decode(pattern, made.next);
            made.next += made.c.size;
        }
        return made;
    }
    static bool same(char32_t a, char32_t b) { return folded(a) == folded(b); }
};

class glob_syntax {
public:
    static item read(std::string_view pattern, std::size_t at) {
        const auto c = decode(pattern, at);
        item made{item::form::literal, c, 0, 0, at + c.size};
        if (c.value == U'*') made.how = item::form::any;
        if (c.value == U'?') made.how = item::form::one;
        if (c.value == U'[') {
            // A bracket right after the opening belongs to the set; one that is never closed is a plain character.
            auto first = made.next;
            if (first < pattern.size() && (pattern[first] == '!' || pattern[first] == '^')) ++first;
            const auto close = pattern.find(']', first + 1);
            if (close != nowhere) {
                made.how = item::form::set;
                made.begin = made.next;
                made.end = close;
                made.next = close + 1;
            }
        }
        return made;
    }
    static bool same(char32_t a, char32_t b) { return a == b; }
};

bool in_set(char32_t wanted, std::string_view pattern, const item& set) {
    auto at = set.begin;
    const bool negated = pattern[at] == '!' || pattern[at] == '^';
    if (negated) ++at;
    bool found = false;
    while (at < set.end) {
        const auto low = decode(pattern, at);
        at += low.size;
        auto high = low.value;
        if (at + 1 < set.end && pattern[at] == '-') {
            const auto last = decode(pattern, at + 1);
            high = last.value;
            at += 1U + last.size;
        }
        found = found || (wanted >= low.value && wanted <= high);
    }
    return found != negated;
}

/// Goes back to the last `any` only, which suffices: time is the product of the lengths at worst, and no stack is used.
template <class Syntax>
bool matches(std::string_view text, std::string_view pattern) {
    std::size_t t = 0;
    std::size_t p = 0;
    std::size_t after_any = nowhere;
    std::size_t text_at_any = 0;
    while (t < text.size()) {
        const auto c = decode(text, t);
        if (p < pattern.size()) {
            const auto next = Syntax::read(pattern, p);
            if (next.how == item::form::any) {
                after_any = p = next.next;
                text_at_any = t;
                continue;
            }
            const bool fits = next.how == item::form::one ||
                              (next.how == item::form::literal && Syntax::same(next.c.value, c.value)) ||
                              (next.how == item::form::set && in_set(c.value, pattern, next));
            if (fits) {
                p = next.next;
                t += c.size;
                continue;
            }
        }
        if (after_any == nowhere) return false;
        text_at_any += decode(text, text_at_any).size;
        t = text_at_any;
        p = after_any;
    }
    while (p < pattern.size()) {
        const auto next = Syntax::read(pattern, p);
        if (next.how != item::form::any) return false;
        p = next.next;
    }
    return true;
}

} // namespace

bool matches_like(std::string_view text, std::string_view pattern) {
    return matches<like_syntax>(text, pattern);
}

bool matches_glob(std::string_view text, std::string_view pattern) {
    return matches<glob_syntax>(text, pattern);
}

} // namespace canreach::query::detail
