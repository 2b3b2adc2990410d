#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/write_book.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::int64_t smallest_page = 150; ///< privileges, not principals (databricks-api, F.3)
constexpr std::uint64_t server_page = 500;

bool same_name(std::string_view a, std::string_view b) {
    const auto folded = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::ranges::equal(a, b, [&](char x, char y) { return folded(x) == folded(y); });
}

std::optional<securable_index> asked_for(const route_context& c, securable_index root) {
    const auto type = c.to.target.segment(4);
    const auto name = c.to.target.segment(5);
    if (type == "metastore" && name == c.from.at(*c.here().metastore).id) return root;
    auto found = c.from.find(root, kind_of_type(type), name);
    if (!found && type == "function") found = c.from.find(root, node_kind::model, name);
    return found && is_called(c, type, *found) ? found : std::nullopt;
}

} // namespace

reply grants(const route_context& c) {
    const auto root = root_here(c);
    if (!root) return failed(404, "METASTORE_DOES_NOT_EXIST", "No metastore assigned for the current workspace.");
    const auto text = c.to.target.parameter("max_results");
    const auto asked = c.to.target.number("max_results");
    if (text && (!asked || *asked < 0 || (*asked > 0 && *asked < smallest_page)))
        return failed(400, "INVALID_PARAMETER_VALUE", "max_results must be 0 or at least 150.");
    const auto found = asked_for(c, *root);
    if (!found || c.from.at(*found).has(securable_trait::vanished))
        return no_such(kind_of_type(c.to.target.segment(4)), c.to.target.segment(5));
    if (auto hidden = hidden_here(c, *found)) return std::move(*hidden);
    const auto& what = c.from.at(*found);
    if (what.hides_grants())
        return failed(
            403, "PERMISSION_DENIED",
            fmt::format("User does not have MANAGE on {} '{}'.", word_of(what.kind), c.from.full_name_of(*found)));
    if (c.to.writes) return patch_grants(c, what.kind, c.from.full_name_of(*found));
    const auto place = place_of(c.rules(), c.to.target, c.to.host);
    if (!place) return bad_token();
    auto written = c.written.grants_on(grant_key(word_of(what.kind), c.from.full_name_of(*found)), c.now);

    const auto rows = c.from.grants_of(*found);
    const auto only = c.to.target.parameter("principal");
    const bool deleted_too = c.to.target.is_true("include_deleted_principals");
    const auto limit = !text                ? ~std::uint64_t{0}
                       : asked.value() == 0 ? c.capped(server_page)
                                            : c.capped(static_cast<std::uint64_t>(*asked));
    json_text out;
    out.open_object();
    bool any = false;
    auto next = std::min<std::uint64_t>(place->offset, rows.size());
    if (!is_empty_page(c.rules(), *place)) {
        std::uint64_t privileges = 0;
        for (; next < rows.size(); ++next) {
            const auto& row = rows[next];
            const auto& who = c.from.at(row.who);
            if ((only && !same_name(*only, who.name)) || (who.name.empty() && !deleted_too)) continue;
            const auto& names = c.from.privilege_sets[row.privileges];
            // A principal is never split over two pages, so one with many privileges may stretch a page.
            if (privileges > 0 && privileges + names.size() > limit) break;
            privileges += names.size();
            if (!any) out.open_array("privilege_assignments");
            any = true;
            out.open_object().field("principal", who.name);
            if (who.id != 0) out.field("principal_id", who.id);
            out.open_array("privileges");
            for (const auto& name : names) out.value(name);
            if (const auto added = written.find(who.name); added != written.end()) {
                for (const auto& name : added->second)
                    if (std::ranges::find(names, name) == names.end()) out.value(name);
                written.erase(added);
            }
            out.close_array().close_object();
        }
    }
    // Whoever held nothing before comes last.
    if (next == rows.size())
        for (const auto& [principal, names] : written) {
            if (only && !same_name(*only, principal)) continue;
            if (std::ranges::any_of(rows, [&](const grant_row& row) { return c.from.at(row.who).name == principal; }))
                continue;
            if (!any) out.open_array("privilege_assignments");
            any = true;
            out.open_object().field("principal", principal).open_array("privileges");
            for (const auto& name : names) out.value(name);
            out.close_array().close_object();
        }
    if (any) out.close_array();
    const bool more = next < rows.size();
    // The end of this listing is an empty token rather than none.
    out.field("next_page_token",
              more ? token_for(c.rules(), c.to.target, c.to.host, {next, place->number + 1}) : std::string{});
    return ok(std::move(out.close_object()));
}

} // namespace canreach::simulator::detail
