/// Any bytes as a script: reading never fails otherwise than with a diagnostic that can be shown, and what is read
/// prints back to the same tree.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <variant>

#include "query/parser.hpp"
#include "query/printer.hpp"
#include "query/vocabulary.hpp"

namespace {

using namespace canreach;

void require(bool holds) {
    if (!holds) std::abort();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto words = query::vocabulary::of(privilege_dictionary{});
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const auto& one : query::parse_script(text, words)) {
        if (const auto* fault = std::get_if<query::diagnostic>(&one.what)) {
            require(!query::render(*fault, text).empty());
            continue;
        }
        const auto& tree = std::get<query::ast::statement>(one.what);
        const auto printed = query::print(tree);
        // Quoting may lengthen a sentence past the limit; it is then refused, which is no other tree.
        if (printed.size() > query::max_sentence_bytes) continue;
        const auto again = query::parse_sentence(printed, words);
        require(again.has_value() && *again == tree);
    }
    return 0;
}
