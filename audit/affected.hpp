/// Whose access to what the differences of two account files may touch, so that not everything needs to be asked again.
/// Never too little: where a bound is not known, it is everything.
///
/// | what differs                                  | concerns |
/// |-----------------------------------------------|-------------------------------------------------------------------|
/// | a membership                                  | the member and all in it | | a user, service principal or group |
/// it and all in it                                                  | | an assignment, a role, an owner of a
/// metastore| its holder and all in it                                          | | another grant, denial or owner |
/// what lies in the resource; or, if fewer, the holder and all in it | | a binding, link or policy; a resource | what
/// lies in it, and in what else it names                        | | an account, workspace or metastore itself     |
/// everything                                                        | | members of a built-in group, or not read |
/// everything                                                        |
///
/// Views stand on their owners' access (rule V1): one is concerned where its owner is, or what it reads.
#pragma once

#include <set>

#include "audit/fact_list.hpp"
#include "graph/access_graph.hpp"
#include "model/node.hpp"

namespace canreach::audit {

struct affected {
    bool everything = false;
    std::set<node_key> persons;   ///< users and service principals: their access to whatever there is
    std::set<node_key> resources; ///< anybody's access to these
};

/// The graphs are those of the two files. O(changes · what they concern + links).
[[nodiscard]] affected affected_by(const fact_difference& between, const graph::access_graph& before,
                                   const graph::access_graph& after);

} // namespace canreach::audit
