/// Names and texts as they must be written in a sentence to be read back as they are.
#pragma once

#include <string>
#include <string_view>

namespace canreach::query {

/// A name: bare if it is a plain word, an e-mail or a UUID, else in backticks.
[[nodiscard]] std::string spelled_name(std::string_view name);
/// The same as a part of a dotted name: within dots an e-mail or UUID needs backticks too, `a.b@c` would be one
/// address.
[[nodiscard]] std::string spelled_part(std::string_view name);
/// A name in backticks, whatever it is.
[[nodiscard]] std::string quoted_name(std::string_view name);
/// Each part of a dotted name as `spelled_name`.
[[nodiscard]] std::string spelled_dotted_name(std::string_view full_name);
/// In single quotes.
[[nodiscard]] std::string spelled_text(std::string_view text);

} // namespace canreach::query
