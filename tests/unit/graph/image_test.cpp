/// Graphs out of images: the same answers, no row read twice, and nothing wrong with an image does any harm.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <string>

#include "graph/access_graph.hpp"
#include "graph/image/header.hpp"
#include "model/privileges.hpp"
#include "simulator/world.hpp"
#include "tests/support/memory_images.hpp"
#include "tests/support/memory_source.hpp"

namespace canreach::graph {
namespace {

const std::string own_digest(64, 'a');
const std::string other_digest(64, 'b');

constexpr auto world_json = R"({
    "members": [["user:alice", "group:a"], ["group:a", "group:top"], ["group:top", "group:a"], ["user:bob", "group:b"]],
    "assign": [["group:account users", "ws:prod", "USER"]],
    "owners": [["user:olga", "table:main.sales.orders"], ["group:b", "view:main.sales.seen"]],
    "grants": [["group:top", "catalog:main", ["USE_CATALOG", "USE_SCHEMA", "SELECT"]],
               ["user:bob", "table:main.sales.orders", ["SELECT"]]],
    "links": [["READS", "view:main.sales.seen", "table:main.sales.orders"]]
})";

/// Counts what is read of the facts beside the ledger.
class counting_source final : public fact_source {
public:
    explicit counting_source(fact_source& from) : from_(from) {}
    int reads = 0;

    result<source_counts> counts() override { return from_.counts(); }
    result<void> visit_nodes(const std::function<void(const source_node&)>& visit) override {
        ++reads;
        return from_.visit_nodes(visit);
    }
    result<void> visit_members(const std::function<void(const source_member&)>& visit) override {
        ++reads;
        return from_.visit_members(visit);
    }
    result<void> visit_owners(const std::function<void(const source_owner&)>& visit) override {
        ++reads;
        return from_.visit_owners(visit);
    }
    result<void> visit_grants(const std::function<void(const source_grant&)>& visit) override {
        ++reads;
        return from_.visit_grants(visit);
    }
    result<void> visit_bindings(const std::function<void(const source_binding&)>& visit) override {
        ++reads;
        return from_.visit_bindings(visit);
    }
    result<void> visit_links(const std::function<void(const source_link&)>& visit) override {
        ++reads;
        return from_.visit_links(visit);
    }
    result<void> visit_policies(const std::function<void(const source_policy&)>& visit) override {
        ++reads;
        return from_.visit_policies(visit);
    }
    result<void> visit_attributes(std::span<const std::string_view> names,
                                  const std::function<void(const source_attribute&)>& visit) override {
        ++reads;
        return from_.visit_attributes(names, visit);
    }
    result<void> visit_homes(const std::function<void(const source_home&)>& visit) override {
        ++reads;
        return from_.visit_homes(visit);
    }
    result<void> visit_gaps(const std::function<void(const source_gap&)>& visit) override {
        return from_.visit_gaps(visit);
    }

private:
    fact_source& from_;
};

class GraphImage : public testing::Test {
protected:
    [[nodiscard]] access_graph open(std::string_view digest = own_digest, std::vector<source_link> told = {}) {
        return access_graph::open(source_, digest, stores_, std::move(told)).value();
    }
    /// Everybody who can read each node, and what each principal can read.
    [[nodiscard]] static std::string answers_of(const access_graph& graph) {
        constexpr std::array kinds{node_kind::user, node_kind::service_principal, node_kind::group};
        request select;
        select.actions = {{action::form::privilege, static_cast<std::uint16_t>(privilege::select)}};
        std::string text;
        for (std::uint32_t i = 0; i < graph.node_count(); ++i) {
            const node_id node{i};
            text += std::to_string(static_cast<int>(graph.kind_of(node))) + ":";
            for (const auto& row : graph.who(select, node, kinds).rows)
                text += std::to_string(row.principal.value) + ",";
            text += "|";
            for (const auto& row : graph.what(node, select, {}, no_node).rows)
                text += std::to_string(row.resource.value) + ",";
            for (const auto child : graph.children_of(node)) text += "/" + std::to_string(child.value);
            for (const auto& grant : graph.grants_to(node)) text += "+" + std::to_string(grant.resource.value);
            for (const auto& row : graph.members_of(node, true).rows) text += "<" + std::to_string(row.principal.value);
            text += "\n";
        }
        return text;
    }
    /// The image is passed over and made anew.
    void expect_rebuilt(const std::string& bytes) {
        images_.stored = bytes;
        source_.reads = 0;
        const auto before = images_.replaced;
        const auto graph = open();
        EXPECT_GT(source_.reads, 0);
        EXPECT_EQ(images_.replaced, before + 1);
        EXPECT_EQ(images_.stored, sound_);
        if (answers_of(graph) != answers_) ADD_FAILURE() << "other answers";
    }

    simulator::world world_ = simulator::parse_world(world_json).value();
    support::memory_source facts_ = support::memory_source::from(world_.facts, world_.gaps).value();
    counting_source source_{facts_};
    support::memory_images images_;
    std::array<image_store*, 1> stores_{&images_};
    std::string answers_ = answers_of(access_graph::build(facts_).value());
    std::string sound_ = [this] {
        static_cast<void>(open());
        return images_.stored;
    }();
};

