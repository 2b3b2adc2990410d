#include "crawler/count_account.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "crawler/connection.hpp"
#include "crawler/decode/counts.hpp"
#include "crawler/decode/tenancy.hpp"
#include "crawler/pager.hpp"
#include "crawler/run_to_end.hpp"

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

using total = std::optional<std::uint64_t>;

class account_counter {
public:
    account_counter(connection& through, const crawl_options& options) : through_(through), options_(options) {}

    asio::awaitable<result<account_counts>> run() {
        auto spaces = co_await rows("workspaces", decode_workspaces);
        if (!spaces) co_return std::move(spaces).error();
        for (const auto& row : *spaces) {
            const auto* node = row.node();
            if (node == nullptr || node->flags.has(node_flag::unreachable) ||
                options_.scope.leaves_out_workspace(*node))
                continue;
            ++made_.workspaces;
            for (const auto& [name, value] : node->attributes)
                if (name == "url") urls_.emplace(node->key.id, value);
        }
        made_.users = co_await scim_total("Users");
        made_.service_principals = co_await scim_total("ServicePrincipals");
        made_.groups = co_await scim_total("Groups");
        auto stores = co_await rows("metastores", decode_metastores);
        for (const auto& row : stores ? *stores : std::vector<decoded_row>{})
            if (const auto* node = row.node()) co_await count_metastore(node->key.id);
        co_return made_;
    }

private:
    asio::awaitable<result<std::vector<decoded_row>>> rows(std::string what, decoder decode) {
        decode_context context;
        context.account_id = options_.config.account_id;
        context.zone = std::string(zone_of_host(options_.config.host.host));
        std::vector<decoded_row> found;
        const auto read = [&](const json_document& body) -> result<void> {
            auto page = decode(body, context);
            if (!page) return std::move(page).error();
            found = std::move(page->rows);
            return {};
        };
        auto done = co_await through_.client().get(options_.config.host, below_account(what), rate_class::account_other,
                                                   read, cost_);
        if (!done) co_return std::move(done).error();
        co_return found;
    }

    asio::awaitable<total> scim_total(std::string list) {
        total found;
        const auto read = [&](const json_document& body) -> result<void> {
            auto said = decode_scim_total(body);
            if (!said) return std::move(said).error();
            found = *said;
            return {};
        };
        auto done = co_await through_.client().get(
            options_.config.host, below_account(fmt::format("scim/v2/{}?startIndex=1&count=1&attributes=id", list)),
            rate_class::account_scim_list, read, cost_);
        co_return done ? found : std::nullopt;
    }

    /// Through the first workspace of the metastore that answers.
    asio::awaitable<void> count_metastore(std::string id) {
        auto attached =
            co_await rows(fmt::format("metastores/{}/workspaces", percent_encoded(id)), decode_metastore_workspaces);
        std::vector<std::string> readers;
        for (const auto& row : attached ? *attached : std::vector<decoded_row>{})
            if (const auto found = urls_.find(row.id); found != urls_.end()) readers.push_back(found->second);
        if (readers.empty()) co_return;
        ++made_.metastores;
        made_.readers += readers.size();
        for (const auto& url : readers) {
            std::map<std::string, std::uint64_t> counts;
            if (!co_await read_quotas(url, counts)) continue;
            const auto add = [&counts](total& to, const char* quota) {
                const auto found = counts.find(quota);
                to = to.value_or(0) + (found == counts.end() ? 0 : found->second);
            };
            add(made_.catalogs, "catalog-quota");
            add(made_.schemas, "schema-quota");
            add(made_.tables, "table-quota");
            add(made_.volumes, "volume-quota");
            add(made_.functions, "function-quota");
            add(made_.models, "registered-model-quota");
            co_return;
        }
    }

    asio::awaitable<bool> read_quotas(std::string url, std::map<std::string, std::uint64_t>& into) {
        const auto place = parse_url(url);
        if (!place) co_return false;
        pager pages(paging_style::token);
        for (bool more = true; more;) {
            quota_page got;
            const auto read = [&](const json_document& body) -> result<void> {
                auto page = decode_quotas(body);
                if (!page) return std::move(page).error();
                got = std::move(*page);
                return {};
            };
            std::string target = "/api/2.1/unity-catalog/resource-quotas/all-resource-quotas";
            if (const auto query = pages.query(); !query.empty()) target += "?" + query;
            auto done = co_await through_.client().get(place->where, target, rate_class::unity, read, cost_);
            if (!done) co_return false;
            for (const auto& [name, count] : got.counts) into[name] += count;
            const auto next = pages.advance({got.counts.size(), got.next_page_token});
            if (!next) co_return false;
            more = *next;
        }
        co_return true;
    }

    [[nodiscard]] std::string below_account(std::string_view path) const {
        return fmt::format("/api/2.0/accounts/{}/{}", percent_encoded(options_.config.account_id), path);
    }

    connection& through_;
    const crawl_options& options_;
    account_counts made_;
    std::map<std::string, std::string> urls_; ///< workspace id → address, of those that run and are in scope
    request_counts cost_;
};

} // namespace

result<account_counts> count_account(const crawl_options& options) {
    if (!options.config.account_level)
        return fail(errc::unsupported, "a workspace tells no totals, so its crawl cannot be estimated")
            .hinting("log in to the account: --host https://accounts.…");
    asio::io_context context(1);
    connection through(context.get_executor(), options);
    if (auto opened = through.open(); !opened) return std::move(opened).error();
    account_counter counter(through, options);
    return run_to_end(context, counter.run());
}

} // namespace canreach::crawler
