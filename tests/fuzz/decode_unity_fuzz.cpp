// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "crawler/decode/unity.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{
        crawler::decode_catalogs, crawler::decode_locations, crawler::decode_schemas, crawler::decode_tables,
        crawler::decode_volumes,  crawler::decode_functions, crawler::decode_models,  crawler::decode_view_definition,
        crawler::decode_bindings, crawler::decode_grants};
    fuzz::expect_sound_decoding(decoders, data, size);
    const auto browse_only = support::decoded(crawler::decode_browse_only, {reinterpret_cast<const char*>(data), size});
    if (!browse_only && !browse_only.error().is(errc::malformed_reply)) std::abort();
    return 0;
}
