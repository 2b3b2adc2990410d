// Replies that show a change: whatever a server sends, reading ends in values or `malformed_reply`.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "actions/replies.hpp"
#include "tests/support/decoded.hpp"

namespace {

using namespace canreach;

template <class T>
void expect_sound(const result<T>& read) {
    if (!read && !read.error().is(errc::malformed_reply)) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view body(reinterpret_cast<const char*>(data), size);
    const std::vector<std::string> wanted{"SELECT", "USE_SCHEMA"};
    expect_sound(support::decoded(actions::has_member, body, "1"));
    const auto missing = support::decoded(actions::missing_privileges, body, "ann", wanted);
    expect_sound(missing);
    if (missing && missing->size() > wanted.size()) std::abort();
    expect_sound(support::decoded(actions::owner_in, body));
    expect_sound(support::decoded(actions::caller_in, body));
    return 0;
}
