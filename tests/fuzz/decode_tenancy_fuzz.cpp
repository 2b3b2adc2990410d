// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>

#include "crawler/decode/tenancy.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{crawler::decode_workspaces, crawler::decode_metastores,
                                         crawler::decode_metastore_workspaces, crawler::decode_metastore_summary};
    fuzz::expect_sound_decoding(decoders, data, size);
    return 0;
}
