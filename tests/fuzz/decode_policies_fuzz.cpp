// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same. The same bytes as
// a condition: read or refused, and what is read can be asked.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/decode/policies.hpp"
#include "model/policy_scope.hpp"
#include "model/tag_condition.hpp"
#include "tests/fuzz/decode_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{crawler::decode_policies, crawler::decode_tags};
    fuzz::expect_sound_decoding(decoders, data, size);
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    static constexpr std::array<tag_view, 1> tags{{{"pii", "yes"}}};
    if (const auto condition = tag_condition::parse(text)) static_cast<void>(condition->holds(tags));
    if (const auto scope = policy_scope_of(text); scope && policy_scope_of(text_of(*scope)) != scope) std::abort();
    return 0;
}
