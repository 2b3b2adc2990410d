// World files: whatever the bytes, reading them gives a world whose facts name only nodes of that world, or a failure.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "simulator/world.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto made = canreach::simulator::parse_world({reinterpret_cast<const char*>(data), size});
    if (!made && made.error().message.empty()) std::abort();
    if (made && made->keys.empty()) std::abort();
    return 0;
}
