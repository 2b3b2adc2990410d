// Members of account groups: page by page where the account offers that, else each group in one reply.
#include "crawler/detail/task_reader.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

/// The first group that is read tells which it is: where the pages fail and the whole reply does not, the account
/// offers none, for whatever reason. Once they are known to be offered, what is said of one group is about that group.
asio::awaitable<task_reader::chain> task_reader::take_members(const crawl_task& task, std::string& workspace) {
    auto& mine = paged_members_;
    while (!mine.offered && mine.asking) co_await mine.answered.wait();
    const auto& whole = *family_named(task.family);
    if (mine.offered) co_return co_await read_anywhere(*mine.offered ? direct_members() : whole, task, workspace);
    const turn my_turn(mine);
    auto got = co_await read_chain(direct_members(), task, workspace);
    if (!got.why) {
        mine.offered = true;
        co_return got;
    }
    auto again = co_await read_anywhere(whole, task, workspace);
    if (!again.why) mine.offered = false;
    got.cost += again.cost; // the last reply is that of the second
    again.cost = got.cost;
    co_return again;
}

} // namespace canreach::crawler::detail
