/// The digest of a sealed account: equal exactly if two files hold the same nodes and edges.
#pragma once

#include <string>

#include "model/error.hpp"

namespace canreach::storage {

class database;

/// SHA-256, in lower-case hex, over nodes, attributes, learned privilege names and the seven edge kinds in canonical
/// order; not over ledger, routes and times. docs/account_file.md defines every byte. Linear in the file.
[[nodiscard]] result<std::string> digest_of(const database& sealed);

} // namespace canreach::storage
