#include "model/privileges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace canreach {
inline namespace model {
namespace {

template <class Bit>
struct named_bit {
    Bit bit;
    std::string_view name;
};

constexpr auto unity = std::to_array<named_bit<privilege>>({
    {privilege::use_catalog, "USE_CATALOG"},
    {privilege::use_schema, "USE_SCHEMA"},
    {privilege::select, "SELECT"},
    {privilege::modify, "MODIFY"},
    {privilege::execute, "EXECUTE"},
    {privilege::read_volume, "READ_VOLUME"},
    {privilege::write_volume, "WRITE_VOLUME"},
    {privilege::refresh, "REFRESH"},
    {privilege::browse, "BROWSE"},
    {privilege::read_metadata, "READ_METADATA"},
    {privilege::apply_tag, "APPLY_TAG"},
    {privilege::manage, "MANAGE"},
    {privilege::external_use_schema, "EXTERNAL_USE_SCHEMA"},
    {privilege::insert, "INSERT"},
    {privilege::update, "UPDATE"},
    {privilege::delete_rows, "DELETE"},
    {privilege::create_schema, "CREATE_SCHEMA"},
    {privilege::create_table, "CREATE_TABLE"},
    {privilege::create_function, "CREATE_FUNCTION"},
    {privilege::create_model, "CREATE_MODEL"},
    {privilege::create_volume, "CREATE_VOLUME"},
    {privilege::create_materialized_view, "CREATE_MATERIALIZED_VIEW"},
    {privilege::read_files, "READ_FILES"},
    {privilege::write_files, "WRITE_FILES"},
    {privilege::create_external_table, "CREATE_EXTERNAL_TABLE"},
    {privilege::create_external_volume, "CREATE_EXTERNAL_VOLUME"},
    {privilege::create_managed_storage, "CREATE_MANAGED_STORAGE"},
    {privilege::create_foreign_securable, "CREATE_FOREIGN_SECURABLE"},
    {privilege::external_use_location, "EXTERNAL_USE_LOCATION"},
    {privilege::access, "ACCESS"},
    {privilege::use_connection, "USE_CONNECTION"},
    {privilege::create_foreign_catalog, "CREATE_FOREIGN_CATALOG"},
    {privilege::create_catalog, "CREATE_CATALOG"},
    {privilege::create_external_location, "CREATE_EXTERNAL_LOCATION"},
    {privilege::create_storage_credential, "CREATE_STORAGE_CREDENTIAL"},
    {privilege::create_service_credential, "CREATE_SERVICE_CREDENTIAL"},
    {privilege::create_connection, "CREATE_CONNECTION"},
    {privilege::create_share, "CREATE_SHARE"},
    {privilege::create_recipient, "CREATE_RECIPIENT"},
    {privilege::create_provider, "CREATE_PROVIDER"},
    {privilege::create_clean_room, "CREATE_CLEAN_ROOM"},
    {privilege::use_share, "USE_SHARE"},
    {privilege::use_recipient, "USE_RECIPIENT"},
    {privilege::use_provider, "USE_PROVIDER"},
    {privilege::use_marketplace_assets, "USE_MARKETPLACE_ASSETS"},
    {privilege::set_share_permission, "SET_SHARE_PERMISSION"},
    {privilege::manage_allowlist, "MANAGE_ALLOWLIST"},
    {privilege::create, "CREATE"},
    {privilege::usage, "USAGE"},
    {privilege::all_privileges, "ALL_PRIVILEGES"},
    {privilege::execute_clean_room_task, "EXECUTE_CLEAN_ROOM_TASK"},
    {privilege::modify_clean_room, "MODIFY_CLEAN_ROOM"},
    {privilege::manage_access_control, "MANAGE_ACCESS_CONTROL"},
});

constexpr auto unity_bits = [] {
    std::array<privilege, unity.size()> list{};
    std::ranges::transform(unity, list.begin(), &named_bit<privilege>::bit);
    return list;
}();

constexpr auto hive = std::to_array<named_bit<hive_privilege>>({
    {hive_privilege::select, "SELECT"},
    {hive_privilege::create, "CREATE"},
    {hive_privilege::modify, "MODIFY"},
    {hive_privilege::usage, "USAGE"},
    {hive_privilege::read_metadata, "READ_METADATA"},
    {hive_privilege::create_named_function, "CREATE_NAMED_FUNCTION"},
    {hive_privilege::modify_classpath, "MODIFY_CLASSPATH"},
    {hive_privilege::all, "ALL_PRIVILEGES"},
});

template <class Bit>
std::string_view name_in(std::span<const named_bit<Bit>> table, Bit what) {
    const auto found = std::ranges::find(table, what, &named_bit<Bit>::bit);
    return found == table.end() ? std::string_view{} : found->name;
}

template <class Bit>
std::optional<Bit> bit_in(std::span<const named_bit<Bit>> table, std::string_view name) {
    const auto found = std::ranges::find(table, normalised_privilege_name(name), &named_bit<Bit>::name);
    if (found == table.end()) return std::nullopt;
    return found->bit;
}

} // namespace

std::string_view name_of(privilege what) noexcept {
    return name_in<privilege>(unity, what);
}

std::optional<privilege> privilege_named(std::string_view name) noexcept {
    return bit_in<privilege>(unity, name);
}

std::span<const privilege> all_privileges() noexcept {
    return unity_bits;
}

std::string_view name_of(hive_privilege what) noexcept {
    return name_in<hive_privilege>(hive, what);
}

std::optional<hive_privilege> hive_privilege_named(std::string_view name) noexcept {
    return bit_in<hive_privilege>(hive, name);
}

std::string normalised_privilege_name(std::string_view text) {
    std::string name;
    bool gap = false;
    for (const char c : text) {
        if (c == ' ' || c == '-' || c == '_' || c == '\t') {
            gap = !name.empty();
            continue;
        }
        if (std::exchange(gap, false)) name += '_';
        name += (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c;
    }
    return name;
}

unsigned privilege_dictionary::learn(std::string_view name) {
    if (const auto known = find(name)) return *known;
    const auto next = learned_.empty() ? first_learned_privilege_bit : learned_.back().first + 1;
    if (next >= overflow_privilege_bit) return overflow_privilege_bit;
    learned_.emplace_back(next, normalised_privilege_name(name));
    return next;
}

std::optional<unsigned> privilege_dictionary::find(std::string_view name) const {
    if (const auto known = privilege_named(name)) return static_cast<unsigned>(*known);
    const auto wanted = normalised_privilege_name(name);
    for (const auto& [bit, learned] : learned_)
        if (learned == wanted) return bit;
    return std::nullopt;
}

std::string privilege_dictionary::name_of_bit(unsigned bit) const {
    if (const auto known = name_of(static_cast<privilege>(bit)); !known.empty()) return std::string(known);
    for (const auto& [learned_bit, name] : learned_)
        if (learned_bit == bit) return name;
    return fmt::format("PRIVILEGE_{}", bit);
}

std::vector<std::string> privilege_dictionary::names_of(mask set) const {
    std::vector<std::string> names;
    set.for_each([&](unsigned bit) { names.push_back(name_of_bit(bit)); });
    return names;
}

std::vector<std::pair<unsigned, std::string>> privilege_dictionary::learned() const {
    return learned_;
}

void privilege_dictionary::restore(unsigned bit, std::string name) {
    const auto at = std::ranges::lower_bound(learned_, bit, {}, &std::pair<unsigned, std::string>::first);
    if (at != learned_.end() && at->first == bit)
        at->second = std::move(name);
    else
        learned_.insert(at, {bit, std::move(name)});
}

} // namespace model
} // namespace canreach
