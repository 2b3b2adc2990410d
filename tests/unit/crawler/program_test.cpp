#include <boost/asio/io_context.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "crawler/program.hpp"
#include "crawler/rfc3339.hpp"
#include "run_awaitable.hpp"
#include "tests/support/scratch_folder.hpp"

namespace canreach::crawler {
namespace {

using ::testing::HasSubstr;
using testing::run_awaitable;
using namespace std::chrono_literals;

struct program_fixture {
    boost::asio::io_context context;
    std::unique_ptr<clock> time = make_system_clock(context.get_executor());

    result<program_output> run(std::vector<std::string> arguments, program_limits limits = {}) {
        return run_awaitable(context, run_program(*time, std::move(arguments), limits));
    }
};

TEST(Program, GivesArgumentsAsTheyAre) {
    program_fixture f;
    const auto got = f.run({"/usr/bin/printf", "%s|", "a b", "$(id)", "; exit 3", "'\""});
    ASSERT_TRUE(got) << got.error().to_string();
    EXPECT_EQ(got->exit_status, 0);
    EXPECT_EQ(got->out, "a b|$(id)|; exit 3|'\"|");
    EXPECT_EQ(got->err, "");
}

TEST(Program, KeepsBothStreamsAndTheStatus) {
    program_fixture f;
    const auto got = f.run({"/bin/sh", "-c", "echo out; echo err >&2; read line || exit 7"});
    ASSERT_TRUE(got);
    EXPECT_EQ(got->exit_status, 7); // nothing can be read
    EXPECT_EQ(got->out, "out\n");
    EXPECT_EQ(got->err, "err\n");
    EXPECT_EQ(f.run({"/bin/sh", "-c", "kill -KILL $$"})->exit_status, 137);
}

TEST(Program, EndsWithItsDeadlineAndItsLimit) {
    program_fixture f;
    const auto start = std::chrono::steady_clock::now();
    const auto late = f.run({"/bin/sh", "-c", "sleep 100 & sleep 100"}, {.deadline = 30ms});
    EXPECT_TRUE(late.error().is(errc::timed_out));
    const auto noisy = f.run({"/bin/sh", "-c", "while :; do echo secret; done"}, {.output_limit_bytes = 1000});
    EXPECT_TRUE(noisy.error().is(errc::limit_exceeded));
    EXPECT_EQ(noisy.error().to_string().find("secret\n"), std::string::npos);
    EXPECT_LT(std::chrono::steady_clock::now() - start, 60s);
}

TEST(Program, SaysWhatCannotBeStarted) {
    program_fixture f;
    const auto got = f.run({"/nowhere/databricks"});
    EXPECT_TRUE(got.error().is(errc::not_found));
    EXPECT_THAT(got.error().to_string(), HasSubstr("/nowhere/databricks"));
}

TEST(Program, IsFoundOnThePath) {
    const support::scratch_folder scratch;
    const auto& folder = scratch.path();
    std::filesystem::create_directories(folder / "databricks.d");
    const auto path = folder / "databricks";
    std::ofstream(path) << "#!/bin/sh\n";
    EXPECT_FALSE(find_program("", "databricks", folder.string())); // not executable
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    EXPECT_EQ(find_program("", "databricks", "/nowhere::" + folder.string()), path.string());
    EXPECT_EQ(find_program(path.string(), "other", ""), path.string());
    EXPECT_FALSE(find_program((folder / "nothing").string(), "databricks", folder.string())); // told, and not there
    EXPECT_FALSE(find_program("", "databricks.d", folder.string()));                          // a folder
    EXPECT_FALSE(find_program("", "databricks", ""));
}

TEST(Rfc3339, Table) {
    const std::chrono::sys_seconds noon = std::chrono::sys_days{std::chrono::year{2026} / 11 / 22} + 12h;
    for (const auto* text : {"2026-11-22T12:00:00Z", "2026-11-22t12:00:00z", "2026-11-22 12:00:00.999Z",
                             "2026-11-22T13:30:00+01:30", "2026-11-22T07:00:00.1-05:00"})
        EXPECT_EQ(parse_rfc3339(text), noon) << text;
    for (const auto* text :
         {"", "2026-11-22", "2026-11-22T12:00:00", "2026-13-22T12:00:00Z", "2026-02-30T12:00:00Z",
          "2026-11-22T24:00:00Z", "2026-11-22T12:60:00Z", "2026-11-22T12:00:61Z", "2026-11-22T12:00:00.Z",
          "2026-11-22T12:00:00+0100", "2026-11-22T12:00:00+24:00", "2026-11-22T12:00:00Zx", "x026-11-22T12:00:00Z"})
        EXPECT_FALSE(parse_rfc3339(text)) << text;
}

} // namespace
} // namespace canreach::crawler
