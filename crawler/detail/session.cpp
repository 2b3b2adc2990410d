#include "crawler/detail/session.hpp"

#include <utility>

#include "crawler/allow_list.hpp"
#include "crawler/decode/oauth.hpp"
#include "crawler/detail/json_fields.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

asio::awaitable<result<crawl_site>> session::locate() {
    const auto& config = options_.config;
    crawl_site site;
    site.scope = options_.scope;
    site.host = config.host;
    site.account_id = config.account_id;
    site.sql = options_.sql;
    site.tree = options_.tree;
    site.zone = std::string(zone_of_host(config.host.host));
    if (config.where) site.account_cloud = std::string(name_of(*config.where));
    if (config.account_level) co_return site;
    http_request ask;
    ask.where = config.host;
    ask.target = "/.well-known/databricks-config";
    if (auto reply = co_await send_whole(through_.wire(), std::move(ask)); reply && reply->status == 200)
        if (const auto body = parse_json(reply->body))
            if (auto said = decode_host_metadata(*body)) {
                site.only_workspace = said->workspace_id;
                if (site.account_id.empty()) site.account_id = said->account_id;
            }
    if (site.account_id.empty()) site.account_id = "unknown";
    // Asked in any case: it tells at once whether the credentials are accepted. Without a metastore it answers 404.
    const auto read = [&site](const json_document& body) -> result<void> {
        auto said = decode_host_metadata(body);
        if (!said) return std::move(said).error();
        if (!said->workspace_id.empty()) site.only_workspace = said->workspace_id;
        return {};
    };
    request_counts cost;
    auto done = co_await client().get(config.host, "/api/2.1/unity-catalog/current-metastore-assignment",
                                      rate_class::unity, read, cost);
    if (!done && !done.error().is(errc::vanished) && !done.error().is(errc::refused)) co_return std::move(done).error();
    if (site.only_workspace.empty())
        co_return fail(errc::malformed_reply, "the workspace does not say its id")
            .with("host", config.host.to_string())
            .hinting("crawl through the account host instead");
    co_return site;
}

void learn_only_workspace(const crawl_site& site, directory& known) {
    if (site.only_workspace.empty()) return;
    node_fact only;
    only.key = {node_kind::workspace, {}, site.only_workspace};
    only.name = site.only_workspace;
    only.attributes.emplace_back("url", site.host.to_string());
    known.learn_workspace(only);
}

} // namespace canreach::crawler::detail
