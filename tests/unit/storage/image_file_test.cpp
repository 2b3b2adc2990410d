#include <gmock/gmock.h>

#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <string>
#include <sys/stat.h>
#include <thread>
#include <vector>

#include "storage/image_file.hpp"
#include "tests/unit/storage/sample_account.hpp"

namespace canreach::storage {
namespace {

using namespace testing;

std::string text_of(image_file& file) {
    const auto found = file.open();
    if (!found) return {};
    return {reinterpret_cast<const char*>(found->bytes.data()), found->bytes.size()};
}

result<void> put(image_file& file, const std::vector<std::string>& pieces) {
    std::vector<std::span<const std::byte>> bytes;
    for (const auto& piece : pieces) bytes.push_back(std::as_bytes(std::span(piece)));
    return file.replace(bytes);
}

class ImageFile : public ::testing::Test {
protected:
    temporary_folder folder_;
    image_file file_{folder_.path("a.canreach.graph")};
};

TEST_F(ImageFile, HoldsThePiecesOneAfterAnotherForItsOwnerAlone) {
    CANREACH_ASSERT_OK(put(file_, {"one ", "two ", "", "three"}));
    EXPECT_EQ(text_of(file_), "one two three");
    struct ::stat about {};
    ASSERT_EQ(::stat(file_.path().c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777U, 0600U);
    EXPECT_FALSE(std::filesystem::exists(file_.path() + ".new"));
}

TEST_F(ImageFile, StaysReadableWhileItIsReplaced) {
    CANREACH_ASSERT_OK(put(file_, {"first"}));
    const auto first = file_.open().value();
    CANREACH_ASSERT_OK(put(file_, {"second, and longer"}));
    EXPECT_EQ(std::memcmp(first.bytes.data(), "first", 5), 0);
    EXPECT_EQ(text_of(file_), "second, and longer");
}

TEST_F(ImageFile, ThatIsMissingOrEmptyIsNotFound) {
    EXPECT_TRUE(file_.open().error().is(errc::not_found));
    write_bytes(file_.path(), "");
    EXPECT_TRUE(file_.open().error().is(errc::not_found));
}

TEST_F(ImageFile, ThatOthersCanWriteIsNotTrusted) {
    CANREACH_ASSERT_OK(put(file_, {"image"}));
    ASSERT_EQ(::chmod(file_.path().c_str(), 0622), 0);
    EXPECT_TRUE(file_.open().error().is(errc::not_found));
}

TEST_F(ImageFile, ThatIsALinkIsNotFollowed) {
    write_bytes(folder_.path("elsewhere"), "image");
    std::filesystem::create_symlink(folder_.path("elsewhere"), file_.path());
    EXPECT_TRUE(file_.open().error().is(errc::not_found));
    CANREACH_ASSERT_OK(put(file_, {"own"}));
    EXPECT_EQ(read_bytes(folder_.path("elsewhere")), "image");
    EXPECT_EQ(text_of(file_), "own");
}

TEST_F(ImageFile, LeftHalfWrittenByAKilledProcessIsWrittenAgain) {
    write_bytes(file_.path() + ".new", "half of something that was longer than the new one");
    ASSERT_EQ(::chmod((file_.path() + ".new").c_str(), 0600), 0);
    CANREACH_ASSERT_OK(put(file_, {"whole"}));
    EXPECT_EQ(text_of(file_), "whole");
}

TEST_F(ImageFile, InAFolderThatCannotBeWrittenFails) {
    std::filesystem::create_directory(file_.path() + ".new"); // nobody, root included, writes to that
    EXPECT_TRUE(put(file_, {"image"}).error().is(errc::storage));
    image_file nowhere("/proc/canreach/x.graph");
    EXPECT_FALSE(put(nowhere, {"image"}));
}

TEST_F(ImageFile, MakesTheFolderOfTheCache) {
    image_file cached(image_file::in_cache(folder_.path("cache"), "0123"));
    CANREACH_ASSERT_OK(put(cached, {"image"}));
    EXPECT_EQ(cached.path(), folder_.path("cache") + "/canreach/0123.graph");
    EXPECT_EQ(text_of(cached), "image");
}

TEST_F(ImageFile, MadeByManyAtOnceIsAlwaysOneOfTheirs) {
    constexpr std::size_t bytes = 300'000;
    std::atomic<bool> stop{false};
    std::atomic<std::size_t> torn{0};
    std::atomic<std::size_t> made{0};
    std::thread reader([&] {
        image_file file(file_.path());
        while (!stop) {
            const auto text = text_of(file);
            if (!text.empty() && (text.size() != bytes || text.find_first_not_of(text.front()) != std::string::npos))
                ++torn;
        }
    });
    std::vector<std::thread> builders;
    for (int i = 0; i < 4; ++i)
        builders.emplace_back([&, i] {
            image_file file(file_.path());
            const std::string half(bytes / 2, static_cast<char>('a' + i));
            for (int turn = 0; turn < 25; ++turn) {
                const auto done = put(file, {half, half});
                if (done) ++made;
                if (!done && !done.error().is(errc::not_allowed)) ++torn;
            }
        });
    for (auto& one : builders) one.join();
    stop = true;
    reader.join();
    EXPECT_EQ(torn, 0U);
    EXPECT_GT(made, 0U);
    EXPECT_EQ(text_of(file_).size(), bytes);
}

} // namespace
} // namespace canreach::storage
