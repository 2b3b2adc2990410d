/// The account file while it is being filled: append-only, durable report by report, resumable after any interruption.
/// `seal()` (storage/sealing.hpp) turns it into the file that is queried.
///
/// An import needs no crawl: create a file, `accept()` one report with all facts and one report with outcome `skipped`
/// for each known gap, and seal it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/fact_sink.hpp"

namespace canreach::storage {

class database;

/// What is known of a crawl before its first request. Kept in the file; no secrets.
struct crawl_identity {
    std::string account_id;
    std::string cloud;      ///< `azure`, `aws`, `gcp`; may be empty
    std::string started_at; ///< UTC, `YYYY-MM-DD hh:mm:ss`; may be empty
};

/// When rows become durable: as soon as one of these is reached, at the end of a report.
struct writer_limits {
    std::uint64_t rows = 20'000;
    std::chrono::milliseconds age{1000}; ///< of the oldest report that is not durable; looked at when one is accepted
    std::function<std::chrono::steady_clock::time_point()> now; ///< empty: age does not count
};

/// Owns the file: a second crawl cannot open it. Not thread-safe. After a failure only what was durable remains; every
/// later call gives the same failure. Dropped without `flush()`, it loses the reports since the last commit: their
/// tasks are still pending in the file.
class crawl_file final : public fact_sink {
public:
    /// A new file, mode 0600. `not_allowed` if there is a file already: sealed ones are never overwritten, unsealed
    /// ones are resumed.
    [[nodiscard]] static result<crawl_file> create(const std::string& path, const crawl_identity& identity,
                                                   writer_limits limits = {});
    /// The file of an interrupted crawl. `not_allowed` if it is sealed or another crawl writes to it.
    [[nodiscard]] static result<crawl_file> resume(const std::string& path, writer_limits limits = {});

    crawl_file(crawl_file&&) noexcept;
    crawl_file& operator=(crawl_file&&) noexcept;
    ~crawl_file() override;

    [[nodiscard]] result<std::vector<crawl_task>> pending_tasks() override;
    [[nodiscard]] result<void> add_tasks(std::vector<crawl_task> tasks) override;
    [[nodiscard]] result<void> accept(task_report report) override;
    [[nodiscard]] result<void> flush() override;

    [[nodiscard]] const crawl_identity& identity() const noexcept;
    [[nodiscard]] const std::string& path() const noexcept;
    [[nodiscard]] std::uint64_t pending_count() const noexcept;
    [[nodiscard]] std::uint64_t task_count() const noexcept;

    /// A text kept with the crawl, such as the options it was started with. Durable on return.
    [[nodiscard]] result<void> set_note(std::string_view name, std::string_view value);
    [[nodiscard]] result<std::optional<std::string>> note(std::string_view name);

    /// Drops what is only needed to write more, which grows with the account. Nothing but `connection()`,
    /// `identity()` and `path()` may be called afterwards.
    void end_writing() noexcept;
    /// For sealing: the connection, everything durable, outside a transaction.
    [[nodiscard]] database& connection() noexcept;

private:
    struct state;
    explicit crawl_file(std::unique_ptr<state> opened) noexcept;
    [[nodiscard]] static result<crawl_file> open(const std::string& path, writer_limits limits);
    std::unique_ptr<state> state_;
};

} // namespace canreach::storage
