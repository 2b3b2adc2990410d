#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::size_t names_kept_for_views = 8;

} // namespace

std::string generation::storage_url(std::string_view path) const {
    switch (wanted_.where) {
    case cloud::azure: return fmt::format("abfss://lake@examplestore.dfs.core.windows.net/{}", path);
    case cloud::aws: return fmt::format("s3://example-lake/{}", path);
    case cloud::gcp: return fmt::format("gs://example-lake/{}", path);
    }
    return {};
}

void generation::make_unity() {
    if (wanted_.showcase) make_showcase_data(builder_, showcase_);
    auto random = random_for("unity");
    make_catalogs(random);
    make_locations(random);
    make_schemas(random);
    make_leaves(random);
}

void generation::isolate(seeded_random& random, metastore_index store, securable_index what, bool read_only_too) {
    const auto& account = builder_.so_far();
    const auto readers = account.readers_of(account.at(store));
    if (readers.empty()) return;
    builder_.set(what, securable_trait::isolated);
    auto& bindings = builder_.extra_of(what).bindings;
    for (auto n = 1 + random.skewed(static_cast<std::uint32_t>(readers.size())); n > 0; --n) {
        const auto space = account.at(random.pick(readers)).id;
        if (std::ranges::find(bindings, space, &workspace_binding::workspace) != bindings.end()) continue;
        bindings.push_back({space, read_only_too && !bindings.empty() && random.chance(50)});
    }
}

void generation::make_catalogs(seeded_random& random) {
    const auto stores = static_cast<std::uint32_t>(metastores_.size());
    catalogs_.resize(stores);
    const auto count = left(wanted_.catalogs, showcase_.catalogs);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto store = i < stores ? stores - 1 - i : random.skewed(stores);
        auto name = catalog_name(i);
        if (wanted_.awkward && i == 1) name = "=formula";
        if (wanted_.awkward && i == 2) name = "zürich";
        const bool foreign = i % 11 == 7;
        const bool mounted = i % 13 == 9;
        const auto root = builder_.root_of(metastores_[store]);
        const auto made = builder_.add_securable(node_kind::catalog, root, name,
                                                 foreign   ? "FOREIGN_CATALOG"
                                                 : mounted ? "DELTASHARING_CATALOG"
                                                           : "MANAGED_CATALOG");
        if (foreign) builder_.extra_of(made).connection_name = fmt::format("{}_connection", name);
        if (mounted) {
            builder_.extra_of(made).provider_name = "acme-exchange";
            builder_.extra_of(made).share_name = fmt::format("{}_share", name);
        }
        if (i % 5 == 3) isolate(random, metastores_[store], made, true);
        own(random, made);
        catalogs_[store].push_back(made);
        placed_.push_back({made, node_kind::catalog});
    }
}

void generation::make_locations(seeded_random& random) {
    const auto count = left(wanted_.locations, showcase_.locations);
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto store = metastores_[random.skewed(static_cast<std::uint32_t>(metastores_.size()))];
        auto name = fmt::format("{}-{}", object_name(i, 3), "loc");
        if (wanted_.awkward && i == 0) name = "landing zone / raw #1"; // legal for locations, hard on paths
        if (wanted_.awkward && i == 1) name = "größe 100% ?";
        const auto made = builder_.add_securable(node_kind::location, builder_.root_of(store), name, {},
                                                 storage_url(object_name(i, 3)));
        builder_.extra_of(made).credential_name = fmt::format("{}-credential", random.below(4));
        if (random.chance(20)) builder_.set(made, securable_trait::read_only);
        if (i % 6 == 2) isolate(random, store, made, false);
        own(random, made);
        placed_.push_back({made, node_kind::location});
    }
}

