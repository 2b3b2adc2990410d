#include <array>
#include <string_view>

#include "simulator/detail/generation.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::string_view sensitivity = "sensitivity";
constexpr std::array<std::string_view, 3> levels{"public", "internal", "personal's"};
constexpr std::uint32_t catalogs_with_policies = 2; ///< of each metastore

} // namespace

/// A few, since each makes a crawl read the tags of what lies below. None in the showcase: its examples speak of
/// grants.
void generation::make_policies() {
    if (wanted_.showcase || groups_.empty()) return;
    auto random = random_for("policies");
    const auto& account = builder_.so_far();
    for (const auto& catalogs : catalogs_)
        for (std::uint32_t number = 0; number < catalogs.size() && number < catalogs_with_policies; ++number) {
            const auto catalog = catalogs[number];
            securable_index schema = catalog;
            securable_index table = catalog;
            for (const auto& one : placed_) {
                const auto& what = account.at(one.index);
                if (schema == catalog && one.kind == node_kind::schema && what.parent == catalog) schema = one.index;
                if (schema == catalog || one.kind != node_kind::table || what.parent != schema) continue;
                if (table == catalog) table = one.index;
                // Some of the tables carry a tag of their own.
                if (random.chance(30))
                    builder_.extra_of(one.index).tags.push_back(
                        {std::string(sensitivity), std::string(random.pick(levels))});
            }
            if (table != catalog) make_policies_of(random, catalog, schema, table, number);
        }
}

void generation::make_policies_of(seeded_random& random, securable_index catalog, securable_index schema,
                                  securable_index table, std::uint32_t number) {
    const auto some_group = [&] { return std::string(name_in_grants(random.pick(groups_))); };
    const auto put = [&](securable_index on, attribute_policy made) {
        builder_.extra_of(on).policies.push_back(std::move(made));
    };
    builder_.extra_of(catalog).tags.push_back({"team", "data"});
    builder_.extra_of(schema).tags.push_back({std::string(sensitivity), std::string(random.pick(levels))});
    attribute_policy open;
    open.name = "public data for a group";
    open.to = {some_group()};
    open.except = {some_group()};
    open.privileges = {"SELECT"};
    open.tag_key = sensitivity;
    open.tag_value = levels.front();
    put(schema, open);
    attribute_policy closed;
    closed.name = "no grants on personal data";
    closed.type = policy_type::deny;
    closed.to = {std::string(account_users_id)};
    closed.except = {some_group()};
    closed.privileges = {"MANAGE_ACCESS_CONTROL"};
    closed.tag_key = sensitivity;
    closed.tag_value = levels.back();
    put(schema, closed);
    attribute_policy filter;
    filter.name = "own region";
    filter.type = policy_type::row_filter;
    filter.to = {std::string(account_users_id)};
    filter.function = "main.policies.region";
    put(table, filter);
    filter.name = "own team";
    filter.tag_key = "team"; // inherited from the catalog
    put(table, filter);
    if (!wanted_.awkward || number > 0) return;
    attribute_policy odd;
    odd.name = "by moonlight";
    odd.to = {some_group()};
    odd.privileges = {"SELECT"};
    odd.odd_condition = "moon_phase() = 'full'";
    put(catalog, odd);
}

} // namespace canreach::simulator::detail
