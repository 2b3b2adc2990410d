/// A walk over the endpoint catalogue that tries each family on what it meets first.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/checkup.hpp"
#include "crawler/detail/session.hpp"
#include "crawler/detail/task_reader.hpp"
#include "crawler/task_group.hpp"

namespace canreach::crawler::detail {

/// Used from the one thread of `executor`; runs once.
class sampler {
public:
    sampler(boost::asio::any_io_executor executor, session& through, crawl_site site);

    [[nodiscard]] boost::asio::awaitable<result<checkup>> run();

private:
    /// How far one family has come.
    struct trial {
        family_check found;
        bool under_way = false;
        unsigned tries = 0;
        std::vector<crawl_task> spare; ///< to be tried if what was tried tells nothing
    };
    void offer(crawl_task task);
    void try_next(trial& of);
    boost::asio::awaitable<void> run_task(crawl_task task);
    void explain_untried();

    task_reader reader_;
    crawl_site site_;
    task_group group_;
    std::map<std::string, trial, std::less<>> trials_;
    request_counts cost_;
    std::optional<failure> failed_;
    bool account_seen_ = false; ///< a list of the account was answered, or refused
    bool told_of_none_ = false; ///< one answered as if there were no such account
};

/// The families whose rows give rise to tasks of that one.
[[nodiscard]] std::vector<std::string_view> families_before(std::string_view family_name);

} // namespace canreach::crawler::detail
