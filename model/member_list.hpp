/// The members of one group, as a reply tells them: many, so they are kept as little more than their texts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/node.hpp"

namespace canreach {
inline namespace model {

/// How a reference names a principal: see `principal_ref`, whose form it is.
enum class reference_form : std::uint8_t {
    key,            ///< kind, scope and text are the node's key
    id,             ///< the text is a SCIM id of unknown kind (permission assignments, deleted grantees)
    account_name,   ///< the text is a name in Unity Catalog or at account level: e-mail, application id or account
                    ///< group
    workspace_name, ///< the text is a name in a workspace ACL or Hive: groups of workspace `scope` come first
    external_id,    ///< the text is the identity provider's id (account access rules)
};

/// What a `principal_ref` says, without owning it.
struct principal_view {
    reference_form how = reference_form::key;
    node_kind kind = node_kind::other;
    std::string_view scope;
    std::string_view text;
    friend bool operator==(const principal_view&, const principal_view&) = default;
};

class member_list {
public:
    void add(const principal_view& member) {
        texts_ += member.scope;
        texts_ += member.text;
        entries_.push_back({static_cast<std::uint32_t>(member.scope.size()),
                            static_cast<std::uint32_t>(member.text.size()), member.how, member.kind});
    }
    /// For about so many, of so many bytes of text in all.
    void reserve(std::size_t members, std::size_t bytes) {
        entries_.reserve(members);
        texts_.reserve(bytes);
    }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] bool empty() const noexcept { return entries_.empty(); }

    /// Calls `take(principal_view)` for each, in order; the views live as long as the list is not changed.
    template <class Take>
    void for_each(Take&& take) const {
        std::string_view rest = texts_;
        for (const auto& one : entries_) {
            take(principal_view{one.how, one.kind, rest.substr(0, one.scope), rest.substr(one.scope, one.text)});
            rest.remove_prefix(std::size_t{one.scope} + one.text);
        }
    }
    /// Leaves out those of which `unwanted(principal_view)` is true.
    template <class Unwanted>
    void erase_if(Unwanted&& unwanted) {
        member_list kept;
        for_each([&](const principal_view& one) {
            if (!unwanted(one)) kept.add(one);
        });
        if (kept.size() != size()) *this = std::move(kept);
    }

    friend bool operator==(const member_list&, const member_list&) = default;

private:
    struct entry {
        std::uint32_t scope; ///< bytes of it in `texts_`, before those of the text
        std::uint32_t text;
        reference_form how;
        node_kind kind;
        friend bool operator==(const entry&, const entry&) = default;
    };
    std::vector<entry> entries_;
    std::string texts_;
};

} // namespace model
} // namespace canreach
