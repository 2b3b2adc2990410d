/// The Hive metastore of one simulated workspace, as table access control shows it (databricks-api H).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/kinds.hpp"

namespace canreach::simulator {

/// A row of SHOW GRANTS: untyped names, ownership and denials as actions.
struct hive_grant {
    std::string principal; ///< e-mail, name of a group of the workspace, or application id
    std::string action;    ///< `SELECT`, `DENIED_SELECT`, `ALL PRIVILEGES`, `OWN`, …
};

inline constexpr std::string_view hive_view_word = "VIEW"; ///< the subtype of views

struct hive_object {
    node_kind kind = node_kind::hive_table;
    std::string schema;   ///< of tables, views and functions; of a schema its own name
    std::string name;     ///< of tables, views and functions
    std::string location; ///< of tables; may be empty
    bool view = false;
    bool refused = false; ///< its grants may not be read
    std::vector<hive_grant> grants;

    /// Below `hive_metastore`: `sales`, `sales.orders`; empty for the catalog, ANY FILE and ANONYMOUS FUNCTION.
    [[nodiscard]] std::string path() const { return name.empty() ? schema : schema + '.' + name; }
};

/// The catalog, ANY FILE and ANONYMOUS FUNCTION come first, then each schema followed by what lies in it.
struct hive_metastore {
    std::vector<hive_object> objects;

    [[nodiscard]] const hive_object* find(node_kind kind, std::string_view schema, std::string_view name) const;
    hive_object& object(node_kind kind, std::string schema = {}, std::string name = {});
    /// One without grants, and with this schema only; without any if it is empty.
    [[nodiscard]] static hive_metastore fresh(std::string schema);
};

} // namespace canreach::simulator
