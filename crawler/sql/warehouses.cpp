#include "crawler/sql/warehouses.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler::sql {
namespace {

bool runs(const warehouse_entry& one) {
    return one.state == "RUNNING" || one.state == "STARTING"; // somebody has started it already
}

bool can_be_started(const warehouse_entry& one) {
    return one.state == "STOPPED" || one.state == "STOPPING";
}

} // namespace

result<warehouse_page> decode_warehouse_page(const json_document& body) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return detail::wrong_page("", "an object");
    warehouse_page made;
    made.next_page_token = std::string(detail::text_in(*root, "next_page_token"));
    for (const auto& entry : detail::array_in(*root, "warehouses")) {
        const auto* one = entry.if_object();
        if (one == nullptr || detail::text_in(*one, "id").empty()) continue; // cannot be used, whatever it is
        made.warehouses.push_back({std::string(detail::text_in(*one, "id")), std::string(detail::text_in(*one, "name")),
                                   std::string(detail::text_in(*one, "state")),
                                   detail::bool_in(*one, "enable_serverless_compute") == true});
    }
    return made;
}

warehouse_choice choose_warehouse(std::span<const warehouse_entry> listed, std::string_view told, bool may_start) {
    if (!told.empty()) {
        const auto found = std::ranges::find(listed, told, &warehouse_entry::id);
        if (found != listed.end() && !runs(*found) && !may_start)
            return {{},
                    fmt::format("warehouse `{}` is {}, and none is started without --start-warehouses",
                                printable(found->name.empty() ? told : found->name, 80), printable(found->state, 40))};
        // One that the caller may use without seeing it in the list starts by itself, if it has to.
        if (found == listed.end() && !may_start)
            return {{},
                    fmt::format("warehouse `{}` is not listed, so it may be stopped, and none is started without "
                                "--start-warehouses",
                                printable(told, 80))};
        return {std::string(told), {}};
    }
    if (const auto running = std::ranges::find_if(listed, runs); running != listed.end()) return {running->id, {}};
    if (listed.empty()) return {{}, "no SQL warehouse is visible; name one with --warehouse WORKSPACE=ID"};
    if (!may_start) return {{}, "no SQL warehouse runs, and none is started without --start-warehouses"};
    const auto serverless =
        std::ranges::find_if(listed, [](const warehouse_entry& one) { return can_be_started(one) && one.serverless; });
    if (serverless != listed.end()) return {serverless->id, {}};
    const auto any = std::ranges::find_if(listed, can_be_started);
    if (any != listed.end()) return {any->id, {}};
    return {{}, "no SQL warehouse runs or can be started"};
}

} // namespace canreach::crawler::sql
