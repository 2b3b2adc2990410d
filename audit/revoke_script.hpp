/// SQL that takes redundant grants back, proved before it is handed over.
#pragma once

#include <cstdint>
#include <string>

#include "audit/dossier.hpp"
#include "audit/redundancy.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

struct revoke_script {
    std::string sql;
    std::uint64_t statements = 0;
    bool proved = false;  ///< every access of every grantee concerned was evaluated before and after, and is the same
    bool complete = true; ///< nothing was left unread that may hold more to take back; else the head names it
};
/// SQL that takes back all redundant grants, or, with `partial`, redundant parts of grants too. Evaluates the account
/// as it would be afterwards and says in the script's head what came of it.
[[nodiscard]] result<revoke_script> make_revoke_script(account& in, fact_source& source,
                                                       const redundancy_report& report, bool partial);

} // namespace canreach::audit
