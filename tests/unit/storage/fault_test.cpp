/// Whatever the n-th change of a file meets, for n = 1, 2, … until nothing fails: the file still opens, holds what was
/// durable, and the crawl goes on to the same digest.
#include <gtest/gtest.h>

#include <set>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/unit/storage/fault_vfs.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;

std::vector<crawl_task> all_tasks() {
    std::vector<crawl_task> tasks;
    for (const auto& report : sample_reports(3)) tasks.push_back(report.task);
    return tasks;
}

/// Everything that the file does not hold yet, then the seal.
result<seal_summary> go_on(crawl_file file) {
    if (auto added = file.add_tasks(all_tasks()); !added) return std::move(added).error();
    if (auto flushed = file.flush(); !flushed) return std::move(flushed).error();
    const auto pending = file.pending_tasks();
    if (!pending) return pending.error();
    const std::set<crawl_task> left(pending->begin(), pending->end());
    for (auto& report : sample_reports(3))
        if (left.contains(report.task))
            if (auto accepted = file.accept(std::move(report)); !accepted) return std::move(accepted).error();
    return seal(std::move(file), sealing_time);
}

result<seal_summary> crawl(const std::string& path) {
    auto file = crawl_file::create(path, identity, {.rows = 8, .age = {}, .now = {}});
    if (!file) return std::move(file).error();
    return go_on(std::move(*file));
}

void expect_recovery(const std::string& path, const std::string& digest) {
    auto sealed = account_file::open(path);
    if (!sealed) {
        auto what = sealed.error();
        if (what.is(errc::not_found)) {
            // Died before the file got its name.
            const auto again = crawl(path);
            CANREACH_ASSERT_OK(again);
            EXPECT_EQ(again->digest, digest);
            return;
        }
        ASSERT_TRUE(what.is(errc::unsealed_file)) << what.to_string();
        auto file = crawl_file::resume(path);
        CANREACH_ASSERT_OK(file);
        const auto before = file->pending_tasks();
        CANREACH_ASSERT_OK(before);
        // Reports become durable in the order of their acceptance: what is left is the end of the list.
        const auto tasks = all_tasks();
        ASSERT_LE(before->size(), tasks.size());
        EXPECT_TRUE(std::equal(before->rbegin(), before->rend(), tasks.rbegin()));
        const auto again = go_on(std::move(*file));
        CANREACH_ASSERT_OK(again);
        EXPECT_EQ(again->digest, digest);
        sealed = account_file::open(path);
    }
    CANREACH_ASSERT_OK(sealed);
    EXPECT_EQ(sealed->snapshot().digest, digest);
    CANREACH_ASSERT_OK(sealed->verify());
}

TEST(Faults, AFailingDiskLosesNothingDurable) {
    const fault_vfs vfs;
    const temporary_folder folder;
    const auto digest = crawl(folder.path("plain")).value().digest;
    for (const auto kind : {fault::once, fault::from_on}) {
        for (std::uint64_t n = 1;; ++n) {
            SCOPED_TRACE(n);
            ASSERT_LT(n, 5000U);
            const auto path = folder.path("a-" + std::to_string(static_cast<int>(kind)) + "-" + std::to_string(n));
            fault_vfs::arm(kind, n);
            const auto made = crawl(path);
            const bool met = fault_vfs::was_met();
            fault_vfs::disarm();
            EXPECT_TRUE(!made || made->digest == digest);
            expect_recovery(path, digest);
            if (HasFatalFailure() || !met) break;
        }
    }
}

TEST(Faults, AKilledProcessLosesNothingDurable) {
    const fault_vfs vfs;
    const temporary_folder folder;
    const auto digest = crawl(folder.path("plain")).value().digest;
    for (std::uint64_t n = 1;; ++n) {
        SCOPED_TRACE(n);
        ASSERT_LT(n, 5000U);
        const auto path = folder.path("a-" + std::to_string(n));
        const auto child = ::fork();
        ASSERT_GE(child, 0);
        if (child == 0) {
            fault_vfs::arm(fault::die, n);
            static_cast<void>(crawl(path));
            ::_exit(0);
        }
        int status = 0;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        expect_recovery(path, digest);
        if (HasFatalFailure() || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) break;
    }
}

} // namespace
} // namespace canreach::storage
