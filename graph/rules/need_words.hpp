/// The words in which the tables of operations are written: one function a form of `need`.
#pragma once

#include <utility>
#include <vector>

#include "graph/rules/requirements.hpp"
#include "model/mask.hpp"
#include "model/privileges.hpp"

namespace canreach::graph::needs {

[[nodiscard]] inline need bits(mask which) {
    return {need::form::bit, which, true, {}};
}
[[nodiscard]] inline need bit(privilege which) {
    return bits(mask{which});
}
[[nodiscard]] inline need some_bit() {
    return {need::form::some_bit, {}, true, {}};
}
[[nodiscard]] inline need all(std::vector<need> parts) {
    return {need::form::all, {}, true, std::move(parts)};
}
[[nodiscard]] inline need any(std::vector<need> parts) {
    return {need::form::any, {}, true, std::move(parts)};
}
[[nodiscard]] inline need opened() {
    return {need::form::usage_above, {}, true, {}};
}
[[nodiscard]] inline need usage_here() {
    return {need::form::usage_here, {}, true, {}};
}
[[nodiscard]] inline need control(bool metastore_admin = true) {
    return {need::form::control, {}, metastore_admin, {}};
}
[[nodiscard]] inline need definer() {
    return {need::form::definer, {}, true, {}};
}

/// Control for DROP, where metastore admins count as a profile says.
[[nodiscard]] inline need control_to_drop(bool metastore_admin) {
    auto made = control(metastore_admin);
    made.dropping = true;
    return made;
}
/// A form without anything more to say.
[[nodiscard]] inline need only(need::form what) {
    return {what, {}, true, {}};
}
[[nodiscard]] inline need on_metastore(privilege which) {
    return {need::form::on_metastore, mask{which}, true, {}};
}
[[nodiscard]] inline need on_some(node_kind kind, privilege which) {
    return {need::form::on_some, mask{which}, true, {}, kind};
}
[[nodiscard]] inline need on_container(need what) {
    return {need::form::on_container, {}, true, {std::move(what)}};
}
[[nodiscard]] inline need bit(hive_privilege which) {
    return bits(mask{which});
}
[[nodiscard]] inline need hive_owner(mask stopped_by = {}) {
    return {need::form::hive_owner, stopped_by, true, {}};
}
[[nodiscard]] inline need nobody() {
    return {need::form::nobody, {}, true, {}};
}

} // namespace canreach::graph::needs
