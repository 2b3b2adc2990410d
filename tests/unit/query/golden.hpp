/// Golden files: questions and what they give, together, so that a change of wording is read as a diff.
///
///     === a name
///     WHO CAN MODFIY main.sales.orders
///     ---
///     error: unknown action `MODFIY`
///
/// With CANREACH_REWRITE_GOLDEN set in the environment, what is given replaces what was expected.
#pragma once

#include <functional>
#include <string>

namespace canreach::query::test {

void check_golden(const std::string& path, const std::function<std::string(const std::string&)>& answer);

} // namespace canreach::query::test
