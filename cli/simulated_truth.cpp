#include "cli/simulated_truth.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>
#include <vector>

#include "cli/environment.hpp"
#include "cli/program_version.hpp"
#include "simulator/truth.hpp"
#include "storage/crawl_file.hpp"

namespace canreach::cli {
namespace {

/// Of one report: a large account is written without ever being held whole.
constexpr std::size_t batch = 50'000;

/// Hands facts on in reports of a size that fits into memory; keeps the first failure.
class report_writer {
public:
    report_writer(storage::crawl_file& into, node_key account) : into_(into), account_(std::move(account)) {}

    void add(const fact& one) {
        waiting_.push_back(one);
        if (waiting_.size() >= batch) flush();
    }
    void add(const coverage_gap& gap) {
        task_report report;
        report.task = {gap.family, gap.about.scope, gap.about, gap.part};
        report.result.how = gap.how;
        report.result.reason = gap.reason;
        accept(std::move(report));
    }
    result<void> end() {
        flush();
        if (failed_) return std::move(*failed_);
        return into_.flush();
    }

private:
    void flush() {
        task_report report;
        report.task = {fmt::format("truth-{}", ++reports_), {}, account_, node_part::children};
        report.facts = std::exchange(waiting_, {});
        accept(std::move(report));
    }
    void accept(task_report report) {
        if (failed_) return;
        if (auto done = into_.accept(std::move(report)); !done) failed_ = std::move(done).error();
    }

    storage::crawl_file& into_;
    node_key account_;
    std::vector<fact> waiting_;
    std::size_t reports_ = 0;
    std::optional<failure> failed_;
};

} // namespace

result<storage::seal_summary> write_truth(const simulator::account& account, const std::string& path) {
    auto file =
        storage::crawl_file::create(path, {account.id, std::string(simulator::name_of(account.where)), utc_now()});
    if (!file) return std::move(file).error();
    report_writer writer(*file, {node_kind::account, {}, account.id});
    simulator::visit_truth(account, [&](const fact& one) { writer.add(one); });
    for (const auto& gap : simulator::gaps_of(account)) writer.add(gap);
    if (auto done = writer.end(); !done) return std::move(done).error();
    return storage::seal(std::move(*file), {utc_now(), made_by()});
}

} // namespace canreach::cli
