/// Whom or what an audit is about: a name of the user's, found in the account.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "audit/dossier.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/kinds.hpp"

namespace canreach::audit {

struct subject {
    node_description node;
    std::string label;    ///< for people: `user alice@example.com`
    std::string spelling; ///< in a sentence: ``GROUP `all staff` ``, or `USER #4711` where the name is not unique
    /// What a sentence needs besides, where the language has no name for this one alone: each workspace with a Hive
    /// metastore has an `ANY FILE`. Empty, or `resource.workspace = prod`.
    std::string condition{};
};

/// A user, service principal or group by name, application id or `#id`. `kind` narrows. `not_found` with near names,
/// `ambiguous` with every candidate and its `#id`.
[[nodiscard]] result<subject> find_principal(catalog& names, std::string_view name, std::optional<node_kind> kind = {});
/// Any resource as canreach prints it and as people write it: full name, display name or path, each with its workspace
/// or metastore before a colon or without, parts in backticks or quotes; `hive_metastore.sales.orders`; `ANY FILE FROM
/// prod`; `#id`, or an id alone where nothing has that name. Groups and service principals count where nothing else is
/// called so. A `kind` of Unity Catalog stands for the same of Hive, too.
[[nodiscard]] result<subject> find_resource(catalog& names, std::string_view name, std::optional<node_kind> kind = {});
/// The same; also a workspace by its URL, and whatever else the language calls one resource (`JOB prod:nightly`). The
/// spelling is one that the language reads as this resource and no other, or empty: it has no words for kinds never
/// seen before.
[[nodiscard]] result<subject> find_resource(account& in, std::string_view name, std::optional<node_kind> kind = {});

/// A kind by the word or the spelling of the language, or as tables call it: `table`, `external location`, `warehouse`,
/// `Hive table`; any letter case.
[[nodiscard]] std::optional<node_kind> kind_called(std::string_view word);

namespace detail {
/// For people: `job nightly (in prod)`.
[[nodiscard]] std::string label_of(const node_description& node);
/// Of the nodes those of the kinds, described, each once.
[[nodiscard]] result<std::vector<node_description>> described(catalog& names, std::vector<node_id> found,
                                                              std::span<const node_kind> kinds);
/// Whether there is no name at all: a variable of the shell that is not set, mostly.
[[nodiscard]] bool is_blank(std::string_view name) noexcept;
[[nodiscard]] failure nothing_called(catalog& names, std::string_view name, std::span<const node_kind> kinds);
} // namespace detail

} // namespace canreach::audit
