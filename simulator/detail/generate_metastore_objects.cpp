#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::array<std::string_view, 2> on_storage_credential{"CREATE_EXTERNAL_LOCATION", "READ_FILES"};
constexpr std::array<std::string_view, 1> on_service_credential{"ACCESS"};
constexpr std::array<std::string_view, 2> on_connection{"USE_CONNECTION", "CREATE_FOREIGN_CATALOG"};
constexpr std::array<std::string_view, 1> on_share{"SELECT"};
constexpr std::array<std::string_view, 2> on_clean_room{"EXECUTE_CLEAN_ROOM_TASK", "BROWSE"};

std::string cloud_identity(cloud where, std::string_view name) {
    switch (where) {
    case cloud::azure:
        return fmt::format("/subscriptions/6d3c0000-0000-4000-8000-000000000000/resourceGroups/rg-simulated/providers/"
                           "Microsoft.Databricks/accessConnectors/{}",
                           name);
    case cloud::aws: return fmt::format("arn:aws:iam::123456789012:role/{}", name);
    case cloud::gcp: return fmt::format("{}@example-project.iam.gserviceaccount.com", name);
    }
    return {};
}

} // namespace

/// After everything else, so that what is named here (credentials of locations, tables in shares) is known.
void generation::make_metastore_objects() {
    auto random = random_for("metastore objects");
    for (const auto store : metastores_) {
        make_credentials(random, store);
        make_connections(random, store);
        make_sharing(random, store);
    }
}

void generation::make_credentials(seeded_random& random, metastore_index store) {
    if (wanted_.metastore_objects == 0) return;
    const auto root = builder_.root_of(store);
    const auto& account = builder_.so_far();
    std::set<std::string> names; // those that locations name
    for (const auto& [at, extra] : account.extras)
        if (!extra.credential_name.empty() && account.root_of(securable_index{at}) == root)
            names.insert(extra.credential_name);
    // One that locations name is hidden from the crawl: a link to what is not listed.
    if (wanted_.awkward && !wanted_.showcase && names.size() > 3) names.erase(names.begin());
    for (std::uint32_t i = 0; i < wanted_.metastore_objects; ++i) names.insert(fmt::format("vendor-api-{}", i + 1));
    std::uint32_t number = 0;
    for (const auto& name : names) {
        const bool service = name.starts_with("vendor-api");
        // Credentials that are older than service credentials do not say their purpose.
        const auto made = builder_.add_securable(node_kind::credential, root, name, service ? "SERVICE" : "STORAGE");
        builder_.extra_of(made).identity = cloud_identity(wanted_.where, name);
        own(random, made);
        if (number % 3 == 1) isolate(random, store, made, false);
        if (number % 4 == 2) builder_.set(made, securable_trait::read_only);
        ++number;
        builder_.grant(made, some_grantee(random),
                       service ? builder_.privilege_set(on_service_credential)
                               : builder_.privilege_set(on_storage_credential));
    }
}

void generation::make_connections(seeded_random& random, metastore_index store) {
    static constexpr std::array<std::string_view, 4> types{"POSTGRESQL", "SNOWFLAKE", "SQLSERVER", "HTTP"};
    for (std::uint32_t i = 0; i < wanted_.metastore_objects; ++i) {
        const auto name = fmt::format("crm_{}", i + 1);
        const auto made = builder_.add_securable(node_kind::connection, builder_.root_of(store), name,
                                                 types[i % types.size()], fmt::format("https://{}.example.net/", name));
        if (i % 3 == 1) builder_.extra_of(made).credential_name = "vendor-api-1";
        if (i % 4 == 1) builder_.set(made, securable_trait::read_only);
        own(random, made);
        builder_.grant(made, some_grantee(random), builder_.privilege_set(on_connection));
    }
}

void generation::make_sharing(seeded_random& random, metastore_index store) {
    static constexpr std::array<std::string_view, 3> ways_in{"TOKEN", "DATABRICKS", "OIDC_FEDERATION"};
    const auto root = builder_.root_of(store);
    const auto& account = builder_.so_far();
    std::vector<const schema_place*> here;
    for (const auto& place : schemas_)
        if (!place.tables.empty() && account.root_of(place.index) == root) here.push_back(&place);
    for (std::uint32_t i = 0; i < wanted_.metastore_objects; ++i) {
        const auto partner = fmt::format("{}{}", i % 2 == 0 ? "acme" : "globex-", i + 1);
        const auto recipient = builder_.add_securable(node_kind::recipient, root, partner, ways_in[i % ways_in.size()]);
        if (i % ways_in.size() == 1)
            builder_.extra_of(recipient).global_metastore_id = fmt::format("aws:us-west-2:{}", uuid(random));
        own(random, recipient);
        own(random,
            builder_.add_securable(node_kind::provider, root, fmt::format("{}-exchange", partner), "DATABRICKS"));
        const auto room = builder_.add_securable(node_kind::clean_room, root, fmt::format("room-{}", i + 1));
        builder_.extra_of(room).status = i % 2 == 0 ? "ACTIVE" : "PROVISIONING";
        own(random, room);
        builder_.grant(room, some_grantee(random), builder_.privilege_set(on_clean_room));

        const auto share = builder_.add_securable(node_kind::share, root, fmt::format("q{}", i + 1));
        own(random, share);
        auto& shared = builder_.extra_of(share).shared;
        for (std::uint32_t n = 0; n < 2 && !here.empty(); ++n) {
            const auto& place = *random.pick(here);
            const auto& table = random.pick(place.tables);
            if (std::ranges::find(shared, table, &shared_object::name) == shared.end())
                shared.push_back({"TABLE", table});
        }
        if (i == 1 && !here.empty()) shared.push_back({"SCHEMA", here.front()->full_name});
        if (wanted_.awkward && i == 0) shared.push_back({"NOTEBOOK_FILE", "notebooks/read me"});
        builder_.grant(share, builder_.grantee_named(partner), builder_.privilege_set(on_share));
    }
}

} // namespace canreach::simulator::detail
