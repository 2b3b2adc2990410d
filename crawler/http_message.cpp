#include "crawler/http_message.hpp"

#include "crawler/text.hpp"

namespace canreach::crawler {

std::string_view http_response::header(std::string_view name) const noexcept {
    for (const auto& [key, value] : headers)
        if (equal_ignoring_case(key, name)) return value;
    return {};
}

} // namespace canreach::crawler