void generation::make_schemas(seeded_random& random) {
    const auto count = left(wanted_.schemas, showcase_.schemas);
    std::vector<std::pair<securable_index, std::string>> parents;
    for (const auto& list : catalogs_)
        for (const auto index : list) parents.emplace_back(index, std::string(builder_.so_far().at(index).name));
    std::vector<std::uint32_t> children(parents.size());
    for (std::uint32_t i = 0; i < count && !parents.empty(); ++i) {
        const auto wide = static_cast<std::uint32_t>(parents.size());
        const auto at = i < wide ? i : random.skewed(wide);
        const auto number = children[at]++;
        auto name = number == 0 ? std::string("default") : schema_name(number + at * 5);
        if (wanted_.awkward && i == wide) name = "größe";
        const auto made = builder_.add_securable(node_kind::schema, parents[at].first, name);
        own(random, made);
        schemas_.push_back({made, 0, random.below(560), fmt::format("{}.{}", parents[at].second, name), {}});
        placed_.push_back({made, node_kind::schema});
    }
}

void generation::make_leaves(seeded_random& random) {
    const auto wide = static_cast<std::uint32_t>(schemas_.size());
    if (wide == 0) return;
    const auto odd = awkward_object_names();
    const auto place = [&](node_kind kind, std::string_view prefix, std::string_view subtype, std::string url) {
        auto& parent = schemas_[random.skewed(wide)];
        const auto number = parent.children++;
        auto name = fmt::format("{}{}", prefix, object_name(number, parent.turn));
        if (wanted_.awkward && kind == node_kind::table && number == 1 && odd_names_used_ < odd.size())
            name = odd[odd_names_used_++];
        if (!url.empty()) url = storage_url(fmt::format("{}/{}/{}", url, parent.full_name, name));
        const auto made = builder_.add_securable(kind, parent.index, name, subtype, url);
        own(random, made);
        placed_.push_back({made, kind});
        return std::pair{made, &parent};
    };
    static constexpr std::array<std::string_view, 5> table_types{"MANAGED", "MANAGED", "EXTERNAL", "STREAMING_TABLE",
                                                                 "MANAGED"};
    const auto tables = left(wanted_.tables, showcase_.tables);
    std::uint32_t vanished = 0;
    for (std::uint32_t i = 0; i < tables; ++i) {
        const bool view = i > 3 && random.chance(15);
        std::string_view type = view ? (random.chance(20) ? "MATERIALIZED_VIEW" : "VIEW") : random.pick(table_types);
        if (wanted_.awkward && !view && i % 500 == 3) type = "QUANTUM_TABLE"; // a word never seen before
        const auto [made, parent] = place(node_kind::table, view ? "v_" : "", type, type == "EXTERNAL" ? "tables" : "");
        if (view && !parent->tables.empty()) {
            auto& extra = builder_.extra_of(made);
            extra.reads.push_back(random.pick(parent->tables));
            if (random.chance(30) && parent->tables.size() > 1 && extra.reads.front() != parent->tables.back())
                extra.reads.push_back(parent->tables.back());
            if (wanted_.awkward && i % 7 == 0) extra.reads_functions.push_back(parent->full_name + ".fn_mask");
        } else if (!view) {
            if (parent->tables.size() < names_kept_for_views)
                parent->tables.push_back(fmt::format("{}.{}", parent->full_name, builder_.so_far().at(made).name));
            if (wanted_.awkward && i > 4 && vanished < wanted_.vanished && i % 5 == 0) {
                builder_.set(made, securable_trait::vanished);
                ++vanished;
            }
        }
    }
    for (std::uint32_t i = 0; i < wanted_.volumes; ++i)
        place(node_kind::volume, "vol_", i % 3 == 0 ? "EXTERNAL" : "MANAGED", i % 3 == 0 ? "volumes" : "");
    for (std::uint32_t i = 0; i < wanted_.functions; ++i) place(node_kind::function, "fn_", "", "");
    for (std::uint32_t i = 0; i < wanted_.models; ++i) place(node_kind::model, "ml_", "", i % 2 == 0 ? "models" : "");
}

} // namespace canreach::simulator::detail
