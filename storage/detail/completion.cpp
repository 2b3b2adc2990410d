#include "storage/detail/completion.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "storage/principal_resolver.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

class completer {
public:
    completer(raw_account& account, report_reader& reports) : account_(&account), reports_(&reports) {}

    result<completed_account> run(std::string_view account_id) {
        for (std::uint32_t number = 0; number < nodes().size(); ++number) index(number);
        completed_account done;
        done.account = account_node(account_id);
        find_scopes(0);
        system_group("", account_users_id);
        auto principals = known_principals();
        if (!principals) return std::move(principals).error();
        const principal_resolver resolver{std::move(*principals)};
        resolve(resolver, done.principal_of_ref);
        for (const auto& [guest, user] : resolver.same_users()) nodes()[guest].same_as = user;
        name_the_rest();
        return done;
    }

private:
    std::vector<raw_node>& nodes() { return account_->nodes; }

    void index(std::uint32_t number) {
        const auto& node = nodes()[number];
        if (!node.wanted) return;
        if (node.key.kind == node_kind::workspace) workspaces_.emplace(node.key.id, number);
        if (node.key.kind == node_kind::metastore) metastores_.emplace(node.key.id, number);
        if (is_principal(node.key.kind)) principals_.emplace(node.key, number);
        if ((node.key.kind == node_kind::folder || node.key.kind == node_kind::repo) && node.report != nothing)
            containers_.emplace(node.key, number);
    }

    std::uint32_t add(const key_view& key, std::string_view name, node_flags flags) {
        const auto number = account_->add_node(key, name, flags);
        index(number);
        return number;
    }

    /// Tasks about nothing else that is known are about the account, so there always is one.
    std::uint32_t account_node(std::string_view account_id) {
        std::uint32_t found = nothing;
        for (std::uint32_t number = 0; number < nodes().size(); ++number) {
            const auto& node = nodes()[number];
            if (!node.wanted || node.key.kind != node_kind::account) continue;
            if (found == nothing || node.key < nodes()[found].key) found = number;
        }
        return found != nothing ? found : add({node_kind::account, {}, account_id}, account_id, {});
    }

    /// From node `first` on; nodes that come up on the way are looked at too.
    void find_scopes(std::uint32_t first) {
        for (auto number = first; number < nodes().size(); ++number) {
            const auto key = nodes()[number].key;
            if (!nodes()[number].wanted) continue;
            if (!key.scope.empty()) {
                const auto scope = scope_of(key);
                nodes()[number].scope = scope;
            }
            if (key.kind != node_kind::workspace) continue;
            system_group(key.id, workspace_users_id);
            system_group(key.id, workspace_admins_id);
        }
    }

    std::uint32_t scope_of(const key_view& key) {
        const auto family = family_of(key.kind);
        const bool in_metastore = family == kind_family::unity || key.kind == node_kind::recipient;
        if (const auto found = workspaces_.find(key.scope); !in_metastore && found != workspaces_.end())
            return found->second;
        if (const auto found = metastores_.find(key.scope);
            (in_metastore || family == kind_family::unknown) && found != metastores_.end())
            return found->second;
        return add({in_metastore ? node_kind::metastore : node_kind::workspace, {}, key.scope}, key.scope,
                   node_flag::unresolved);
    }

    /// The same whatever was reported of it: their membership is a rule, not a list (M3–M5).
    void system_group(std::string_view workspace, std::string_view id) {
        const key_view key{node_kind::group, workspace, id};
        const auto found = principals_.find(key);
        const auto number = found != principals_.end() ? found->second : add(key, id, {});
        auto& node = nodes()[number];
        node.report = nothing;
        node.name = id;
        node.parent = nothing;
        node.flags = node_flag::system;
        if (const auto scope = workspaces_.find(workspace); scope != workspaces_.end()) node.scope = scope->second;
    }

