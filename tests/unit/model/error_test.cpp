#include <gtest/gtest.h>

#include <stdexcept>

#include "model/error.hpp"

namespace canreach {
namespace {

TEST(Failure, TellsTheSameContextOnce) {
    const auto what = fail(errc::storage, "no").with("file", "a").with("host", "b").with("file", "a").with("file", "c");
    EXPECT_EQ(what.to_string(), "no (file: a, host: b, file: c)");
}

TEST(Failure, TellsAHostOnceHoweverItIsSpelt) {
    const auto what = fail(errc::network, "no")
                          .with("host", "a.example.com")
                          .with("while", "getting a token")
                          .with("host", "https://a.example.com")
                          .with("for", "a.example.com")
                          .with("for", "b.example.com");
    EXPECT_EQ(what.to_string(), "no (host: a.example.com, while: getting a token, for: b.example.com)");
}

TEST(Failure, RendersContextInnermostFirst) {
    const auto what = fail(errc::refused, "cannot list tables").with("schema", "main.hr").with("workspace", "prod");
    EXPECT_EQ(what.to_string(), "cannot list tables (schema: main.hr, workspace: prod)");
    EXPECT_TRUE(what.is(errc::refused));
    EXPECT_FALSE(what.is(errc::vanished));
}

TEST(Failure, HasAMessageEvenWhenNoneIsGiven) {
    EXPECT_FALSE(fail(errc::timed_out).message.empty());
}

TEST(Failure, UncheckedAccessThrowsWithItsText) {
    const result<int> bad = fail(errc::storage, "disk full");
    EXPECT_THROW((void)bad.value(), std::logic_error);
}

TEST(Quoted, EscapesControlCharactersAndCutsAtACharacterBoundary) {
    EXPECT_EQ(printable("a\nb\x1b[0m"), "a\\x0ab\\x1b[0m");
    EXPECT_EQ(printable("äöü", 3), "äö…");
    EXPECT_EQ(printable("äö", 4), "äö");
}

} // namespace
} // namespace canreach
