/// The frame around decoders: pages, elements, and what is wrong with them.
#pragma once

#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "crawler/decode/page.hpp"
#include "crawler/detail/json_fields.hpp"

namespace canreach::crawler::detail {

inline failure wrong_page(std::string_view pointer, std::string_view wanted) {
    return fail(errc::malformed_reply, fmt::format("{}: expected {}", pointer.empty() ? "the body" : pointer, wanted));
}

/// Notes an element that is left out.
inline void leave_out(decoded_page& page, std::string_view pointer, std::string_view why) {
    if (page.malformed++ == 0) page.first_malformed = fmt::format("{}: {}", pointer, why);
}

/// A row, or why the element is none.
struct row_or_reason {
    std::optional<decoded_row> row; ///< empty with an empty reason: nothing to keep, nothing wrong
    std::string_view why;

    row_or_reason(decoded_row made) : row(std::move(made)) {}
    row_or_reason(std::string_view reason) : why(reason) {}
    static row_or_reason nothing() { return row_or_reason(std::string_view{}); }
};

/// Calls `read` (object → row_or_reason) for each element of `elements`, which stands at `pointer`.
template <class Read>
requires std::invocable<Read&, const boost::json::object&>
void read_elements(decoded_page& page, const boost::json::array& elements, std::string_view pointer, Read read) {
    page.summary.items = elements.size();
    page.rows.reserve(elements.size());
    for (std::size_t i = 0; i < elements.size(); ++i) {
        const auto* object = elements[i].if_object();
        row_or_reason got = object == nullptr ? row_or_reason("not an object") : read(*object);
        if (got.row)
            page.rows.push_back(std::move(*got.row));
        else if (!got.why.empty())
            leave_out(page, fmt::format("{}/{}", pointer, i), got.why);
    }
}

/// A page that is an object with a list under `key` (absent or null = empty) and perhaps `next_page_token`.
template <class Read>
result<decoded_page> read_page(const json_document& body, std::string_view key, Read read) {
    const auto* root = body.root().if_object();
    if (root == nullptr) return wrong_page("", "an object");
    const auto pointer = fmt::format("/{}", key);
    if (has(*root, key) && !root->at(key).is_array()) return wrong_page(pointer, "an array");
    if (has(*root, "next_page_token") && !root->at("next_page_token").is_string())
        return wrong_page("/next_page_token", "a string");
    decoded_page page;
    page.summary.next_page_token = std::string(text_in(*root, "next_page_token"));
    read_elements(page, array_in(*root, key), pointer, std::move(read));
    return page;
}

/// Adds (name, text) unless the text is empty. Call in the order of the names.
inline void add_attribute(node_fact& node, std::string_view name, std::string_view text) {
    if (!text.empty()) node.attributes.emplace_back(name, text);
}

} // namespace canreach::crawler::detail
