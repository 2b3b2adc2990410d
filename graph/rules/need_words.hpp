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

} // namespace canreach::graph::needs
