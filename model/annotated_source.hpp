/// Facts of an account together with what no crawl can see, told by hand (docs/annotations.md).
#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "model/fact_source.hpp"

namespace canreach {
inline namespace model {

/// Hands out everything that `from` does, and links besides, marked as annotated. Borrows `from`. A link that `from`
/// holds itself is not doubled.
class annotated_source final : public fact_source {
public:
    annotated_source(fact_source& from, std::vector<source_link> links);

    [[nodiscard]] result<source_counts> counts() override;
    [[nodiscard]] result<void> visit_nodes(const std::function<void(const source_node&)>& visit) override {
        return from_->visit_nodes(visit);
    }
    [[nodiscard]] result<void> visit_members(const std::function<void(const source_member&)>& visit) override {
        return from_->visit_members(visit);
    }
    [[nodiscard]] result<void> visit_owners(const std::function<void(const source_owner&)>& visit) override {
        return from_->visit_owners(visit);
    }
    [[nodiscard]] result<void> visit_grants(const std::function<void(const source_grant&)>& visit) override {
        return from_->visit_grants(visit);
    }
    [[nodiscard]] result<void> visit_bindings(const std::function<void(const source_binding&)>& visit) override {
        return from_->visit_bindings(visit);
    }
    [[nodiscard]] result<void> visit_links(const std::function<void(const source_link&)>& visit) override;
    [[nodiscard]] result<void> visit_policies(const std::function<void(const source_policy&)>& visit) override {
        return from_->visit_policies(visit);
    }
    [[nodiscard]] result<void> visit_attributes(std::span<const std::string_view> names,
                                                const std::function<void(const source_attribute&)>& visit) override {
        return from_->visit_attributes(names, visit);
    }
    [[nodiscard]] result<void> visit_homes(const std::function<void(const source_home&)>& visit) override {
        return from_->visit_homes(visit);
    }
    [[nodiscard]] result<void> visit_gaps(const std::function<void(const source_gap&)>& visit) override {
        return from_->visit_gaps(visit);
    }

private:
    fact_source* from_;
    std::vector<source_link> links_; ///< in canonical order, each once
};

} // namespace model
} // namespace canreach
