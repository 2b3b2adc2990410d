// The configuration file, URLs, proxies and Retry-After: text of people and servers, never a crash.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "crawler/databricks_config.hpp"
#include "crawler/ini_file.hpp"
#include "crawler/proxy.hpp"
#include "crawler/retry_after.hpp"
#include "crawler/url.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace canreach;
    const std::string text(reinterpret_cast<const char*>(data), size);
    const auto none = [](std::string_view) { return std::optional<std::string>{}; };
    const auto made = crawler::resolve_config(
        {}, none, [&](const std::string&) -> result<std::optional<std::string>> { return std::optional(text); });
    if (made && made->host.host.empty()) std::abort();
    (void)crawler::parse_proxy(text, text);
    if (const auto wait = crawler::parse_retry_after(text, {}); wait && wait->count() < 0) std::abort();
    if (const auto parsed = crawler::parse_url(text)) {
        // What was read and written again means the same place.
        const auto again = crawler::parse_url(parsed->where.to_string());
        if (!again || again->where != parsed->where) std::abort();
    }
    return 0;
}