TEST_F(GraphImage, GivesTheSameAnswersWithoutReadingTheFactsAgain) {
    source_.reads = 0;
    const auto graph = open();
    EXPECT_EQ(source_.reads, 0);
    EXPECT_EQ(images_.replaced, 1U);
    EXPECT_EQ(answers_of(graph), answers_);
}

TEST_F(GraphImage, IsTheSameBytesForTheSameAccount) {
    images_.stored.clear();
    static_cast<void>(open());
    EXPECT_EQ(images_.stored, sound_);
}

TEST_F(GraphImage, OutlivesItsStore) {
    const auto graph = open();
    images_.stored.assign(images_.stored.size(), '\0');
    EXPECT_EQ(answers_of(graph), answers_);
}

TEST_F(GraphImage, OfAnotherAccountIsPassedOver) {
    static_cast<void>(open(other_digest));
    EXPECT_NE(images_.stored, sound_);
    EXPECT_EQ(images_.replaced, 2U);
    expect_rebuilt(images_.stored);
}

TEST_F(GraphImage, OfAnotherVersionOrByteOrderIsPassedOver) {
    for (const auto place : {offsetof(image::header, format), offsetof(image::header, byte_order)}) {
        auto bytes = sound_;
        std::uint32_t number = 0;
        std::memcpy(&number, bytes.data() + place, sizeof(number));
        number = place == offsetof(image::header, format) ? number + 1 : 0x0403'0201;
        std::memcpy(bytes.data() + place, &number, sizeof(number));
        expect_rebuilt(bytes);
    }
}

TEST_F(GraphImage, DamagedAnywhereIsMadeAnew) {
    for (std::size_t at = 0; at < sound_.size() && !HasFailure(); ++at) {
        SCOPED_TRACE(at);
        auto bytes = sound_;
        bytes[at] = static_cast<char>(bytes[at] ^ (1 << at % 8));
        // The last bytes of the header mean nothing, but count all the same.
        expect_rebuilt(bytes);
    }
}

TEST_F(GraphImage, CutShortOrGrownIsMadeAnew) {
    for (std::size_t length = 0; length < sound_.size() && !HasFailure(); length += length < 300 ? 1 : 64) {
        SCOPED_TRACE(length);
        if (length > 0) expect_rebuilt(sound_.substr(0, length));
    }
    expect_rebuilt(sound_ + std::string(64, '\0'));
}

TEST_F(GraphImage, WithATableThatLeadsElsewhereIsMadeAnewThoughItsChecksumFits) {
    image::header first;
    std::memcpy(&first, sound_.data(), sizeof(first));
    for (std::uint64_t row = 0; row < first.sections && !HasFailure(); ++row)
        for (const std::uint64_t value :
             {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{sound_.size()} + 64, ~std::uint64_t{0}})
            for (std::size_t field = 0; field < 3; ++field) {
                auto bytes = sound_;
                const auto place =
                    sizeof(image::header) + static_cast<std::size_t>(row) * sizeof(image::section) + field * 8;
                std::uint64_t before = 0;
                std::memcpy(&before, bytes.data() + place, sizeof(before));
                if (before == value) continue;
                std::memcpy(bytes.data() + place, &value, sizeof(value));
                auto fresh = first;
                fresh.checksum = 0;
                std::memcpy(bytes.data(), &fresh, sizeof(fresh));
                image::checksum sum;
                sum.add(std::as_bytes(std::span(bytes)));
                fresh.checksum = sum.value();
                std::memcpy(bytes.data(), &fresh, sizeof(fresh));
                images_.stored = bytes;
                static_cast<void>(open()); // whatever it takes it for, it stays within the image
            }
}

TEST_F(GraphImage, IsMadeInMemoryWhereNoStoreTakesIt) {
    images_.stored.clear();
    images_.full = true;
    EXPECT_EQ(answers_of(open()), answers_);
    EXPECT_EQ(answers_of(access_graph::open(source_, own_digest, {}).value()), answers_);
}

TEST_F(GraphImage, GoesIntoTheFirstStoreThatTakesIt) {
    support::memory_images second;
    images_.full = true;
    images_.stored.clear();
    const std::array<image_store*, 2> both{&images_, &second};
    static_cast<void>(access_graph::open(source_, own_digest, both).value());
    EXPECT_EQ(second.stored, sound_);
    source_.reads = 0;
    static_cast<void>(access_graph::open(source_, own_digest, both).value());
    EXPECT_EQ(source_.reads, 0);
}

TEST_F(GraphImage, HoldsNoAnnotations) {
    const auto node = facts_.id_of(world_.keys.at("user:alice"));
    const std::vector<source_link> told{{link_type::holds, node, node}};
    images_.stored.clear();
    EXPECT_TRUE(open(own_digest, told).annotated());
    EXPECT_EQ(images_.stored, sound_);
    EXPECT_TRUE(open(own_digest, told).annotated());
    EXPECT_FALSE(open().annotated());
}

} // namespace
} // namespace canreach::graph
