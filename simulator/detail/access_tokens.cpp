#include "simulator/detail/access_tokens.hpp"

#include "simulator/seeded_random.hpp"
#include "simulator/target.hpp"

namespace canreach::simulator::detail {
namespace {

constexpr std::string_view prefix = "sim.";

std::uint64_t tag_of(std::uint64_t secret, std::uint64_t audience, std::uint64_t expires) {
    return mixed(mixed(secret ^ 0x70C3'A11DU) ^ mixed(audience) ^ mixed(expires + 1) * 3);
}

void put(std::string& out, std::uint64_t value) {
    for (unsigned i = 0; i < 8; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFFU);
}

std::uint64_t get(std::string_view in, std::size_t at) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 8; ++i)
        value |= static_cast<std::uint64_t>(static_cast<unsigned char>(in[at + i])) << (8 * i);
    return value;
}

} // namespace

std::string issue_token(std::uint64_t secret, std::int64_t audience, std::chrono::milliseconds expires) {
    std::string bytes;
    const auto until = static_cast<std::uint64_t>(expires.count());
    put(bytes, static_cast<std::uint64_t>(audience));
    put(bytes, until);
    put(bytes, tag_of(secret, static_cast<std::uint64_t>(audience), until));
    return std::string(prefix) + base64_url(bytes);
}

token_facts read_token(std::uint64_t secret, std::string_view token) {
    if (!token.starts_with(prefix)) return {};
    const auto bytes = base64_decoded(token.substr(prefix.size()));
    if (!bytes || bytes->size() != 24) return {};
    const auto audience = get(*bytes, 0);
    const auto until = get(*bytes, 8);
    if (get(*bytes, 16) != tag_of(secret, audience, until)) return {};
    return {true, static_cast<std::int64_t>(audience), std::chrono::milliseconds(static_cast<std::int64_t>(until))};
}

} // namespace canreach::simulator::detail
