#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/text.hpp"

namespace canreach::storage {
namespace {

using ::testing::ElementsAre;
using ::testing::Optional;

TEST(Text, FoldsLettersOfFiveAlphabets) {
    EXPECT_EQ(folded("Alice@EXAMPLE.com"), "alice@example.com");
    EXPECT_EQ(folded("ÄÖÜ ÀÉÞ × ß ÿ"), "äöü àéþ × ß ÿ");
    EXPECT_EQ(folded("ŁÓDŹ ČŠŽ Ÿ İı"), "łódź čšž ÿ İı");
    EXPECT_EQ(folded("ΑΒΓ ΏΆΈΌ Σς"), "αβγ ώάέό σς");
    EXPECT_EQ(folded("МОСКВА ЁЏ"), "москва ёџ");
    EXPECT_EQ(folded("日本 \xFF\xC3"), "日本 \xFF\xC3");
}

TEST(Text, FoldingTwiceChangesNothingMore) {
    for (unsigned code = 0x80; code < 0x800; ++code) {
        const std::string letter{static_cast<char>(0xC0U | (code >> 6U)), static_cast<char>(0x80U | (code & 0x3FU))};
        const auto small = folded(letter);
        EXPECT_EQ(small.size(), 2U);
        EXPECT_EQ(folded(small), small) << code;
    }
}

TEST(Text, KnowsUuids) {
    EXPECT_TRUE(is_uuid("5D3E24F1-0000-4000-8000-00000000000a"));
    EXPECT_FALSE(is_uuid("5D3E24F1-0000-4000-8000-00000000000g"));
    EXPECT_FALSE(is_uuid("5D3E24F1+0000-4000-8000-00000000000a"));
    EXPECT_FALSE(is_uuid(""));
}

TEST(Text, PackedTextsComeBack) {
    std::string packed;
    for (const auto* text : {"", "a", "1:2", "x\ny"}) pack(packed, text);
    EXPECT_THAT(unpacked(packed), Optional(ElementsAre("", "a", "1:2", "x\ny")));
    EXPECT_THAT(unpacked(""), Optional(ElementsAre()));
}

TEST(Text, OtherBytesAreNoPackedTexts) {
    for (const auto* bytes : {"1", "1:", "x:a", "2:a", ":a", "-1:a", "99999999999999999999:a", "1:ab"})
        EXPECT_EQ(unpacked(bytes), std::nullopt) << bytes;
}

} // namespace
} // namespace canreach::storage
