// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crawler/decode/identity.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{
        crawler::decode_users,         crawler::decode_service_principals, crawler::decode_groups,
        crawler::decode_group_members, crawler::decode_workspace_groups,   crawler::decode_workspace_group_members,
        crawler::decode_assignments,   crawler::decode_direct_members};
    fuzz::expect_sound_decoding(decoders, data, size);
    const auto one = support::decoded(crawler::decode_service_principal, {reinterpret_cast<const char*>(data), size});
    if (!one && !one.error().is(errc::malformed_reply)) std::abort();
    return 0;
}
