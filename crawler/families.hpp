/// The endpoint catalogue: every family of requests is a row. Adding an object type is adding a row and a decoder.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "crawler/decode/page.hpp"
#include "crawler/pager.hpp"
#include "crawler/rate_limits.hpp"
#include "model/error.hpp"
#include "model/ledger.hpp"

namespace canreach::crawler {

enum class host_kind : std::uint8_t { account, workspace };

struct family {
    std::string_view name;
    host_kind host;
    /// Path with placeholders: `{account}` the account id, `{id}` the id of the node asked about, `{type}` its word in
    /// grant, binding and policy URLs, `{entity}` that in URLs of tags, `{application}` a service principal's
    /// application id, `{group}` the numeric id of a workspace group, `{acl}` the place of a workspace object's
    /// permission list (crawler/object_lists.hpp); all percent-encoded.
    std::string_view path;
    std::string_view query; ///< fixed parameters, with `{catalog}` and `{schema}` besides; may be empty
    paging_style paging;
    rate_class rate;
    node_part part;
    decoder decode;                ///< null for what is read by SQL (crawler/sql_families.hpp)
    bool missing_is_empty = false; ///< 404, or the feature off, says that there is nothing of the kind
    /// The attribute of the node asked about that holds how many elements there are, if any; empty = not counted.
    std::string_view counted_as = {};
    page_streamer stream = nullptr; ///< reads what `decode` reads, without a document; null = there is no need
};

[[nodiscard]] std::span<const family> all_families() noexcept;
/// Null if there is none of that name (an account file of another version).
[[nodiscard]] const family* family_named(std::string_view name) noexcept;

/// How the members of an account group are read page by page, where the account offers that: in place of
/// `group-members`, under whose name it goes, since it tells the same.
[[nodiscard]] const family& direct_members() noexcept;

/// What the placeholders stand for.
struct target_values {
    std::string account_id;
    node_key about;
    std::string group_number; ///< for `{group}`; the id of `about` if empty
    std::string catalog;      ///< for `{catalog}` and `{schema}`
    std::string schema;
    std::string object_id = {};      ///< for `{acl}`: the number of an object that is known by path or name
    std::string application_id = {}; ///< for `{application}`: a service principal's
};
/// Path and fixed query of a family's request, without paging. Fails with `bad_input` if the node is of a kind that
/// `{type}` has no word for.
[[nodiscard]] result<std::string> target_of(const family& what, const target_values& values);

/// The word of a kind in `/permissions/{type}/…` and `/bindings/{type}/…` (databricks-api F.3): registered models are
/// `function` there. Empty for kinds without grants of Unity Catalog.
[[nodiscard]] std::string_view securable_word(node_kind kind) noexcept;

/// The word of a kind in `/entity-tag-assignments/{entity_type}/…`. Empty for kinds without tags.
[[nodiscard]] std::string_view tagged_word(node_kind kind) noexcept;

/// Is the table one whose definition may read others? Views of all kinds, and types never seen before: new ones appear
/// without notice, and a link that was not looked for is a silent gap.
[[nodiscard]] bool may_read_others(std::string_view table_type) noexcept;

} // namespace canreach::crawler
