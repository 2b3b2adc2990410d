/// One task from first request to report.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/detail/turn.hpp"
#include "crawler/directory.hpp"
#include "crawler/families.hpp"
#include "crawler/plan.hpp"
#include "crawler/scope.hpp"
#include "crawler/sql/options.hpp"
#include "crawler/tree_scope.hpp"
#include "model/fact_sink.hpp"

namespace canreach::crawler::detail {

/// Whose account is read, and from where.
struct crawl_site {
    std::string account_id;
    std::string account_cloud; ///< `azure`, …; empty if unknown
    std::string zone;
    origin host; ///< the account host, or that of the one workspace
    crawl_scope scope;
    sql::options sql;
    std::string only_workspace; ///< its id, where `host` is a workspace; empty = the whole account
    tree_scope tree;            ///< which part of the workspace trees is read
    bool sample = false;        ///< the first page of each listing that holds anything is enough
};

struct finished_task {
    task_report report;
    request_counts cost;
    std::optional<failure> why; ///< what it failed with, if it did
};

class sql_task_reader;

/// Hands on facts of a task that is still being read, and waits until there is room for more.
using part_taker = std::function<boost::asio::awaitable<result<void>>(task_report part)>;

/// Where such facts go; without a taker they stay in memory until their task ends.
struct part_outlet {
    part_taker take;
    std::uint32_t next_stage = 0; ///< of all tasks of one run
};

/// Whether nothing can be asked of a host at all: not reached, not trusted, or not let in.
[[nodiscard]] bool is_beyond_reach(const failure& why);

/// Used from one thread; several reads may be under way. Only cancellation leaves it as an exception.
class task_reader {
public:
    task_reader(boost::asio::any_io_executor executor, api_client& client, clock& time, crawl_site site);
    ~task_reader();

    /// `through`: a workspace of the same metastore that is asked instead of the task's own; empty = that one.
    [[nodiscard]] boost::asio::awaitable<finished_task> read(crawl_task task, std::string through);
    [[nodiscard]] boost::asio::awaitable<finished_task> read(crawl_task task) { return read(std::move(task), {}); }
    /// Learns again what an earlier run knew: workspaces, attachments, and who saw which catalog. Fails as the first
    /// request that fails.
    [[nodiscard]] boost::asio::awaitable<result<void>> orient(std::vector<crawl_task> pending);
    [[nodiscard]] directory& known() noexcept { return known_; }
    void hand_parts_to(part_taker take) { parts_.take = std::move(take); }

private:
    /// A listing from its first page to its last, through one host.
    struct chain {
        std::vector<decoded_row> rows;
        std::uint64_t items = 0;
        std::size_t malformed = 0;
        std::string first_malformed;
        std::optional<failure> why;
        bool skipped = false;        ///< nothing was asked, on purpose
        std::string_view limited_by; ///< what the platform keeps to itself
        std::string left_out;        ///< what was read and dropped, on purpose
        request_counts cost;
        std::optional<std::uint32_t> stage; ///< of the rows that were handed on before the last page
        std::size_t handed_on = 0;
        std::vector<crawl_task> follow_ups; ///< that those rows give rise to
    };
    boost::asio::awaitable<result<decoded_page>> ask_for_page(const family& what, const decode_context& context,
                                                              origin host, std::string url, request_counts& cost);
    boost::asio::awaitable<chain> read_chain(const family& what, const crawl_task& task, const std::string& workspace);
    boost::asio::awaitable<result<void>> hand_on(const crawl_task& task, const std::string& workspace, chain& got);
    void take_rows(const crawl_task& task, const std::string& workspace, const std::vector<node_kind>& chosen,
                   chain& got, task_report& into);
    boost::asio::awaitable<chain> read_anywhere(const family& what, const crawl_task& task, std::string& workspace);
    boost::asio::awaitable<std::optional<std::string>> why_limited(const crawl_task& task, const std::string& workspace,
                                                                   request_counts& cost);
    boost::asio::awaitable<bool> reads_own_grants(std::string metastore, std::string workspace, request_counts& cost);
    boost::asio::awaitable<bool> is_browse_only(node_key container, std::string workspace, request_counts& cost);
    boost::asio::awaitable<std::string> application_id(node_key service_principal, request_counts& cost);
    boost::asio::awaitable<std::string> admins_number(std::string workspace, request_counts& cost);
    boost::asio::awaitable<finished_task> read_without_account_rights(crawl_task task);
    boost::asio::awaitable<result<std::string>> object_id_of(node_key object, std::string workspace,
                                                             request_counts& cost);
    void keep_tree_scope(const crawl_task& task, chain& got) const;
    boost::asio::awaitable<result<void>> orient_metastore(std::string metastore,
                                                          const std::vector<crawl_task>& pending);
    void ask_by_sql(const node_key& metastore, std::vector<crawl_task>& into);
    [[nodiscard]] bool is_read_in_bulk(const crawl_task& next, const decoded_row& row) const;
    boost::asio::awaitable<chain> take_members(const crawl_task& task, std::string& workspace);
    boost::asio::awaitable<void> see_policies(node_key on, std::string workspace);
    boost::asio::awaitable<chain> take_policies(const crawl_task& task, std::string& workspace);
    boost::asio::awaitable<std::vector<node_kind>> chosen_by_tags_above(const crawl_task& listing,
                                                                        std::string workspace);
    [[nodiscard]] bool is_needless(const crawl_task& next, const decoded_row& row,
                                   const std::vector<node_kind>& chosen);
    void ask_for_own_tags(const crawl_task& task, const std::string& workspace, const chain& got,
                          std::vector<crawl_task>& into);
    void learn(const crawl_task& task, const std::string& workspace, const chain& got);
    void note_health(const std::string& workspace, const chain& got);
    [[nodiscard]] std::optional<std::string> left_out(const crawl_task& task) const;
    [[nodiscard]] std::string where_text(const std::string& workspace) const;
    [[nodiscard]] task_result result_of(const crawl_task& task, const std::string& workspace, const chain& got) const;

    struct rights : shared_question {
        using shared_question::shared_question;
        std::optional<bool> own_grants;
    };

    struct policies_seen : shared_question {
        using shared_question::shared_question;
        std::optional<chain> got;      ///< until the task of these policies takes it
        std::string workspace;         ///< that answered
        std::vector<node_kind> chosen; ///< kinds of what lies here or below whose tags a policy goes by
        bool known = false;
    };

    /// Does the account offer the members of its groups page by page?
    struct paged_members : shared_question {
        using shared_question::shared_question;
        std::optional<bool> offered;
    };

    boost::asio::any_io_executor executor_;
    api_client& client_;
    clock& clock_;
    crawl_site site_;
    directory known_;
    paged_members paged_members_;
    part_outlet parts_;
    std::unique_ptr<sql_task_reader> sql_;
    bool resumed_ = false;
    std::map<std::pair<std::string, std::string>, std::unique_ptr<rights>> rights_; ///< (metastore, workspace)
    std::map<node_key, std::unique_ptr<policies_seen>> policies_;                   ///< of catalogs and schemas
    std::set<node_key> tags_asked_;
    std::map<std::string, std::string, std::less<>> admins_;         ///< workspace → numeric id
    std::map<std::string, unsigned, std::less<>> failures_in_a_row_; ///< workspace →
};

} // namespace canreach::crawler::detail
