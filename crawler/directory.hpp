/// What the crawl has learned about the lie of the land: hosts, attachments, who saw which catalog. No I/O.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/url.hpp"
#include "model/error.hpp"
#include "model/node.hpp"

namespace canreach::crawler {

struct listed_workspace {
    std::string id;
    std::string name;
    std::string url; ///< empty where the account tells none
};

/// Everything here can be read again from the platform in a few requests, which a resumed crawl does.
/// Not thread-safe.
class directory {
public:
    struct workspace_entry {
        std::string name;
        std::optional<origin> host; ///< empty: the record names no usable host
        bool running = true;
        bool in_scope = true;
        std::string unreachable; ///< why no further request is made to it; empty = reachable
    };

    void learn_workspace(const node_fact& node);
    void learn_attachment(const std::string& metastore, const std::string& workspace);
    void learn_service_principal(const node_fact& node);
    /// Of a service principal by its SCIM id; empty if it has not been seen in this run.
    [[nodiscard]] std::string application_id(std::string_view id) const;
    [[nodiscard]] const workspace_entry* find_workspace(std::string_view id) const;
    [[nodiscard]] std::vector<listed_workspace> workspaces() const;
    /// Names of the catalogs of all metastores that were listed.
    [[nodiscard]] std::set<std::string, std::less<>> catalogs() const;
    /// Is it running, with a known host that has not been given up?
    [[nodiscard]] bool is_reachable(std::string_view id) const;
    void give_up_workspace(const std::string& id, std::string why);
    /// Nothing is asked of it, on purpose.
    void leave_out_workspace(const std::string& id, std::string why);

    /// Attached workspaces that run and have a host, in the order of the attachment list.
    [[nodiscard]] std::vector<std::string> running_on(const std::string& metastore) const;

    /// All attached workspaces, in the same order.
    [[nodiscard]] std::vector<std::string> attached_to(const std::string& metastore) const;

    /// True for the first workspace to see this top-level securable (catalog, location or credential): its parts are
    /// read through that one. Remembers the others as alternatives.
    bool claim(const node_key& securable, const std::string& workspace);

    /// Workspaces that may answer for `about` besides `first`, the likeliest first: those that saw its catalog or
    /// location and have answered `family` before, then those that saw it, then the other attached ones; at most
    /// `limit`.
    [[nodiscard]] std::vector<std::string> alternatives(std::string_view family, const node_key& about,
                                                        std::string_view first, std::size_t limit) const;
    /// May `workspace` be asked for `about` as well as any other? It has seen the catalog, location or credential, and
    /// has not refused this family what another one answered.
    [[nodiscard]] bool can_read_as_well(std::string_view family, const node_key& about,
                                        std::string_view workspace) const;
    /// All of those but `than`.
    [[nodiscard]] std::vector<std::string> who_reads_as_well(std::string_view family, const node_key& about,
                                                             std::string_view than) const;
    /// Notes that `workspace` did not answer this family where another one did.
    void note_refusal(std::string_view family, const std::string& workspace);
    /// Notes that `workspace` answers this family of its metastore.
    void note_answer(std::string_view family, const std::string& workspace);
    [[nodiscard]] bool has_answered(std::string_view family, std::string_view workspace) const;

    /// Isolated securables are seen only from the workspaces that they are bound to.
    void note_isolated(const node_key& securable) { isolated_.insert(securable); }
    /// The grants of a metastore have been read in bulk, as that workspace sees them.
    void note_bulk_grants(const std::string& metastore, std::string workspace) {
        bulk_grants_.insert_or_assign(metastore, std::move(workspace));
    }
    /// Were the grants of this securable among them?
    [[nodiscard]] bool has_bulk_grants(const node_key& securable) const;

    /// The tables of a metastore that attribute-based policies are set on, all told: full names.
    void note_tables_with_policies(const std::string& metastore, std::set<std::string, std::less<>> tables) {
        tables_with_policies_.insert_or_assign(metastore, std::move(tables));
    }
    /// False where it is known that no policy is set on this table itself.
    [[nodiscard]] bool may_have_policies(const node_key& table) const;

    void note_browse_only(const node_key& key, bool browse_only) { browse_only_[key] = browse_only; }
    /// Empty if the node has not been seen in this run.
    [[nodiscard]] std::optional<bool> is_browse_only(const node_key& key) const;

    /// The number that the permission list of an object goes by, from its listing until that list is read.
    void note_object_id(const node_key& key, std::string id) { object_ids_.insert_or_assign(key, std::move(id)); }
    /// Forgets it: so few are held at a time. Empty if the object was not listed in this run.
    std::optional<std::string> take_object_id(const node_key& key);

    /// Catalog and schema of a schema's full name. Catalog names with dots are told apart by the catalogs seen.
    [[nodiscard]] std::pair<std::string, std::string> split_schema(const node_key& schema) const;

private:
    using seer_map =
        std::map<node_key, std::vector<std::string>>; ///< top-level securable → who saw it, first one first
    /// The catalog, location or credential that `about` lies in or is, if it was seen.
    [[nodiscard]] const seer_map::value_type* top_of(const node_key& about) const;
    [[nodiscard]] const std::vector<std::string>* seers_of(const node_key& about) const;

    std::map<std::string, workspace_entry, std::less<>> workspaces_;
    std::map<std::string, std::vector<std::string>, std::less<>> attached_;
    seer_map seers_;
    std::set<node_key> isolated_;
    std::map<std::string, std::string, std::less<>> bulk_grants_; ///< metastore → workspace
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> tables_with_policies_; ///< by metastore
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> answered_; ///< family → workspaces
    std::map<std::string, std::set<std::string, std::less<>>, std::less<>> refused_;  ///< family → workspaces
    std::map<node_key, bool> browse_only_;
    std::map<node_key, std::string> object_ids_;
    std::map<std::string, std::string, std::less<>> applications_; ///< SCIM id → application id
};

/// The metastore that a task about `about` concerns; empty for account and workspace things.
[[nodiscard]] std::string_view metastore_of(const node_key& about) noexcept;

} // namespace canreach::crawler
