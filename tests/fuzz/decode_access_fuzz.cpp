// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>

#include "crawler/decode/access.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{
        crawler::decode_rule_set,       crawler::decode_workspace_users, crawler::decode_workspace_service_principals,
        crawler::decode_access_rules,   crawler::decode_secrets,         crawler::decode_federation_policies,
        crawler::decode_restrict_admins};
    fuzz::expect_sound_decoding(decoders, data, size);
    return 0;
}
