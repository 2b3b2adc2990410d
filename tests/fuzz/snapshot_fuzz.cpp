// A snapshot is a file that anybody may have edited: whatever it holds, it is read or refused with a message; what is
// read is written the same again.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "audit/dossier_diff.hpp"
#include "report/snapshot.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    const auto made = report::parse_snapshot({reinterpret_cast<const char*>(data), size});
    if (!made) {
        if (made.error().message.empty()) std::abort();
        return 0;
    }
    const auto text = report::render_snapshot(*made);
    const auto again = report::parse_snapshot(text);
    if (!again || report::render_snapshot(*again) != text) std::abort();
    const auto same = audit::diff_dossiers(*made, *again, [](const query::node_cell&) { return true; });
    if (!same) std::abort();
    for (const auto& section : same->sections)
        if (!section.table.rows.empty()) std::abort();
    return 0;
}
