#include "simulator/detail/paging.hpp"

#include <algorithm>

#include "simulator/seeded_random.hpp"

namespace canreach::simulator::detail {
namespace {

/// A tag over everything of the request but the token itself, whatever the order of the parameters.
std::uint64_t tag_of(const page_rules& rules, const target& query, std::string_view host, page_place place) {
    auto tag = stable_hash(host, rules.secret);
    for (const auto& segment : query.segments) tag = stable_hash(segment, tag);
    std::uint64_t parameters = 0;
    for (const auto& [name, value] : query.query)
        if (name != "page_token") parameters += stable_hash(value, stable_hash(name));
    return mixed(tag ^ mixed(parameters) ^ mixed(place.offset * 31 + place.number));
}

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> static_cast<unsigned>(8 * i)) & 0xFFU);
}

std::uint64_t get(std::string_view in, std::size_t at, std::size_t bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < bytes; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(in[at + i])) << (8 * i);
    return value;
}

} // namespace

std::optional<page_place> place_of(const page_rules& rules, const target& query, std::string_view host) {
    const auto token = query.parameter("page_token");
    if (!token || token->empty()) return page_place{};
    const auto bytes = base64_decoded(*token);
    if (!bytes || bytes->size() < 20) return std::nullopt;
    const page_place place{get(*bytes, 0, 8), static_cast<std::uint32_t>(get(*bytes, 8, 4))};
    if (get(*bytes, 12, 8) != tag_of(rules, query, host, place)) return std::nullopt;
    return place;
}

std::string token_for(const page_rules& rules, const target& query, std::string_view host, page_place next) {
    std::string bytes;
    put(bytes, next.offset, 8);
    put(bytes, next.number, 4);
    put(bytes, tag_of(rules, query, host, next), 8);
    return base64_url(bytes);
}

bool is_empty_page(const page_rules& rules, page_place place) {
    // A chain must go on: with every page empty it never would.
    return rules.empty_every > 1 && place.number % rules.empty_every == rules.empty_every - 1;
}

page_plan plan_page(const page_rules& rules, const target& query, std::string_view host, page_place place,
                    std::uint64_t total, std::uint64_t limit) {
    page_plan plan;
    plan.first = std::min(place.offset, total);
    plan.count = is_empty_page(rules, place) ? 0 : std::min(std::max<std::uint64_t>(limit, 1), total - plan.first);
    const auto next = plan.first + plan.count;
    if (next < total) plan.next_token = token_for(rules, query, host, {next, place.number + 1});
    return plan;
}

} // namespace canreach::simulator::detail