    result<std::vector<known_principal>> known_principals() {
        std::vector<known_principal> known;
        for (const auto& [key, number] : principals_) {
            if (key.kind == node_kind::recipient) continue;
            const auto& node = nodes()[number];
            known_principal one;
            one.number = number;
            one.key = {key.kind, std::string{key.scope}, std::string{key.id}};
            one.name = node.name;
            one.inactive = node.flags.has(node_flag::inactive);
            if (node.report != nothing) {
                const auto said = reports_->read(node.report);
                if (!said) return said.error();
                one.name = said->name;
                const auto attributes = unpacked(said->attributes);
                if (!attributes || attributes->size() % 2 != 0)
                    return fail(errc::damaged_file, "table raw_node holds attributes that are no list of pairs");
                for (std::size_t i = 0; i < attributes->size(); i += 2) {
                    if ((*attributes)[i] == "application_id") one.application_id = (*attributes)[i + 1];
                    if ((*attributes)[i] == "external_id") one.external_id = (*attributes)[i + 1];
                    if ((*attributes)[i] == "guest_name") one.guest_name = (*attributes)[i + 1];
                }
            }
            known.push_back(std::move(one));
        }
        return known;
    }

    void resolve(const principal_resolver& resolver, std::vector<std::uint32_t>& principal_of_ref) {
        const auto first_new = static_cast<std::uint32_t>(nodes().size());
        principal_of_ref.reserve(account_->refs.size());
        for (const auto& ref : account_->refs) {
            if (!ref.used) {
                principal_of_ref.push_back(nothing);
                continue;
            }
            if (ref.key != nothing) {
                principal_of_ref.push_back(ref.key);
                continue;
            }
            const auto found = resolver.resolve(ref.ref);
            const auto* number = std::get_if<std::uint32_t>(&found);
            principal_of_ref.push_back(number != nullptr ? *number : stand_in(std::get<unresolved_principal>(found)));
        }
        find_scopes(first_new);
    }

    std::uint32_t stand_in(const unresolved_principal& who) {
        const key_view key{who.key.kind, who.key.scope, who.key.id};
        const auto found = principals_.find(key);
        if (found == principals_.end()) return add(key, who.name, node_flag::unresolved);
        // Two spellings of one e-mail: the smaller one, whichever came first.
        auto& node = nodes()[found->second];
        if (node.report == nothing && (node.name.empty() || who.name < node.name))
            node.name = account_->texts.keep(who.name);
        return found->second;
    }

    /// Ends of edges that no listing showed: vanished since, or hidden from the crawl.
    void name_the_rest() {
        for (auto& node : nodes()) {
            if (!node.wanted || node.report != nothing || !node.name.empty()) continue;
            // An import may not know its account's id.
            if (node.key.kind == node_kind::account && node.key.id.empty()) continue;
            node.name =
                is_principal(node.key.kind) ? account_->texts.keep(deleted_principal_name(node.key.id)) : node.key.id;
            if (!lies_in_git_folder(node)) node.flags |= node_flag::unresolved;
        }
    }

    /// Git folders are not opened by a crawl: what they hold takes its permissions from them. Code that a job runs from
    /// one is put into it, so that it does; other code into the nearest folder that was listed.
    bool lies_in_git_folder(raw_node& node) {
        if (node.key.kind != node_kind::notebook && node.key.kind != node_kind::file) return false;
        const std::string_view path = node.key.id;
        for (auto slash = path.rfind('/'); slash != std::string_view::npos && slash > 0;
             slash = path.rfind('/', slash - 1))
            for (const auto kind : {node_kind::repo, node_kind::folder})
                if (const auto found = containers_.find({kind, node.key.scope, path.substr(0, slash)});
                    found != containers_.end()) {
                    node.parent = found->second;
                    return kind == node_kind::repo;
                }
        return false;
    }

    raw_account* account_;
    report_reader* reports_;
    std::map<std::string_view, std::uint32_t> workspaces_;
    std::map<std::string_view, std::uint32_t> metastores_;
    std::map<key_view, std::uint32_t> principals_;
    std::map<key_view, std::uint32_t> containers_; ///< folders and git folders that were listed
};

} // namespace

result<completed_account> complete(raw_account& account, report_reader& reports, std::string_view account_id) {
    return completer{account, reports}.run(account_id);
}

} // namespace canreach::storage::detail
