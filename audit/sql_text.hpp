/// Names and texts as Databricks' SQL writes them: whatever they hold, they stay what they are.
#pragma once

#include <string>
#include <string_view>

#include "model/catalog.hpp"

namespace canreach::audit {

/// A name of several parts, each quoted: `` `main`.`sales` ``.
[[nodiscard]] std::string full_name_in_sql(std::string_view dotted);
/// A string literal.
[[nodiscard]] std::string text_in_sql(std::string_view text);
/// A securable with its kind, as GRANT and REVOKE want it: ``TABLE `main`.`sales`.`orders` ``, `METASTORE`.
[[nodiscard]] std::string object_in_sql(const node_description& node);
/// What SQL knows a principal by: service principals by their application id.
[[nodiscard]] std::string name_in_sql(const node_description& principal);

} // namespace canreach::audit
