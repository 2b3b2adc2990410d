#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"

namespace canreach::simulator::detail {
namespace {

char folded(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string folded(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](char c) { return folded(c); });
    return out;
}

std::vector<std::string> words_of(std::optional<std::string_view> list) {
    std::vector<std::string> words;
    while (list && !list->empty()) {
        const auto end = std::min(list->find(','), list->size());
        if (end > 0) words.push_back(folded(list->substr(0, end)));
        list->remove_prefix(std::min(end + 1, list->size()));
    }
    return words;
}

} // namespace

wanted_attributes::wanted_attributes(const target& query)
    : only_(words_of(query.parameter("attributes"))), without_(words_of(query.parameter("excludedAttributes"))) {}

bool wanted_attributes::has(std::string_view name) const {
    const auto word = folded(name);
    if (std::ranges::find(without_, word) != without_.end()) return false;
    return only_.empty() || std::ranges::any_of(only_, [&](const auto& wanted) {
               return wanted == word || wanted.starts_with(word + '.');
           });
}

std::optional<scim_filter> scim_filter::parse(std::string_view text) {
    const auto first = text.find(' ');
    const auto second = first == std::string_view::npos ? first : text.find(' ', first + 1);
    if (second == std::string_view::npos) return std::nullopt;
    scim_filter made{std::string(text.substr(0, first)), folded(text.substr(first + 1, second - first - 1)), {}};
    if (made.op != "eq" && made.op != "co" && made.op != "sw" && made.op != "ne") return std::nullopt;
    auto literal = text.substr(second + 1);
    if (literal.size() < 2 || literal.front() != '"' || literal.back() != '"') return std::nullopt;
    literal = literal.substr(1, literal.size() - 2);
    for (std::size_t i = 0; i < literal.size(); ++i) {
        if (literal[i] == '"') return std::nullopt; // a connector follows: more than one comparison
        if (literal[i] == '\\' && i + 1 < literal.size()) ++i;
        made.value += literal[i];
    }
    return made;
}

bool scim_filter::matches(std::string_view text) const {
    const auto have = folded(text);
    const auto want = folded(value);
    if (op == "eq") return have == want;
    if (op == "ne") return have != want;
    if (op == "sw") return have.starts_with(want);
    return have.find(want) != std::string::npos;
}

void write_member(json_text& out, const route_context& c, node_kind kind, std::int64_t id, std::string_view display) {
    const std::string_view collection = kind == node_kind::user    ? "Users"
                                        : kind == node_kind::group ? "Groups"
                                                                   : "ServicePrincipals";
    const auto number = std::to_string(id);
    out.open_object().field("value", number).optional_field("display", display);
    // Some services answer with a full URL: the last two segments count (databricks-api, D.2).
    out.field("$ref", id % 7 == 3 ? fmt::format("https://{}/api/2.0/accounts/{}/scim/v2/{}/{}", c.to.host, c.from.id,
                                                collection, number)
                                  : fmt::format("{}/{}", collection, number));
    out.close_object();
}

scim_window scim_window_of(const route_context& c, std::uint64_t total) {
    constexpr std::int64_t contract_limit = 10'000;
    constexpr std::uint64_t page_limit = 1000;
    const auto start = std::max<std::int64_t>(c.to.target.number("startIndex").value_or(1), 1);
    const auto count =
        std::clamp<std::int64_t>(c.to.target.number("count").value_or(contract_limit), 0, contract_limit);
    auto limit = std::min(c.capped(page_limit), static_cast<std::uint64_t>(count));
    const auto before = static_cast<std::uint64_t>(start - 1);
    // A row more at the front for every page that was read: what stood on the border is seen twice.
    const auto moved = c.options.rows_move && limit > 1 ? (before + limit - 1) / limit : 0;
    scim_window window;
    window.start = before + 1;
    window.total = total + moved;
    window.first = std::min(before - std::min(moved, before), total);
    // Every third start gives a short page; never an empty one, since that ends the walk.
    if (window.first % 3 == 1 && limit > 2) limit = limit * 2 / 3;
    window.count = std::min(limit, total - window.first);
    return window;
}

void open_scim_list(json_text& out, const scim_window& window) {
    out.open_object().open_array("schemas").value("urn:ietf:params:scim:api:messages:2.0:ListResponse").close_array();
    out.field("totalResults", static_cast<std::int64_t>(window.total));
    out.field("startIndex", static_cast<std::int64_t>(window.start));
    out.field("itemsPerPage", static_cast<std::int64_t>(window.count));
}

} // namespace canreach::simulator::detail
