#include <gtest/gtest.h>

#include <string>

#include "golden.hpp"
#include "test_account.hpp"

namespace canreach::query {
namespace {

std::string answered(test::test_account& account, const std::string& question) {
    std::string text;
    for (const auto& one : account.ask().run_script(question))
        text += one.outcome ? test::shown(*one.outcome) : render(one.outcome.error(), question);
    return text;
}

TEST(Golden, Answers) {
    test::test_account account(test::test_account::world());
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/answers.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

TEST(Golden, Diagnostics) {
    test::test_account account(test::test_account::world());
    test::check_golden(CANREACH_SOURCE_DIR "/tests/unit/query/diagnostics.golden",
                       [&](const std::string& question) { return answered(account, question); });
}

} // namespace
} // namespace canreach::query
