/// The bits of a grant by name, whatever table they are read by.
#pragma once

#include <string>
#include <vector>

#include "model/fact.hpp"
#include "model/privileges.hpp"

namespace canreach {
inline namespace model {

/// Lowest bit first. Privileges are spelled as in SQL (`USE CATALOG`), levels and roles as the platform does.
[[nodiscard]] std::vector<std::string> names_of_bits(mask bits, facet in, const privilege_dictionary& learned);

} // namespace model
} // namespace canreach
