#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "model/storage_path.hpp"

namespace canreach {
namespace {

using form = storage_path::form;

struct spelling {
    std::string_view written;
    form how;
    std::string_view text;
};

TEST(StoragePath, HasOneSpelling) {
    for (const auto& [written, how, text] : std::array{
             spelling{"s3://lake/raw/x.json", form::cloud, "s3://lake/raw/x.json"},
             spelling{"S3A://Lake//raw/./x.json/", form::cloud, "s3://lake/raw/x.json"},
             spelling{"s3n://lake", form::cloud, "s3://lake"},
             spelling{"s3://lake/", form::cloud, "s3://lake"},
             spelling{"gs://bucket/A/b", form::cloud, "gs://bucket/A/b"},
             spelling{"abfss://raw@Acme.dfs.core.windows.net/a", form::cloud,
                      "abfss://raw@acme.dfs.core.windows.net/a"},
             spelling{"wasbs://raw@acme.blob.core.windows.net/a", form::cloud,
                      "abfss://raw@acme.dfs.core.windows.net/a"},
             spelling{"dbfs:/mnt/x", form::dbfs, "dbfs:/mnt/x"},
             spelling{"dbfs:///mnt//x/", form::dbfs, "dbfs:/mnt/x"},
             spelling{"/dbfs/mnt/x", form::dbfs, "dbfs:/mnt/x"},
             spelling{"/mnt/x", form::dbfs, "dbfs:/mnt/x"},
             spelling{"/", form::dbfs, "dbfs:/"},
             spelling{"/Volumes/main/sales/files/a.csv", form::volume, "/Volumes/main/sales/files/a.csv"},
             spelling{"dbfs:/Volumes/main/sales/files", form::volume, "/Volumes/main/sales/files"},
             spelling{"s3://lake/a:b", form::cloud, "s3://lake/a:b"},
         }) {
        const auto made = storage_path::parse(written);
        ASSERT_TRUE(made) << written << ": " << made.error().to_string();
        EXPECT_EQ(made->how(), how) << written;
        EXPECT_EQ(made->text(), text) << written;
        const auto again = storage_path::parse(made->text());
        ASSERT_TRUE(again) << made->text();
        EXPECT_EQ(again->text(), text);
    }
    EXPECT_EQ(storage_path::parse("/Volumes/main/sales/files/a/b")->volume(), "main.sales.files");
}

TEST(StoragePath, RefusesWhatIsNone) {
    for (const auto* text : {"", "raw/x", "lake", "s3:/lake/x", "s3://", "s3:///x", "s3://lake/../x", "/mnt/../x",
                             "/Volumes/main/sales", "/Workspace/Users/a", "file:/tmp/x", "a b://x"})
        EXPECT_FALSE(storage_path::parse(text)) << text;
    EXPECT_FALSE(storage_path::parse(std::string_view{"s3://a/b\0c", 10}));
}

TEST(StoragePath, IsComparedBySegment) {
    const auto at = [](std::string_view text) { return storage_path::parse(text).value(); };
    EXPECT_TRUE(at("s3://bkt/landing").covers(at("s3://bkt/landing")));
    EXPECT_TRUE(at("s3://bkt/landing/").covers(at("s3a://bkt/landing/x/y")));
    EXPECT_TRUE(at("s3://bkt").covers(at("s3://bkt/landing")));
    EXPECT_FALSE(at("s3://bkt/landing").covers(at("s3://bkt/landing2/x")));
    EXPECT_FALSE(at("s3://bkt/landing/x").covers(at("s3://bkt/landing")));
    EXPECT_FALSE(at("s3://bkt/landing").covers(at("s3://bkt/Landing/x")));
    EXPECT_FALSE(at("s3://bkt").covers(at("s3://bkt2/x")));
    EXPECT_TRUE(at("dbfs:/").covers(at("dbfs:/mnt/x")));
    EXPECT_FALSE(at("dbfs:/").covers(at("/Volumes/a/b/c")));
}

TEST(StoragePath, KnowsManagedStorage) {
    const auto managed = [](std::string_view text) { return storage_path::parse(text).value().in_managed_storage(); };
    EXPECT_TRUE(managed("s3://root/__unitystorage/catalogs/1/tables/2/part"));
    EXPECT_TRUE(managed("s3://root/__unitystorage"));
    EXPECT_FALSE(managed("s3://root/__unitystorage2/x"));
    EXPECT_FALSE(managed("s3://root/x__unitystorage"));
}

} // namespace
} // namespace canreach
