/// The facts of a sealed account file, in bulk, for the graph; last uses, for audits.
#pragma once

#include "model/activity_source.hpp"
#include "model/fact_source.hpp"
#include "storage/account_file.hpp"

namespace canreach::storage {

/// Every id, enumerator and mask that it hands out is checked; a file that holds others gives `damaged_file`, possibly
/// after some visits. Not thread-safe.
class account_reader final : public fact_source, public activity_source {
public:
    explicit account_reader(const account_file& file) noexcept : file_(&file) {}

    [[nodiscard]] result<source_counts> counts() override;
    [[nodiscard]] result<void> visit_nodes(const std::function<void(const source_node&)>& visit) override;
    [[nodiscard]] result<void> visit_members(const std::function<void(const source_member&)>& visit) override;
    [[nodiscard]] result<void> visit_owners(const std::function<void(const source_owner&)>& visit) override;
    [[nodiscard]] result<void> visit_grants(const std::function<void(const source_grant&)>& visit) override;
    [[nodiscard]] result<void> visit_bindings(const std::function<void(const source_binding&)>& visit) override;
    [[nodiscard]] result<void> visit_links(const std::function<void(const source_link&)>& visit) override;
    [[nodiscard]] result<void> visit_policies(const std::function<void(const source_policy&)>& visit) override;
    [[nodiscard]] result<void> visit_attributes(std::span<const std::string_view> names,
                                                const std::function<void(const source_attribute&)>& visit) override;
    [[nodiscard]] result<void> visit_homes(const std::function<void(const source_home&)>& visit) override;
    [[nodiscard]] result<void> visit_gaps(const std::function<void(const source_gap&)>& visit) override;

    [[nodiscard]] result<void> visit_windows(const std::function<void(const source_window&)>& visit) override;
    [[nodiscard]] result<void> visit_uses(const std::function<void(const source_use&)>& visit) override;

private:
    const account_file* file_;
};

} // namespace canreach::storage
