/// What has to be done, and where, for one principal to have the access of another: in terms of what the other would
/// really gain, found by evaluating the account as it would be.
#pragma once

#include <string>
#include <string_view>

#include "audit/clone_plan.hpp"
#include "audit/dossier.hpp"
#include "audit/subject.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// Sections `steps` (each direct membership and grant of `source_name`, with where it is to be done, or why not),
/// `gains` (what all needed steps give together), `still_lacks` (what only the other can do even then) and `owned`. A
/// step is needed if without it something would be missing that the others do not give: held, usable, or a role.
/// Touches nothing. `source` is the account's own. O(steps) evaluations of the account.
[[nodiscard]] result<dossier> audit_clone(account& in, fact_source& source, std::string_view source_name,
                                          std::string_view target_name);

/// The same with what it stands on, for whoever goes on from there.
struct clone_report {
    dossier told;
    clone_plan plan;
    subject target;
};
[[nodiscard]] result<clone_report> report_clone(account& in, fact_source& source, std::string_view source_name,
                                                std::string_view target_name);

/// How a step is done, in words that a person or `what-if` can take.
[[nodiscard]] result<std::string> statement_of(account& in, const clone_step& one, const subject& target);

} // namespace canreach::audit
