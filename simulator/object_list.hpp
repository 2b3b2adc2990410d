/// The objects of one simulated workspace: its tree, its jobs, clusters, dashboards, secret scopes, …
///
/// Compact, because the largest preset has a million of them: texts are kept in the account, rare properties aside.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/kinds.hpp"

namespace canreach::simulator {

enum class object_index : std::uint32_t {};
enum class acl_principal_index : std::uint32_t {};
inline constexpr object_index no_object{0xFFFF'FFFFU};
inline constexpr acl_principal_index nobody{0xFFFF'FFFFU};

/// Who permission lists and owner fields of workspaces name: an e-mail, an application id or a group's name.
struct acl_principal {
    node_kind kind = node_kind::user;
    std::string name;
};

/// A direct entry of a permission list.
struct acl_entry {
    acl_principal_index who{};
    std::uint32_t level = 0; ///< position in `account::acl_words`
};

enum class object_trait : std::uint8_t {
    vanished = 1U << 0U,      ///< listed, but its permission list answers 404
    acl_refused = 1U << 1U,   ///< its permission list answers 403
    published = 1U << 2U,     ///< a dashboard with a published version
    embedded = 1U << 3U,      ///< published with its publisher's credentials
    unsaid_run_as = 1U << 4U, ///< a job whose list does not say as whom it runs
    of_notebook = 1U << 5U,   ///< an experiment that is a notebook's own, and no object by itself
};

struct workspace_object {
    std::string_view id;      ///< of its node: the path of what lies in the tree, `word/…` of kind `other`
    std::string_view name;    ///< as lists show it
    std::string_view subtype; ///< the platform's type word
    std::int64_t number = 0;  ///< in the tree and of workspace models: for permissions; of apps: their service
                              ///< principal; of tokens: their owner
    object_index folder = no_object;
    std::uint32_t first_entry = 0;
    std::uint32_t entry_count = 0;
    acl_principal_index owner = nobody; ///< or creator
    acl_principal_index run_as = nobody;
    node_kind kind = node_kind::other;
    std::uint8_t traits = 0; ///< bits of `object_trait`

    [[nodiscard]] bool has(object_trait trait) const noexcept {
        return (traits & static_cast<std::uint8_t>(trait)) != 0;
    }
};

/// What only few objects have.
struct object_extra {
    std::vector<std::pair<node_kind, std::string>> uses; ///< code and compute of a job or pipeline, by id
    /// `data_security_mode`, `single_user_name`, `profile`, `vault`, …, sorted by name.
    std::vector<std::pair<std::string, std::string>> attributes;

    [[nodiscard]] std::string_view attribute(std::string_view name) const noexcept;
};

/// Sorted by kind and type word once built.
class object_list {
public:
    [[nodiscard]] std::span<const workspace_object> all() const noexcept { return items_; }
    [[nodiscard]] const workspace_object& at(object_index i) const { return items_[static_cast<std::size_t>(i)]; }
    [[nodiscard]] object_index index_of(const workspace_object& one) const;
    [[nodiscard]] std::span<const acl_entry> entries_of(const workspace_object& one) const;
    [[nodiscard]] const object_extra& extra_of(const workspace_object& one) const;
    /// All of a kind; of its type word only, where one is given.
    [[nodiscard]] std::span<const workspace_object> of(node_kind kind, std::string_view subtype = {}) const;
    [[nodiscard]] const workspace_object* find(node_kind kind, std::string_view id) const;
    /// By the number that permission lists of tree objects go by.
    [[nodiscard]] const workspace_object* find_number(node_kind kind, std::int64_t number) const;
    /// What lies directly in a folder.
    [[nodiscard]] std::span<const std::uint32_t> in_folder(object_index folder) const;
    [[nodiscard]] bool empty() const noexcept { return items_.empty(); }

private:
    friend class account_builder;
    /// Sorts and indexes; indices given out before are no longer valid.
    void finish();

    std::vector<workspace_object> items_;
    std::vector<acl_entry> entries_;
    std::unordered_map<std::uint32_t, object_extra> extras_;
    std::vector<std::uint32_t> by_id_, by_number_, by_folder_; ///< positions, sorted
    std::vector<std::pair<std::uint32_t, acl_entry>> pending_; ///< while it is built
};

} // namespace canreach::simulator
