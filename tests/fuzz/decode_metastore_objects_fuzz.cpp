// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>

#include "crawler/decode/metastore_objects.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{
        crawler::decode_credentials,   crawler::decode_connections,  crawler::decode_shares,
        crawler::decode_providers,     crawler::decode_recipients,   crawler::decode_clean_rooms,
        crawler::decode_share_objects, crawler::decode_share_grants, crawler::decode_allowed_jars};
    fuzz::expect_sound_decoding(decoders, data, size);
    return 0;
}
