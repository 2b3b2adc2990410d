#include "audit/credentials.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "audit/tables.hpp"

namespace canreach::audit {
namespace {

constexpr std::string_view token_listing = "tokens";
constexpr std::string_view secret_listing = "service-principal-secrets";

/// The platform counts milliseconds since 1970.
std::string moment_of(std::string_view milliseconds) {
    std::int64_t number = 0;
    const auto* end = milliseconds.data() + milliseconds.size();
    const auto [stopped, fault] = std::from_chars(milliseconds.data(), end, number);
    if (fault != std::errc{} || stopped != end) return std::string(milliseconds);
    const std::chrono::sys_time<std::chrono::milliseconds> when{std::chrono::milliseconds(number)};
    const auto day = std::chrono::floor<std::chrono::days>(when);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{std::chrono::floor<std::chrono::minutes>(when - day)};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                       time.minutes().count());
}

std::optional<std::string> told(const node_description& node, std::string_view name) {
    for (const auto& [key, value] : node.attributes)
        if (key == name) return value;
    return std::nullopt;
}

/// Why something that links to a principal stops with it; empty where it does not.
std::string_view stops_because(link_type what) {
    switch (what) {
    case link_type::run_as: return "runs as it";
    case link_type::published_as: return "is published with its credentials";
    case link_type::single_user: return "is a cluster of it alone";
    case link_type::app_sp: return "is an app that acts as it";
    default: return {};
    }
}

/// Whether a part that was not read may hold something that runs as somebody: a listing of such things, or what one
/// of them is.
bool may_hide_runs(const graph::access_graph& facts, const source_gap& gap) {
    constexpr std::array<std::string_view, 8> listings{"jobs",    "pipelines", "dashboards", "clusters",
                                                       "queries", "alerts",    "alerts-v2",  "apps"};
    if (gap.part == node_part::definition) return family_of(facts.kind_of(gap.about)) == kind_family::object;
    return gap.part == node_part::children &&
           (gap.family.empty() || std::ranges::find(listings, gap.family) != listings.end());
}

} // namespace

bool is_token(const node_description& node) {
    return node.key.kind == node_kind::other && node.subtype == "token";
}

result<section> tokens_of(account& in, node_id principal, std::string title) {
    cell_writer cells(in);
    auto table = table_of({{"token.kind", query::column_type::text},
                           {"token.name", query::column_type::node},
                           {"workspace", query::column_type::node},
                           {"created", query::column_type::text},
                           {"expires", query::column_type::text},
                           {"last_used", query::column_type::text}});
    for (const auto id : in.facts.owned_by(principal)) {
        const auto node = in.names.describe(id);
        if (!node) return node.error();
        if (!is_token(*node)) continue;
        std::vector<query::cell> row;
        auto cell = cells.node(id);
        row.emplace_back(std::string("token"));
        row.emplace_back(std::move(cell));
        row.emplace_back(cells.node(in.facts.scope_of(id)));
        const auto created = told(*node, "created");
        created ? row.emplace_back(moment_of(*created)) : row.emplace_back(std::monostate{});
        const auto expires = told(*node, "expires");
        row.emplace_back(expires ? moment_of(*expires) : std::string("never"));
        const auto used = told(*node, "last_used");
        used ? row.emplace_back(moment_of(*used)) : row.emplace_back(std::monostate{});
        table.rows.push_back(std::move(row));
    }
    for (const auto& gap : in.facts.gaps())
        if (gap.part == node_part::children && gap.family == token_listing) table.coverage.push_back(cells.note(gap));
    if (cells.fault()) return *cells.fault();
    return made_section("tokens", std::move(title), std::move(table));
}

result<std::string> secrets_of(account& in, const node_description& service_principal) {
    if (auto number = told(service_principal, "secrets")) return *std::move(number);
    const auto unread = [&](const source_gap& gap) {
        return gap.family == secret_listing &&
               (gap.about == service_principal.id || in.facts.kind_of(gap.about) == node_kind::account);
    };
    return std::string(std::ranges::any_of(in.facts.gaps(), unread) ? "not known" : "none");
}

result<section> run_as(account& in, fact_source& source, node_id principal) {
    cell_writer cells(in);
    std::vector<query::column> columns;
    cell_writer::add_columns(columns, "resource");
    columns.push_back({"how", query::column_type::text});
    auto table = table_of(std::move(columns));
    std::vector<source_link> found;
    const auto read = source.visit_links([&](const source_link& link) {
        if (link.to == principal && !stops_because(link.type).empty()) found.push_back(link);
    });
    if (!read) return read.error();
    for (const auto& link : found) {
        std::vector<query::cell> row;
        cells.add_cells(row, link.from);
        row.emplace_back(std::string(stops_because(link.type)));
        table.rows.push_back(std::move(row));
    }
    for (const auto& gap : in.facts.gaps())
        if (may_hide_runs(in.facts, gap)) table.coverage.push_back(cells.note(gap));
    if (cells.fault()) return *cells.fault();
    return made_section("runs", "Would break: runs as it", std::move(table));
}

result<void> without_tokens(account& in, section& of) {
    auto& owned = of.table;
    if (owned.folded) return {};
    std::optional<failure> fault;
    const auto removed = std::erase_if(owned.rows, [&](const std::vector<query::cell>& row) {
        for (const auto& cell : row) {
            const auto* node = std::get_if<query::node_cell>(&cell);
            if (node == nullptr || node->id == no_node || in.facts.kind_of(node->id) != node_kind::other) continue;
            const auto described = in.names.describe(node->id);
            if (!described)
                fault = described.error();
            else if (is_token(*described))
                return true;
        }
        return false;
    });
    if (fault) return *fault;
    owned.count -= removed;
    if (removed > 0) of.question.clear();
    return {};
}

} // namespace canreach::audit
