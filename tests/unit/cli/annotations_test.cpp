#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "cli/annotations.hpp"
#include "simulator/world.hpp"
#include "tests/support/fake_catalog.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::cli {
namespace {

using testing::HasSubstr;

class Annotations : public testing::Test {
protected:
    /// The links of an annotations file, by name.
    std::string links(std::string_view text) {
        const auto parsed = parse_annotations(text);
        if (!parsed) return parsed.error().to_string();
        const auto made = links_of(*parsed, names_);
        if (!made) return made.error().to_string();
        std::string list;
        for (const auto& one : *made)
            list += fmt(one.from) + " " + std::string(name_of(one.type)) + " " + fmt(one.to) + ";";
        return list;
    }
    std::string fmt(node_id id) { return simulator::world_id_of(world_, source_.key_of(id)); }

    simulator::world world_ = simulator::parse_world(R"({
        "acls": [["user:al", "secrets:prod:kv", "READ"], ["user:al", "secrets:dev:kv", "READ"]],
        "attrs": {"sp:etl": {}, "group:etl-group": {}},
        "paths": {"location:lake": "s3://lake", "table:main.s.t": "s3://lake/raw/t"}})")
                                  .value();
    support::memory_source source_ = support::memory_source::from(world_.facts, world_.gaps).value();
    support::fake_catalog names_{source_, world_.facts};
};

TEST_F(Annotations, BecomeLinks) {
    EXPECT_EQ(links(R"({"secret_scopes": [{"workspace": "prod", "scope": "kv", "holds": ["etl"]}]})"),
              "secrets:prod:kv HOLDS sp:etl;");
    EXPECT_EQ(links("{}"), "");
    EXPECT_EQ(links("{ /* nothing yet */ \"secret_scopes\": [] }"), "");
}

TEST_F(Annotations, NameThingsOfTheAccount) {
    EXPECT_THAT(links(R"({"secret_scopes": [{"scope": "kv", "holds": ["etl"]}]})"), HasSubstr("holds 2 of that name"));
    EXPECT_THAT(links(R"({"secret_scopes": [{"scope": "kw", "holds": ["etl"]}]})"), HasSubstr("secret scope `kw`"));
    EXPECT_THAT(links(R"({"secret_scopes": [{"workspace": "prod", "scope": "kv", "holds": ["etl-group"]}]})"),
                HasSubstr("user or service principal `etl-group`"));
    EXPECT_THAT(links(R"({"cloud_identities": [{"identity": "arn:x", "reads": ["s3://lake"]}]})"),
                HasSubstr("cloud identity `arn:x`"));
}

TEST_F(Annotations, OddOnesAreRefusedWithTheirPlace) {
    EXPECT_THAT(links("["), HasSubstr("no JSON"));
    EXPECT_THAT(links("[]"), HasSubstr("an object"));
    EXPECT_THAT(links(R"({"secrets": []})"), HasSubstr("/secrets"));
    EXPECT_THAT(links(R"({"secret_scopes": {}})"), HasSubstr("/secret_scopes"));
    EXPECT_THAT(links(R"({"secret_scopes": [{"scope": "kv"}]})"), HasSubstr("/secret_scopes/0/holds"));
    EXPECT_THAT(links(R"({"secret_scopes": [{"scope": 1, "holds": ["a"]}]})"), HasSubstr("/secret_scopes/0/scope"));
    EXPECT_THAT(links(R"({"secret_scopes": [{"scope": "kv", "holds": [null]}]})"), HasSubstr("/secret_scopes/0/holds"));
    EXPECT_THAT(links(R"({"cloud_identities": [{"identity": "i", "reads": ["lake"]}]})"),
                HasSubstr("/cloud_identities/0/reads"));
}

} // namespace
} // namespace canreach::cli
