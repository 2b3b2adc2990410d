/// Whom or what an audit is about: a name of the user's, found in the account.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/kinds.hpp"

namespace canreach::audit {

struct subject {
    node_description node;
    std::string label;    ///< for people: `user alice@example.com`
    std::string spelling; ///< in a sentence: ``GROUP `all staff` ``, or `USER #4711` where the name is not unique
};

/// A user, service principal or group by name, application id or `#id`. `kind` narrows. `not_found` with near names,
/// `ambiguous` with every candidate and its `#id`.
[[nodiscard]] result<subject> find_principal(catalog& names, std::string_view name, std::optional<node_kind> kind = {});
/// Anything that is no principal: by full name, display name, path or `#id`.
[[nodiscard]] result<subject> find_resource(catalog& names, std::string_view name, std::optional<node_kind> kind = {});

/// A kind by the word or the spelling of the language: `table`, `external location`, `warehouse`; any letter case.
[[nodiscard]] std::optional<node_kind> kind_called(std::string_view word);

} // namespace canreach::audit
