#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "crawler/decode/activity.hpp"

namespace canreach::crawler {
namespace {

result<std::string> day_in(const std::string& column, const std::string& cell) {
    const std::vector<sql::sql_column> columns{{column, "DATE"}};
    return today_of(columns, std::vector<sql::sql_row>{sql::sql_row(1, cell)});
}

TEST(Activity, ReadsWhichDayItIs) {
    EXPECT_EQ(day_in("today", "2026-11-22").value(), "2026-11-22");
    for (const auto* wrong : {"", "2026-11-2", "22.11.2026", "2026-11-22 00:00", "2026/11/22", "2o26-11-22"})
        EXPECT_EQ(day_in("today", wrong).error().code, errc::malformed_reply) << wrong;
    EXPECT_FALSE(day_in("day", "2026-11-22"));
    const std::vector<sql::sql_column> columns{{"today", "DATE"}};
    EXPECT_FALSE(today_of(columns, {})) << "no row";
}

} // namespace
} // namespace canreach::crawler
