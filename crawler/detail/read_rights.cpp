// What the caller may see, which its answers do not say by themselves.
#include <fmt/format.h>

#include <algorithm>

#include "crawler/decode/identity.hpp"
#include "crawler/decode/unity.hpp"
#include "crawler/detail/task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

asio::awaitable<std::optional<std::string>>
task_reader::why_limited(const crawl_task& task, const std::string& workspace, request_counts& cost) {
    if (!lists_securables(task.family)) co_return std::nullopt;
    const auto metastore = std::string(metastore_of(task.about));
    if (task.about.kind == node_kind::metastore) {
        if (co_await reads_own_grants(metastore, workspace, cost)) co_return std::nullopt;
        co_return fmt::format("{}: the caller is no metastore admin, so what it has no right to is missing silently",
                              where_text(workspace));
    }
    auto browse_only = known_.is_browse_only(task.about);
    if (!browse_only && resumed_) {
        // Listed before the interruption. Metastore admins see everything whole.
        browse_only = false;
        if (!co_await reads_own_grants(metastore, workspace, cost))
            browse_only = co_await is_browse_only(task.about, workspace, cost);
    }
    if (!browse_only.value_or(false)) co_return std::nullopt;
    co_return fmt::format("{}: the caller may only browse this {}", where_text(workspace), word_of(task.about.kind));
}

asio::awaitable<bool> task_reader::reads_own_grants(std::string metastore, std::string workspace,
                                                    request_counts& cost) {
    auto& place = rights_[{metastore, workspace}];
    if (!place) place = std::make_unique<rights>(executor_);
    auto& mine = *place;
    while (!mine.own_grants && mine.asking) co_await mine.answered.wait();
    if (mine.own_grants) co_return *mine.own_grants;
    const turn my_turn(mine);
    const crawl_task probe{"grants", workspace, {node_kind::metastore, {}, metastore}, node_part::grants};
    auto got = co_await read_chain(*family_named("grants"), probe, workspace);
    cost += got.cost;
    mine.own_grants = !got.why;
    co_return *mine.own_grants;
}

asio::awaitable<bool> task_reader::is_browse_only(node_key container, std::string workspace, request_counts& cost) {
    const auto* found = known_.find_workspace(workspace);
    if (found == nullptr || !found->host) co_return false;
    const auto host = *found->host;
    bool answer = false;
    const auto read = [&answer](const json_document& body) -> result<void> {
        auto decoded = decode_browse_only(body);
        if (!decoded) return std::move(decoded).error();
        answer = *decoded;
        return {};
    };
    const auto target = fmt::format("/api/2.1/unity-catalog/{}s/{}?include_browse=true", word_of(container.kind),
                                    percent_encoded(container.id));
    auto done = co_await client_.get(host, target, rate_class::unity, read, cost);
    // Unreadable on its own: then its list may hide things, too.
    const bool browse_only = !done || answer;
    known_.note_browse_only(container, browse_only);
    co_return browse_only;
}

asio::awaitable<std::string> task_reader::application_id(node_key service_principal, request_counts& cost) {
    if (auto known = known_.application_id(service_principal.id); !known.empty()) co_return known;
    // Listed before an interruption.
    const auto read = [this](const json_document& body) -> result<void> {
        auto node = decode_service_principal(body);
        if (!node) return std::move(node).error();
        known_.learn_service_principal(*node);
        return {};
    };
    const auto target = fmt::format("/api/2.0/accounts/{}/scim/v2/ServicePrincipals/{}?attributes=id,applicationId",
                                    percent_encoded(site_.account_id), percent_encoded(service_principal.id));
    auto done = co_await client_.get(site_.host, target, rate_class::account_scim_get, read, cost);
    co_return done ? known_.application_id(service_principal.id) : std::string{};
}

asio::awaitable<std::string> task_reader::admins_number(std::string workspace, request_counts& cost) {
    if (const auto found = admins_.find(workspace); found != admins_.end()) co_return found->second;
    const crawl_task listing{"workspace-groups", workspace, {node_kind::workspace, {}, workspace}, node_part::children};
    auto got = co_await read_chain(*family_named("workspace-groups"), listing, workspace);
    cost += got.cost;
    learn(listing, workspace, got);
    const auto found = admins_.find(workspace);
    co_return found == admins_.end() ? std::string{} : found->second;
}

} // namespace canreach::crawler::detail
