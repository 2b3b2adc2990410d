// World files: whatever the bytes, reading them gives a world whose facts name only nodes of that world, or a failure.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "simulator/world_file.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto made = canreach::simulator::read_world_file(text, text.starts_with('[') ? "C03" : "");
    if (!made && made.error().message.empty()) std::abort();
    if (made && made->keys.empty()) std::abort();
    return 0;
}
