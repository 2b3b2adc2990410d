/// Where requests about what a metastore holds are sent to: the workspaces of the account, as its facts tell them.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/dossier.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::actions {

class workspace_hosts {
public:
    /// `source` is the account's own.
    [[nodiscard]] static result<workspace_hosts> read(audit::account& in, fact_source& source);

    /// Of a workspace that runs; `not_found` where its address is not known or it does not run.
    [[nodiscard]] result<crawler::origin> host_of(node_id workspace) const;
    /// A workspace from which something in Unity Catalog can be asked for: one of its metastore, and bound to what it
    /// lies in if that is isolated. `not_found` if there is none.
    [[nodiscard]] result<crawler::origin> host_for(const audit::account& in, node_id securable) const;
    /// By name, id or URL; `not_found` or `ambiguous`, naming the workspaces.
    [[nodiscard]] result<node_id> named(std::string_view name) const;

private:
    struct entry {
        node_id id = no_node;
        std::string number, name, url;
        bool runs = true;
    };
    std::vector<entry> all_;
    std::map<node_id, std::vector<node_id>> attached_; ///< metastore →
    std::map<node_id, std::vector<node_id>> bound_;    ///< what is isolated →
};

} // namespace canreach::actions
