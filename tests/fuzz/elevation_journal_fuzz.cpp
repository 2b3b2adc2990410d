// A journal may be damaged in any way: it is read or refused with a message, and what it holds open can be told as
// calls.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "actions/elevation_guard.hpp"
#include "actions/elevation_journal.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    const auto made = actions::parse_journal({reinterpret_cast<const char*>(data), size});
    if (!made) {
        if (!made.error().is(errc::damaged_file) || made.error().message.empty()) std::abort();
        return 0;
    }
    for (const auto& change : made->open) {
        const auto call = actions::call_to_set(made->who, change.workspace, change.before);
        // Whatever the file says, the guard lets nothing pass but an assignment on a workspace with a number.
        if (actions::check_elevation(call, made->who.account_id, made->who.principal_id) &&
            call.target.find("/permissionassignments/principals/") == std::string::npos)
            std::abort();
        if (actions::words_of(call).empty()) std::abort();
    }
    return 0;
}
