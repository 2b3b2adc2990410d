/// WHO CAN SELECT a table, as one recursive query on an account file: what one would write without canreach.
#pragma once

#include <utility>
#include <vector>

#include "model/error.hpp"
#include "model/ids.hpp"
#include "storage/account_file.hpp"
#include "storage/statement.hpp"

namespace canreach::bench {

/// Grants of the table and its containers, ownership, groups in groups, `account users`, workspaces that are attached
/// and bound, live users and service principals. No views, policies, or built-in groups of workspaces as grantees.
class who_can_sql {
public:
    /// Borrows `file`.
    [[nodiscard]] static result<who_can_sql> prepare(const storage::account_file& file);
    /// Users and service principals, ascending.
    [[nodiscard]] result<std::vector<node_id>> ask(node_id table);

private:
    explicit who_can_sql(storage::statement query) : query_(std::move(query)) {}
    storage::statement query_;
};

} // namespace canreach::bench
