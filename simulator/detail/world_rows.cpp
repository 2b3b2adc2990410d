#include "simulator/detail/world_rows.hpp"

#include <fmt/format.h>

#include <string_view>
#include <variant>

namespace canreach::simulator::detail {
namespace {

class row_writer {
public:
    explicit row_writer(const world& from) : from_(from) {}

    std::string operator()(const node_fact& one) const { return id(one.key); }
    std::string operator()(const member_fact& one) const { return row("members", id(one.member), id(one.group)); }
    std::string operator()(const members_fact& many) const {
        std::string rows;
        many.members.for_each([&](const principal_view& one) {
            rows += (rows.empty() ? "" : ", ") + (*this)(member_fact{principal_ref::of(one), many.group});
        });
        return rows;
    }
    std::string operator()(const owner_fact& one) const { return row("owners", id(one.owner), id(one.resource)); }
    std::string operator()(const grant_fact& one) const { return row(list_of(one), id(one.grantee), id(one.resource)); }
    std::string operator()(const bind_fact& one) const {
        if (one.how == binding::attach) return row("attach", id(one.workspace), id(one.resource));
        return row("bind", id(one.resource), id(one.workspace));
    }
    std::string operator()(const link_fact& one) const {
        const auto to = std::visit([this](const auto& end) { return id(end); }, one.to);
        return fmt::format("links [{}, {}, {}]", name_of(one.type), id(one.from), to);
    }
    std::string operator()(const policy_fact& one) const {
        return fmt::format("policy `{}` on {}", one.name, id(one.on));
    }

private:
    std::string id(const node_key& key) const {
        auto known = world_id_of(from_, key);
        return known.empty() ? to_string(key) : known;
    }
    std::string id(const principal_ref& who) const { return id(node_key{who.kind, who.scope, who.text}); }
    static std::string row(std::string_view list, const std::string& from, const std::string& to) {
        return fmt::format("{} [{}, {}]", list, from, to);
    }
    static std::string_view list_of(const grant_fact& one) {
        if (one.what == facet::acl) return "acls";
        if (one.what == facet::role) return one.resource.kind == node_kind::workspace ? "assign" : "roles";
        return !one.allow.empty() || !one.unknown.empty() ? "grants" : "denies";
    }

    const world& from_;
};

} // namespace

std::string row_of(const world& from, const fact& what) {
    return std::visit(row_writer(from), what);
}

} // namespace canreach::simulator::detail
