/// What every fuzz target of the JSON decoders asserts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/decode/page.hpp"
#include "tests/support/decoded.hpp"

namespace canreach::fuzz {

/// Decoding ends in a page or in `malformed_reply`, and twice the same. The first byte chooses the decoder, so that the
/// kept corpus reaches all of them.
template <class Decoders>
void expect_sound_decoding(const Decoders& decoders, const std::uint8_t* data, std::size_t size) {
    if (size == 0) return;
    const auto decode = decoders[data[0] % decoders.size()];
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const crawler::decode_context context{"acc", "77", ".azuredatabricks.net", {node_kind::schema, "m", "c.s"}};
    const auto once = support::decoded(decode, body, context);
    const auto again = support::decoded(decode, body, context);
    if (once.has_value() != again.has_value()) std::abort();
    if (!once) {
        if (!once.error().is(errc::malformed_reply)) std::abort();
        return;
    }
    if (once->rows.size() != again->rows.size() || once->malformed != again->malformed) std::abort();
    for (std::size_t i = 0; i < once->rows.size(); ++i)
        if (once->rows[i].facts != again->rows[i].facts) std::abort();
    if ((once->malformed == 0) != once->first_malformed.empty()) std::abort();
}

} // namespace canreach::fuzz
