// Bytes to facts, for every family about workspace objects: decoding ends in a page or a failure, and twice the same.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

#include "crawler/decode/folders.hpp"
#include "crawler/object_families.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static const auto decoders = [] {
        std::vector<crawler::decoder> all;
        std::ranges::transform(crawler::object_families(), std::back_inserter(all), &crawler::family::decode);
        return all;
    }();
    fuzz::expect_sound_decoding(decoders, data, size);
    (void)support::decoded(crawler::decode_object_id, {reinterpret_cast<const char*>(data), size});
    return 0;
}
