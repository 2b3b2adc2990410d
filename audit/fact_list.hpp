/// Everything that one account file says, fact by fact, named by the platform's ids: what two files are compared by.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "audit/dossier.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"
#include "model/mask.hpp"
#include "model/node.hpp"
#include "query/result_table.hpp"

namespace canreach::audit {

/// One of the two files. Borrows both.
struct snapshot_view {
    catalog& names;
    fact_source& facts;
};

enum class fact_kind : std::uint8_t { node, member, owner, grant, binding, link, policy };
/// By kind: for machines, and for people.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 7> fact_sections{{
    {"nodes", "Principals and resources"},
    {"members", "Memberships"},
    {"owners", "Owners"},
    {"grants", "Grants, ACLs, roles and assignments"},
    {"bindings", "Bindings and attachments"},
    {"links", "Links"},
    {"policies", "Policies, row filters and column masks"},
}};

/// One fact by what makes it the same in both files, and what it says.
struct fact_row {
    fact_kind kind = fact_kind::node;
    node_key about, other;
    std::string detail;  ///< what else tells it from others: the facet, the link's type, the policy's name
    std::string value;   ///< for people
    std::string exact{}; ///< what else must be equal to be the same, where names leave doubts
    node_id about_id = no_node, other_id = no_node;
    mask allow{}, deny{};            ///< of grants
    std::vector<node_key> touches{}; ///< of policies: what else they name

    [[nodiscard]] auto identity() const { return std::tie(kind, about, other, detail); }
    [[nodiscard]] bool says_as(const fact_row& other_row) const {
        return value == other_row.value && exact == other_row.exact;
    }
};

class fact_list {
public:
    fact_list() = default; ///< of no file: says nothing
    /// Linear in the file.
    [[nodiscard]] static result<fact_list> read(snapshot_view from);

    [[nodiscard]] const std::vector<fact_row>& rows() const { return rows_; }           ///< in the order of identity
    [[nodiscard]] const std::vector<node_description>& nodes() const { return nodes_; } ///< by number
    [[nodiscard]] query::node_cell cell(node_id id) const;
    /// `no_node` if the file has none of that key.
    [[nodiscard]] node_id id_of(const node_key& key) const;
    [[nodiscard]] const std::set<std::pair<node_key, node_part>>& gaps() const { return gaps_; }
    /// The same as the ledger has them, but for what says nothing about access.
    [[nodiscard]] const std::vector<source_gap>& unread_parts() const { return unread_parts_; }
    /// What the crawl left out on purpose: family and reason.
    [[nodiscard]] const std::set<std::pair<std::string, std::string>>& left_out() const { return left_out_; }

    /// Whether this file may lack a fact of the other one only because a part was not read: the list that it would
    /// stand in, or the listing of what it is about, at whatever level above.
    [[nodiscard]] bool may_miss(const fact_row& row, const fact_list& holder) const;
    /// Whether the list that the fact stands in was not read wholly.
    [[nodiscard]] bool unread_list_of(const fact_row& row) const;

private:
    [[nodiscard]] bool unread(const node_key& about, std::initializer_list<node_part> parts) const;
    [[nodiscard]] result<void> read_nodes(snapshot_view from);
    [[nodiscard]] result<void> read_edges(snapshot_view from);
    [[nodiscard]] result<void> read_policies(snapshot_view from);

    node_key account_;
    std::vector<node_description> nodes_;
    std::vector<fact_row> rows_;
    std::set<std::pair<node_key, node_part>> gaps_;
    std::vector<source_gap> unread_parts_;
    std::set<std::pair<std::string, std::string>> left_out_;
};

/// One fact that the two files do not share. Refers to their lists.
struct fact_change {
    enum class what : std::uint8_t { added, removed, changed, not_read, not_read_before };
    what kind = what::added;
    const fact_row* before = nullptr; ///< null where the earlier file has none
    const fact_row* after = nullptr;

    [[nodiscard]] const fact_row& row() const { return after != nullptr ? *after : *before; }
};
[[nodiscard]] std::string_view name_of(fact_change::what kind) noexcept; ///< `added`, `not read before`, …

/// Two files and what they do not share, in the order of identity.
struct fact_difference {
    fact_list before, after;
    std::vector<fact_change> changes;
};
/// Linear in both files, but for sorting.
[[nodiscard]] result<fact_difference> compare_facts(snapshot_view before, snapshot_view after);

} // namespace canreach::audit
