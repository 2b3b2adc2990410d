/// Names to nodes and back, from a sealed account file.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/catalog.hpp"
#include "storage/account_file.hpp"
#include "storage/statement.hpp"

namespace canreach::storage {

/// Lookups are index searches; `near_names` reads every name. Names are found whatever their letter case; where one is
/// written exactly as asked, groups, service principals and workspace things that differ in case do not count. Not
/// thread-safe. `damaged_file` where the file holds what no account file holds.
class name_catalog final : public catalog {
public:
    [[nodiscard]] static result<name_catalog> open(const account_file& file);

    [[nodiscard]] snapshot_info snapshot() const override { return file_->snapshot(); }
    [[nodiscard]] const privilege_dictionary& privileges() const override { return file_->privileges(); }
    [[nodiscard]] result<std::vector<node_id>> principals_named(std::string_view name) override;
    [[nodiscard]] result<std::vector<node_id>> nodes_named(node_kind kind, std::string_view name) override;
    [[nodiscard]] result<std::vector<node_id>> nodes_with_id(std::string_view id) override;
    [[nodiscard]] result<std::vector<std::string>> near_names(std::string_view wanted, std::span<const node_kind> kinds,
                                                              std::size_t limit) override;
    [[nodiscard]] result<std::vector<placed_node>> placed_at(const storage_path& where,
                                                             std::size_t within_limit) override;
    [[nodiscard]] result<std::vector<named_kind>> names_beginning(std::string_view prefix, std::size_t limit) override;
    [[nodiscard]] result<node_description> describe(node_id id) override;
    [[nodiscard]] result<std::string> name_of(node_id id) override;

private:
    struct queries {
        statement by_name, by_platform_id, by_full_name, node, name, owner, attributes, by_prefix;
    };
    name_catalog(const account_file& file, queries prepared) noexcept : file_(&file), queries_(std::move(prepared)) {}

    [[nodiscard]] result<std::vector<node_id>> named(std::string_view name, node_kind low, node_kind high);
    [[nodiscard]] result<void> keep_exact(std::string_view name, std::vector<node_id>& of_one_kind);
    [[nodiscard]] failure no_such_node(node_id id) const;
    [[nodiscard]] result<node_description> read(node_id id);

    const account_file* file_;
    queries queries_;
    /// What was described last, each node in a place of its own: the workspaces, catalogs and unread parts of an
    /// account stand in one answer after the other. A sealed file never changes.
    std::vector<node_description> recent_;
};

} // namespace canreach::storage
