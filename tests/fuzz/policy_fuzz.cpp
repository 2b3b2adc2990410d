// A policy file is text of people: whatever it holds, it is read or refused with a message.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/policy.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    const auto made = audit::parse_policy({reinterpret_cast<const char*>(data), size}, "fuzz.yaml");
    if (!made) {
        if (made.error().message.empty()) std::abort();
        return 0;
    }
    for (const auto& rule : made->rules)
        if (rule.id.empty() || rule.access.sentence.empty() || rule.line == 0) std::abort();
    return 0;
}
