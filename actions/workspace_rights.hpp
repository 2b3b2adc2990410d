/// What a principal was given on a workspace, and the calls that change it (databricks-api D.3, I). No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "crawler/http_message.hpp"
#include "model/mask.hpp"

namespace canreach::actions {

/// A permission assignment. Only direct ones are listed; neither = none at all.
struct workspace_rights {
    bool user = false;
    bool admin = false;
    friend bool operator==(const workspace_rights&, const workspace_rights&) = default;
};

[[nodiscard]] constexpr bool none(workspace_rights rights) noexcept {
    return !rights.user && !rights.admin;
}
[[nodiscard]] std::string_view name_of(workspace_rights rights) noexcept; ///< `none`, `USER`, `ADMIN`, `ADMIN and USER`
/// The roles of a grant on the workspace; empty for none.
[[nodiscard]] mask roles_of(workspace_rights rights) noexcept;
[[nodiscard]] workspace_rights rights_in(mask roles) noexcept;

/// Who is given a right, and where the call goes.
struct assignee {
    crawler::origin host; ///< of the account
    std::string account_id;
    std::string principal_id;   ///< the numeric id
    std::string application_id; ///< of the service principal
    friend bool operator==(const assignee&, const assignee&) = default;
};

/// `PUT` with exactly these rights, or `DELETE` for none. A body without a valid list would delete everything, so there
/// is never another body than these. `ADMIN and USER` counts as `ADMIN`, which wins on the platform as well.
[[nodiscard]] crawler::http_request call_to_set(const assignee& who, std::string_view workspace,
                                                workspace_rights rights);
/// The same call for a person to make, with curl and `$TOKEN`.
[[nodiscard]] std::string words_of(const crawler::http_request& call);

} // namespace canreach::actions
