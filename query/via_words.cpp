#include "query/via_words.hpp"

namespace canreach::query {

std::string text_of(const graph::via_item& what, const std::function<std::string(node_id, bool)>& name_of) {
    using form = graph::via_item::how;
    switch (what.kind) {
    case form::direct: return "direct";
    case form::owner: return "owner";
    case form::owner_group: return "owner (" + name_of(what.through, false) + ")";
    case form::metastore_admin: return "metastore admin";
    case form::workspace_admin: return "admin of " + name_of(what.through, false);
    case form::acts: return "its own acts";
    case form::becomes: return "becomes " + name_of(what.through, false);
    case form::goes_round: return "past the check, by " + name_of(what.through, true);
    case form::group:
    case form::built_in: break;
    }
    return name_of(what.through, false);
}

} // namespace canreach::query
