/// What a crawl asserts: nodes and the seven stored edge kinds (access-model §1.3). Nothing here is derived.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "model/mask.hpp"
#include "model/member_list.hpp"
#include "model/node.hpp"

namespace canreach {
inline namespace model {

/// How a reply names a principal. Names become ids when the account file is sealed (rule M8), never before: the group
/// that a grant names may be listed later than the grant.
struct principal_ref {
    using form = reference_form;
    form how = form::key;
    node_kind kind = node_kind::other; ///< the kind, where the reply tells; `other` = not told
    std::string scope;
    std::string text;

    [[nodiscard]] static principal_ref to(node_key key) {
        return {form::key, key.kind, std::move(key.scope), std::move(key.id)};
    }
    [[nodiscard]] static principal_ref with_id(std::string id) {
        return {form::id, node_kind::other, {}, std::move(id)};
    }
    [[nodiscard]] static principal_ref named(std::string name, node_kind kind = node_kind::other) {
        return {form::account_name, kind, {}, std::move(name)};
    }
    [[nodiscard]] static principal_ref named_in(std::string workspace, std::string name,
                                                node_kind kind = node_kind::other) {
        return {form::workspace_name, kind, std::move(workspace), std::move(name)};
    }
    [[nodiscard]] static principal_ref with_external_id(std::string id, node_kind kind = node_kind::other) {
        return {form::external_id, kind, {}, std::move(id)};
    }
    [[nodiscard]] principal_view view() const noexcept { return {how, kind, scope, text}; }
    [[nodiscard]] static principal_ref of(const principal_view& view) {
        return {view.how, view.kind, std::string(view.scope), std::string(view.text)};
    }
    friend auto operator<=>(const principal_ref&, const principal_ref&) = default;
};

/// MEMBER: `member` belongs directly to `group`.
struct member_fact {
    principal_ref member;
    node_key group;
    friend bool operator==(const member_fact&, const member_fact&) = default;
};

/// The same of many: what one reply says of one group.
struct members_fact {
    node_key group;
    member_list members;
    friend bool operator==(const members_fact&, const members_fact&) = default;
};

/// OWNER: `owner` of a metastore is its metastore admin.
struct owner_fact {
    principal_ref owner;
    node_key resource;
    friend bool operator==(const owner_fact&, const owner_fact&) = default;
};

/// Which table of bits the masks of a grant are read by. Stored in account files: never renumber.
enum class facet : std::uint8_t {
    unity = 1, ///< bits are `privilege`, or learned ones
    hive = 2,  ///< bits are `hive_privilege`; the only facet with denials
    acl = 3,   ///< bits are `acl_level`, direct entries only
    role = 4,  ///< bits are `role`: workspace assignments, account roles, rule sets, entitlements
};
[[nodiscard]] std::string_view name_of(facet what) noexcept; ///< `unity`, `hive`, `acl`, `role`

/// GRANT: one row of a permission list.
struct grant_fact {
    principal_ref grantee;
    node_key resource;
    facet what = facet::unity;
    mask allow;
    mask deny;
    std::vector<std::string> unknown; ///< names of privileges or levels without a bit; the store learns them
    friend bool operator==(const grant_fact&, const grant_fact&) = default;
};

/// BIND: `attach` (workspace to metastore), or the binding of an isolated securable.
enum class binding : std::uint8_t { attach = 1, read_write = 2, read_only = 3 };
[[nodiscard]] std::string_view name_of(binding what) noexcept; ///< `ATTACH`, `READ_WRITE`, `READ_ONLY`
struct bind_fact {
    node_key resource;
    node_key workspace;
    binding how = binding::attach;
    friend bool operator==(const bind_fact&, const bind_fact&) = default;
};

/// LINK types of access-model §1.4. Stored in account files: never renumber.
enum class link_type : std::uint8_t {
    run_as = 1,
    uses = 2,
    reads = 3,
    located_in = 4,
    credential = 5,
    shares = 6,
    single_user = 7,
    app_sp = 8,
    published_as = 9,
    profile = 10,
    holds = 11,
};
[[nodiscard]] std::string_view name_of(link_type what) noexcept; ///< `RUN_AS`, `READS`, …
struct link_fact {
    link_type type = link_type::reads;
    node_key from;
    std::variant<node_key, principal_ref> to;
    friend bool operator==(const link_fact&, const link_fact&) = default;
};

/// APPLIES: an attribute-based policy, row filter or column mask, with the objects that it matches.
enum class policy_type : std::uint8_t { row_filter = 1, column_mask = 2, grant = 3, deny = 4 };
[[nodiscard]] std::string_view name_of(policy_type what) noexcept; ///< `ROW_FILTER`, …
struct policy_fact {
    std::string name;
    policy_type type = policy_type::row_filter;
    node_key on;
    mask privileges;
    std::vector<principal_ref> to;
    std::vector<principal_ref> except;
    std::vector<node_key> matches;
    /// The function that filters or masks, where it was told: of two policies with one function only one applies (V4).
    std::optional<node_key> function = std::nullopt;
    /// COLUMN_MASK: the column of the matched tables; empty where it was not told. A policy that masks columns of
    /// several names is one fact per name.
    std::string column = {};
    friend bool operator==(const policy_fact&, const policy_fact&) = default;
};

using fact =
    std::variant<node_fact, member_fact, owner_fact, grant_fact, bind_fact, link_fact, policy_fact, members_fact>;
/// How many edges or nodes it is.
[[nodiscard]] inline std::size_t count_of(const fact& what) noexcept {
    const auto* many = std::get_if<members_fact>(&what);
    return many == nullptr ? 1 : many->members.size();
}

} // namespace model
} // namespace canreach
