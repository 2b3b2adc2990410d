// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/decode/identity.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{
        crawler::decode_users,         crawler::decode_service_principals, crawler::decode_groups,
        crawler::decode_group_members, crawler::decode_workspace_groups,   crawler::decode_workspace_group_members,
        crawler::decode_assignments};
    if (size == 0) return 0;
    // The first byte chooses the decoder, so that the kept corpus reaches all of them.
    const auto decode = decoders[data[0] % decoders.size()];
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const crawler::decode_context context{"acc", "77", ".azuredatabricks.net", {node_kind::schema, "m", "c.s"}};
    const auto once = decode(body, context);
    const auto again = decode(body, context);
    if (once.has_value() != again.has_value()) std::abort();
    if (!once) {
        if (!once.error().is(errc::malformed_reply)) std::abort();
        return 0;
    }
    if (once->rows.size() != again->rows.size() || once->malformed != again->malformed) std::abort();
    for (std::size_t i = 0; i < once->rows.size(); ++i)
        if (once->rows[i].facts != again->rows[i].facts) std::abort();
    if ((once->malformed == 0) != once->first_malformed.empty()) std::abort();
    return 0;
}
