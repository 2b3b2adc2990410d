/// Tasks of a crawl: what was to be asked, and how it ended.
#pragma once

#include <cstdint>
#include <vector>

#include "model/error.hpp"
#include "model/ledger.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/interner.hpp"
#include "storage/detail/key_table.hpp"

namespace canreach::storage::detail {

/// Not thread-safe. After a failure the object is to be thrown away.
class task_ledger {
public:
    [[nodiscard]] static result<task_ledger> open(database& where, key_table& keys, fingerprint_key key);

    /// Records a task as pending; does nothing if it is known.
    [[nodiscard]] result<void> add(const crawl_task& task);
    /// Records how a task ended; one that was unknown becomes known. Ended again, the last end counts.
    [[nodiscard]] result<void> end(const crawl_task& task, const task_result& how);
    /// In the order of recording. Flushes both tables first, `keys` too.
    [[nodiscard]] result<std::vector<crawl_task>> pending();
    [[nodiscard]] std::uint64_t pending_count() const noexcept { return pending_; }
    [[nodiscard]] std::uint64_t size() const noexcept { return ended_.size(); }

    [[nodiscard]] result<void> flush();
    [[nodiscard]] std::uint64_t rows() const noexcept { return tasks_.rows() + ends_.rows(); }

private:
    task_ledger(database& where, batch_insert tasks, batch_insert ends, key_table& keys, fingerprint_key key)
        : where_(&where), tasks_(std::move(tasks)), ends_(std::move(ends)), keys_(&keys), numbers_(key) {}
    [[nodiscard]] result<void> reload();
    [[nodiscard]] result<std::uint32_t> number_of(const crawl_task& task);

    database* where_;
    batch_insert tasks_;
    batch_insert ends_;
    key_table* keys_;
    interner numbers_;
    key_bytes bytes_;
    std::vector<bool> ended_; ///< by task number
    std::uint64_t pending_ = 0;
};

} // namespace canreach::storage::detail
