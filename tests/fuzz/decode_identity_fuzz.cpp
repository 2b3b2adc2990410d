// Bytes to facts: whatever a server sends, decoding ends in a page or a failure, and twice the same.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "crawler/decode/identity.hpp"
#include "crawler/decode/members.hpp"
#include "tests/fuzz/decode_fuzz.hpp"
#include "tests/support/streamed_page.hpp"

namespace {

/// What is read as a stream is what a document of it says.
void expect_same_as_streams(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    if (size == 0) return;
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    const crawler::decode_context context{"acc", "77", "", {node_kind::group, "77", "9"}};
    const auto check = [&](crawler::decoder decode, crawler::page_streamer stream) {
        const auto page = support::decoded(decode, body, context);
        const auto streamed = support::streamed_page(stream, body, context, 7);
        if (page.has_value() != streamed.has_value()) std::abort();
        if (page && !support::difference_of(page, streamed).empty()) std::abort();
    };
    check(crawler::decode_group_members, crawler::stream_group_members);
    check(crawler::decode_direct_members, crawler::stream_direct_members);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    static constexpr std::array decoders{
        crawler::decode_users,         crawler::decode_service_principals, crawler::decode_groups,
        crawler::decode_group_members, crawler::decode_workspace_groups,   crawler::decode_group_members,
        crawler::decode_assignments,   crawler::decode_direct_members};
    fuzz::expect_sound_decoding(decoders, data, size);
    expect_same_as_streams(data, size);
    const auto one = support::decoded(crawler::decode_service_principal, {reinterpret_cast<const char*>(data), size});
    if (!one && !one.error().is(errc::malformed_reply)) std::abort();
    return 0;
}
