/// An account with some facts added or taken away, for asking what would change. The account itself stays as it is.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/fact_source.hpp"

namespace canreach::audit {

/// One change. Ids are those of the account.
struct edit {
    enum class what : std::uint8_t {
        grant,         ///< `bits` on `target` to `principal`
        revoke,        ///< takes `bits` away; those granted by other rows or through ALL PRIVILEGES stay
        deny,          ///< Hive: adds a denial
        add_member,    ///< `principal` into group `target`
        remove_member, ///< its direct membership only
        set_owner,     ///< `principal` becomes the one owner of `target`
        drop_group,    ///< group `target` with its memberships, grants and ownerships
    };
    what kind = what::grant;
    node_id principal = no_node;
    node_id target = no_node;
    facet in = facet::unity;
    mask bits;
    friend bool operator==(const edit&, const edit&) = default;
};

/// Borrows the source it edits. Edits apply in order. Every visit keeps its promises: canonical order, no
/// duplicates. Lists that are edited are read once.
class edited_source final : public fact_source {
public:
    edited_source(fact_source& base, std::vector<edit> edits) : base_(base), edits_(std::move(edits)) {}

    [[nodiscard]] result<source_counts> counts() override;
    [[nodiscard]] result<void> visit_nodes(const std::function<void(const source_node&)>& visit) override {
        return base_.visit_nodes(visit);
    }
    [[nodiscard]] result<void> visit_members(const std::function<void(const source_member&)>& visit) override;
    [[nodiscard]] result<void> visit_owners(const std::function<void(const source_owner&)>& visit) override;
    [[nodiscard]] result<void> visit_grants(const std::function<void(const source_grant&)>& visit) override;
    [[nodiscard]] result<void> visit_bindings(const std::function<void(const source_binding&)>& visit) override {
        return base_.visit_bindings(visit);
    }
    [[nodiscard]] result<void> visit_links(const std::function<void(const source_link&)>& visit) override {
        return base_.visit_links(visit);
    }
    [[nodiscard]] result<void> visit_policies(const std::function<void(const source_policy&)>& visit) override {
        return base_.visit_policies(visit);
    }
    [[nodiscard]] result<void> visit_attributes(std::span<const std::string_view> names,
                                                const std::function<void(const source_attribute&)>& visit) override {
        return base_.visit_attributes(names, visit);
    }
    [[nodiscard]] result<void> visit_homes(const std::function<void(const source_home&)>& visit) override {
        return base_.visit_homes(visit);
    }
    [[nodiscard]] result<void> visit_gaps(const std::function<void(const source_gap&)>& visit) override {
        return base_.visit_gaps(visit);
    }

private:
    // Read when first asked for, and kept: rows are counted before they are visited. Where no edit concerns a list it
    // is the source's own.
    [[nodiscard]] result<const std::vector<source_member>*> members();
    [[nodiscard]] result<const std::vector<source_owner>*> owners();
    [[nodiscard]] result<const std::vector<source_grant>*> grants();

    fact_source& base_;
    std::vector<edit> edits_;
    std::optional<std::vector<source_member>> members_;
    std::optional<std::vector<source_owner>> owners_;
    std::optional<std::vector<source_grant>> grants_;
};

} // namespace canreach::audit
