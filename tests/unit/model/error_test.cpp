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

TEST(Quoted, ShowsWhatWouldMakeANameLookLikeAnother) {
    EXPECT_EQ(printable("ann\u202egro.x@bob"), "ann\\u{202e}gro.x@bob");
    EXPECT_EQ(printable("a\u2066b\u2069\u200f\u061c\u2028"), "a\\u{2066}b\\u{2069}\\u{200f}\\u{61c}\\u{2028}");
    EXPECT_EQ(printable("a\u009b0m"), "a\\u{9b}0m");
    // What stands beside them in the code charts is left alone, and so is half a character at the end.
    EXPECT_EQ(printable("a\u00a0b\u200db–c\u2060د"), "a\u00a0b\u200db–c\u2060د");
    EXPECT_EQ(printable("a\xe2\x80"), "a\xe2\x80");
}

} // namespace
} // namespace canreach
