/// World files served as accounts.
#pragma once

#include <string>
#include <vector>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "simulator/account.hpp"
#include "simulator/world.hpp"

namespace canreach::simulator {

/// A fact of a world that the simulated API cannot say.
struct unsaid_fact {
    fact what;
    std::string row; ///< the same in the words of the world file
    std::string why; ///< one line for people
};

struct world_account {
    account made;
    /// Facts that no crawl of the account can find. Tests that ask about them must take another way in.
    std::vector<unsaid_fact> unsaid;
};

/// Renders the part of a world that this API can express: identity, workspaces, metastores, catalogs down to tables,
/// volumes, functions and models, external locations, their grants, owners and bindings, what views read, and workspace
/// objects with their permissions and whom they act as. A part
/// that the world marks as not crawled is refused (403) by the server. Attributes that the API always tells (a URL, an
/// application id) are made up where the world is silent.
/// Fails with `bad_input` if an id that the API carries as a number is none.
[[nodiscard]] result<world_account> account_of(const world& from);

} // namespace canreach::simulator
