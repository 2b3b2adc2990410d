/// The target of a request, taken apart: path segments and query parameters, percent-decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace canreach::simulator {

/// `+` is a blank where `plus_is_blank` (query strings and forms). Malformed escapes stay as they are.
[[nodiscard]] std::string percent_decoded(std::string_view text, bool plus_is_blank);

using parameter_list = std::vector<std::pair<std::string, std::string>>;
/// `a=b&c=d`, decoded; at most 64 parameters are read.
[[nodiscard]] parameter_list parameters_of(std::string_view form);

struct target {
    std::vector<std::string> segments; ///< split before decoding, so that `%2F` stays within its segment
    parameter_list query;

    [[nodiscard]] static target parse(std::string_view text);
    /// The first parameter of that name; empty if absent.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view name) const;
    /// A whole number; empty if absent or none.
    [[nodiscard]] std::optional<std::int64_t> number(std::string_view name) const;
    [[nodiscard]] bool is_true(std::string_view name) const { return parameter(name) == "true"; }
    [[nodiscard]] std::string_view segment(std::size_t i) const {
        return i < segments.size() ? std::string_view(segments[i]) : std::string_view{};
    }
};

[[nodiscard]] std::optional<std::int64_t> whole_number(std::string_view text);
/// Standard or URL-safe alphabet, padding optional; empty if malformed.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);
[[nodiscard]] std::string base64_url(std::string_view bytes);

} // namespace canreach::simulator
