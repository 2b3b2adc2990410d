/// May these credentials read what a crawl reads? A sample of each family tells, with few requests.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/api_client.hpp"
#include "crawler/crawl.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

enum class permission : std::uint8_t {
    allowed,
    limited, ///< answered, but what the caller has no right to is left out silently
    refused,
    unknown, ///< nothing was there to try it on, or the try failed for other reasons
};
[[nodiscard]] std::string_view name_of(permission what) noexcept;

struct family_check {
    std::string_view family; ///< of the endpoint catalogue
    permission what = permission::unknown;
    bool tried = false;
    std::string why;     ///< for all but `allowed`: one line
    int http_status = 0; ///< last status seen; 0 = none
};

struct checkup {
    std::vector<family_check> families; ///< all of the endpoint catalogue, in its order
    request_counts cost;
};

/// Reads the first page of each listing, and one object of each kind that was found, on the calling thread. Nothing is
/// kept. Families that would read an account whole (grants in bulk, activity) are not tried. Takes of the options what
/// says whom, where and how to ask. Fails if the credentials are not accepted or the configured host cannot be reached.
[[nodiscard]] result<checkup> run_checkup(const crawl_options& options);

} // namespace canreach::crawler
