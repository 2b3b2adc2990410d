#include <fmt/format.h>

#include <algorithm>

#include "simulator/truth.hpp"

namespace canreach::simulator {
namespace {

std::string text_of_key(const node_key& key) {
    return fmt::format("{}|{}|{}", word_of(key.kind), key.scope, key.id);
}

std::string text_of_ref(const principal_ref& ref) {
    return fmt::format("{}|{}|{}|{}", static_cast<int>(ref.how), word_of(ref.kind), ref.scope, ref.text);
}

std::string text_of_refs(const std::vector<principal_ref>& refs) {
    std::string text;
    for (const auto& ref : refs) text += text_of_ref(ref) + ',';
    return text;
}

struct writer {
    std::string operator()(const node_fact& n) const {
        std::string attributes;
        for (const auto& [name, value] : n.attributes) attributes += fmt::format(" {}={}", name, value);
        return fmt::format("node {} name={} parent={} subtype={} flags={}{}", text_of_key(n.key), n.name,
                           n.parent ? text_of_key(*n.parent) : std::string{}, n.subtype, n.flags.bits, attributes);
    }
    std::string operator()(const member_fact& m) const {
        return fmt::format("member {} -> {}", text_of_ref(m.member), text_of_key(m.group));
    }
    std::string operator()(const members_fact& many) const {
        std::string text;
        many.members.for_each([&](const principal_view& one) {
            text += (text.empty() ? "" : "\n") + (*this)(member_fact{principal_ref::of(one), many.group});
        });
        return text;
    }
    std::string operator()(const owner_fact& o) const {
        return fmt::format("owner {} -> {}", text_of_ref(o.owner), text_of_key(o.resource));
    }
    std::string operator()(const grant_fact& g) const {
        auto unknown = g.unknown;
        std::ranges::sort(unknown);
        return fmt::format("grant {} -> {} {} allow={:x}:{:x} deny={:x}:{:x} {}", text_of_ref(g.grantee),
                           text_of_key(g.resource), name_of(g.what), g.allow.high, g.allow.low, g.deny.high, g.deny.low,
                           fmt::join(unknown, ","));
    }
    std::string operator()(const bind_fact& b) const {
        return fmt::format("bind {} -> {} {}", text_of_key(b.resource), text_of_key(b.workspace), name_of(b.how));
    }
    std::string operator()(const link_fact& l) const {
        const auto* key = std::get_if<node_key>(&l.to);
        return fmt::format("link {} {} -> {}", name_of(l.type), text_of_key(l.from),
                           key != nullptr ? text_of_key(*key) : text_of_ref(std::get<principal_ref>(l.to)));
    }
    std::string operator()(const policy_fact& p) const {
        std::string matches;
        for (const auto& key : p.matches) matches += text_of_key(key) + ',';
        return fmt::format("policy {} {} on={} {:x}:{:x} to={} except={} matches={} function={} column={}", p.name,
                           name_of(p.type), text_of_key(p.on), p.privileges.high, p.privileges.low, text_of_refs(p.to),
                           text_of_refs(p.except), matches, p.function ? text_of_key(*p.function) : std::string{},
                           p.column);
    }
};

} // namespace

std::string text_of(const fact& what) {
    return std::visit(writer{}, what);
}

} // namespace canreach::simulator
