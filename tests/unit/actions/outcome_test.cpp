#include <gtest/gtest.h>

#include <initializer_list>
#include <vector>

#include "actions/outcome_table.hpp"
#include "tests/unit/audit/test_account.hpp"

namespace canreach::actions {
namespace {

application ended(std::initializer_list<change_end> ends, bool interrupted = false) {
    application made;
    for (const auto one : ends) made.ends.push_back({one, one == change_end::done ? "" : "because", 403});
    made.interrupted = interrupted;
    return made;
}

TEST(Outcome, IsAsGoodAsItsWorstPart) {
    using enum change_end;
    EXPECT_EQ(end_of(ended({})), application_end::complete);
    EXPECT_EQ(end_of(ended({done, there_already})), application_end::complete);
    EXPECT_EQ(end_of(ended({done, by_hand})), application_end::left);
    for (const auto fault : {refused, gone, conflict, failed, not_seen, not_tried})
        EXPECT_EQ(end_of(ended({done, by_hand, fault})), application_end::faults) << name_of(fault);
    EXPECT_EQ(end_of(ended({done, not_tried}, true)), application_end::interrupted);
    EXPECT_EQ(end_of(ended({refused, not_tried}, true)), application_end::faults);
    EXPECT_EQ(end_of(ended({done}, true)), application_end::complete);
}

TEST(Outcome, TellsEachChangeWithItsEnd) {
    const std::vector<change> changes{{"ADD a TO GROUP g", by_hand{""}, {}}, {"ADD b TO GROUP g", by_hand{""}, {}}};
    const auto told =
        outcome_of("clone", "user b", changes, ended({change_end::done, change_end::refused}), snapshot_info{});
    EXPECT_EQ(audit::test::shown(told, "applied"),
              "done | ADD a TO GROUP g | 403 | \nrefused | ADD b TO GROUP g | 403 | because\n");
    ASSERT_EQ(told.remarks.size(), 1U);
    EXPECT_EQ(told.remarks[0], "1 of 2 changes are not in place; the same command may be given again");
}

} // namespace
} // namespace canreach::actions
