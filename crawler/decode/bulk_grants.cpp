#include "crawler/decode/bulk_grants.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>

#include "crawler/sql/columns.hpp"
#include "model/privileges.hpp"

namespace canreach::crawler {
namespace {

// The metastore's own grants are read from its permission list in any case: whether that answers tells whether the
// caller is metastore admin. Of the columns of a routine those called `specific_…` are spelt the same everywhere.
constexpr std::array<privilege_view, 8> views{
    {{"catalog_privileges", node_kind::catalog, {"catalog_name", "", ""}},
     {"schema_privileges", node_kind::schema, {"catalog_name", "schema_name", ""}},
     {"table_privileges", node_kind::table, {"table_catalog", "table_schema", "table_name"}},
     {"volume_privileges", node_kind::volume, {"volume_catalog", "volume_schema", "volume_name"}},
     {"routine_privileges", node_kind::function, {"specific_catalog", "specific_schema", "specific_name"}},
     {"external_location_privileges", node_kind::location, {"external_location_name", "", ""}},
     // Storage and service credentials alike; the older view of storage credentials alone is on its way out.
     {"credential_privileges", node_kind::credential, {"credential_name", "", ""}},
     {"connection_privileges", node_kind::connection, {"connection_name", "", ""}}}};

/// Numbers of principals have more digits than anybody gives a group for a name.
constexpr std::size_t shortest_id = 6;

std::size_t parts_of(const privilege_view& view) {
    return static_cast<std::size_t>(std::ranges::find(view.columns, std::string_view{}) - view.columns.begin());
}

/// A name, or the id that a deleted principal is left with.
principal_ref grantee_of(std::string_view text) {
    const bool digits = text.find_first_not_of("0123456789") == std::string_view::npos;
    if (digits && text.size() >= shortest_id) return principal_ref::with_id(std::string(text));
    return principal_ref::named(std::string(text));
}

} // namespace

std::span<const privilege_view> privilege_views() noexcept {
    return views;
}

bool is_granted_in_bulk(node_kind kind) noexcept {
    return std::ranges::find(views, kind, &privilege_view::kind) != views.end();
}

sql::statement select_grants(const privilege_view& view) {
    const std::span<const std::string_view> columns(view.columns.data(), parts_of(view));
    return {fmt::format("SELECT grantor, grantee, {}, privilege_type FROM system.information_schema.{} "
                        "WHERE inherited_from = 'NONE' OR inherited_from IS NULL",
                        fmt::join(columns, ", "), view.name),
            {},
            {},
            true};
}

void bulk_grants::clear() {
    facts_.clear();
    places_.clear();
    rows_ = malformed_ = 0;
}

std::vector<fact> bulk_grants::take() {
    std::vector<fact> made(std::make_move_iterator(facts_.begin()), std::make_move_iterator(facts_.end()));
    facts_.clear();
    places_.clear();
    return made;
}

result<void> bulk_grants::add(std::span<const sql::sql_column> columns, std::span<const sql::sql_row> rows) {
    const auto grantee = sql::need_column(columns, {"grantee"});
    if (!grantee) return grantee.error();
    const auto privilege = sql::need_column(columns, {"privilege_type"});
    if (!privilege) return privilege.error();
    std::vector<std::size_t> parts;
    for (std::size_t i = 0; i < parts_of(*view_); ++i) {
        const auto column = sql::need_column(columns, {view_->columns[i]});
        if (!column) return column.error();
        parts.push_back(*column);
    }
    std::string place;
    for (const auto& row : rows) {
        ++rows_;
        std::string name;
        bool whole = true;
        for (const auto part : parts) {
            const auto text = sql::cell(row, part);
            whole = whole && !text.empty();
            if (!name.empty()) name += '.';
            name += text;
        }
        const auto who = sql::cell(row, *grantee);
        auto word = normalised_privilege_name(sql::cell(row, *privilege));
        if (!whole || who.empty() || word.empty()) {
            ++malformed_;
            continue;
        }
        place.assign(name).append(1, '\0').append(who);
        const auto [found, fresh] = places_.try_emplace(place, facts_.size());
        if (fresh) {
            grant_fact made;
            made.grantee = grantee_of(who);
            made.resource = {view_->kind, metastore_, std::move(name)};
            facts_.push_back(std::move(made));
        }
        auto& grant = facts_[found->second];
        if (const auto known = privilege_named(word))
            grant.allow.set(static_cast<unsigned>(*known));
        else if (std::ranges::find(grant.unknown, word) == grant.unknown.end())
            grant.unknown.push_back(std::move(word));
    }
    return {};
}

} // namespace canreach::crawler
