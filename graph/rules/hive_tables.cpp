#include "graph/rules/hive_tables.hpp"

namespace canreach::graph {
namespace {

mask current_bits(securable what) noexcept {
    using enum hive_privilege; // here only: privileges of Unity Catalog have some of the same names
    switch (what) {
    case securable::hive_catalog:
        return {
            select, modify, read_metadata, create, usage, create_named_function, modify_classpath, hive_privilege::all};
    case securable::hive_schema:
        return {select, modify, read_metadata, create, usage, create_named_function, hive_privilege::all};
    case securable::hive_table: return {select, modify, read_metadata, hive_privilege::all};
    case securable::hive_view: return {select, read_metadata, hive_privilege::all};
    case securable::hive_function:
    case securable::anonymous_function: return {select, hive_privilege::all};
    case securable::any_file: return {select, modify, hive_privilege::all};
    default: return {};
    }
}

} // namespace

mask hive_applicable(securable what, hive_rules by) noexcept {
    const auto bits = current_bits(what);
    return by == hive_rules::hive_3_1 ? bits & ~mask{hive_privilege::usage, hive_privilege::modify_classpath}
                                      : bits; // L1, L3
}

mask hive_applicable_to_kind(node_kind kind) noexcept {
    return hive_applicable(securable_of(kind, {}));
}

std::optional<hive_privilege> hive_bit_of(unsigned unity_bit) noexcept {
    if (unity_bit >= 128) return std::nullopt;
    switch (static_cast<privilege>(unity_bit)) {
    case privilege::select: return hive_privilege::select;
    case privilege::modify: return hive_privilege::modify;
    case privilege::create: return hive_privilege::create;
    case privilege::usage: return hive_privilege::usage;
    case privilege::read_metadata: return hive_privilege::read_metadata;
    case privilege::all_privileges: return hive_privilege::all;
    default: return std::nullopt;
    }
}

} // namespace canreach::graph
