/// Tasks that are read by SQL, from the choice of a warehouse to the report.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "crawler/api_client.hpp"
#include "crawler/clock.hpp"
#include "crawler/decode/bulk_grants.hpp"
#include "crawler/decode/page.hpp"
#include "crawler/detail/task_reader.hpp"
#include "crawler/detail/turn.hpp"
#include "crawler/directory.hpp"
#include "crawler/event.hpp"
#include "crawler/sql/options.hpp"
#include "crawler/sql/statement_runner.hpp"
#include "crawler/sql/warehouses.hpp"

namespace canreach::crawler::detail {

/// Used from one thread; several reads may be under way. Only cancellation leaves it as an exception.
class sql_task_reader {
public:
    /// Does the caller see every grant of the metastore from that workspace?
    using rights_probe =
        std::function<boost::asio::awaitable<bool>(std::string metastore, std::string workspace, request_counts& cost)>;

    sql_task_reader(boost::asio::any_io_executor executor, api_client& client, clock& time, directory& known,
                    sql::options options, part_outlet& parts, rights_probe sees_all_grants, std::uint64_t seed);

    [[nodiscard]] boost::asio::awaitable<finished_task> read(crawl_task task);
    void note_resumed() noexcept { resumed_ = true; }

    /// A task will read the grants of this metastore in bulk.
    void expect_bulk(const std::string& metastore);
    /// That task has ended, or is not done after all.
    void end_bulk(const std::string& metastore);
    /// Waits for that task, if one is expected: then the directory knows whether it has read them.
    [[nodiscard]] boost::asio::awaitable<void> bulk_ended(std::string metastore);

    /// Where statements of a workspace are run, and what is known of the caller there. Asked for once.
    struct place : shared_question {
        using shared_question::shared_question;
        sql::warehouse_choice choice;
        outcome without = outcome::skipped; ///< how tasks end that find no warehouse
        bool is_admin = false;              ///< sees all of the workspace's Hive
        bool known = false;
    };
    [[nodiscard]] boost::asio::awaitable<const place*> place_of(std::string workspace, request_counts& cost);

private:
    boost::asio::awaitable<result<decoded_page>> read_page(const crawl_task& task, const place& where,
                                                           request_counts& cost);
    boost::asio::awaitable<result<decoded_page>> read_hive_schemas(const crawl_task& task, const place& where,
                                                                   request_counts& cost);
    boost::asio::awaitable<result<decoded_page>> read_hive_tables(const crawl_task& task, const place& where,
                                                                  request_counts& cost);
    boost::asio::awaitable<result<decoded_page>> read_hive_functions(const crawl_task& task, const place& where,
                                                                     request_counts& cost);
    boost::asio::awaitable<result<decoded_page>> read_hive_location(const crawl_task& task, const place& where,
                                                                    request_counts& cost);
    boost::asio::awaitable<result<decoded_page>> read_hive_grants(const crawl_task& task, const place& where,
                                                                  request_counts& cost);
    boost::asio::awaitable<finished_task> read_bulk(crawl_task task);
    boost::asio::awaitable<std::optional<std::string>> workspace_for_bulk(std::string metastore, request_counts& cost);
    boost::asio::awaitable<result<void>> read_all_views(const crawl_task& task, std::string workspace,
                                                        task_report& into, request_counts& cost);
    boost::asio::awaitable<result<void>> read_view(const privilege_view& view, const crawl_task& task,
                                                   std::string workspace, task_report& into, request_counts& cost);
    boost::asio::awaitable<void> read_tables_with_policies(std::string metastore, std::string workspace,
                                                           request_counts& cost);
    boost::asio::awaitable<finished_task> read_activity(crawl_task task);
    boost::asio::awaitable<result<void>> read_last_uses(const crawl_task& task, std::string workspace,
                                                        task_report& into, request_counts& cost);
    boost::asio::awaitable<result<std::vector<sql::sql_column>>> columns_of(std::string table, origin host,
                                                                            const place& where, request_counts& cost);
    boost::asio::awaitable<void> find_warehouse(std::string workspace, place& into, request_counts& cost);
    boost::asio::awaitable<bool> is_admin(std::string workspace, request_counts& cost);
    [[nodiscard]] std::string told_for(const std::string& workspace) const;
    [[nodiscard]] std::string where_text(const std::string& workspace) const;
    [[nodiscard]] task_result ended(const crawl_task& task, const failure& why) const;
    [[nodiscard]] origin host_of(const std::string& workspace) const;

    struct bulk_state {
        explicit bulk_state(const boost::asio::any_io_executor& executor) : done(executor) {}
        bool ended = false;
        event done;
    };

    boost::asio::any_io_executor executor_;
    api_client& client_;
    clock& clock_;
    directory& known_;
    sql::options options_;
    rights_probe sees_all_grants_;
    sql::statement_runner runner_;
    part_outlet& parts_;
    std::map<std::string, std::unique_ptr<place>, std::less<>> places_; ///< workspace →
    std::map<std::string, bulk_state, std::less<>> bulk_;               ///< metastore →
    bool resumed_ = false;
};

} // namespace canreach::crawler::detail
