/// Changes to an account as people write them: the documented SQL, and plain words for memberships.
///
///     GRANT SELECT, MODIFY ON SCHEMA main.sales TO `data-eng`, alice@example.com
///     REVOKE ALL PRIVILEGES ON CATALOG main FROM hr;  DENY SELECT ON TABLE hive_metastore.s.t TO bob@example.com
///     ADD alice@example.com TO GROUP hr;  REMOVE USER alice@example.com FROM GROUP hr;  DROP GROUP hr
///     ALTER GROUP hr ADD USER alice@example.com;  ALTER TABLE main.s.t [SET] OWNER TO hr
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "audit/dossier.hpp"
#include "audit/edited_source.hpp"

namespace canreach::audit {

struct change {
    std::string statement; ///< as it was written
    std::vector<edit> edits;
};

/// Reads statements separated by `;` and finds what they name. Fails with `bad_input` where a statement is none of the
/// above or a privilege has no meaning on a resource, with `not_found` or `ambiguous` where a name does not stand for
/// one thing; the statement is in the failure's context.
[[nodiscard]] result<std::vector<change>> parse_changes(account& in, std::string_view text);

} // namespace canreach::audit
