/// Text as the account file keeps and compares it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace canreach::storage {

/// Letters as small ones, for comparing names: ASCII, Latin-1, Latin Extended-A, Greek and Cyrillic; everything else,
/// also what is not UTF-8, as it is. Stored in account files (table `lookup`): never change within a schema version.
[[nodiscard]] std::string folded(std::string_view text);

/// True if `text` is eight-four-four-four-twelve hexadecimal digits.
[[nodiscard]] bool is_uuid(std::string_view text) noexcept;

/// NUL bytes become U+2400 (␀): SQLite's text functions stop at a NUL, so no text of a file holds one.
[[nodiscard]] bool has_nul(std::string_view text) noexcept;
[[nodiscard]] std::string without_nul(std::string_view text);

/// A list of texts as one: each as its length in bytes, a colon, its bytes. Any text can be packed.
void pack(std::string& onto, std::string_view text);
/// Inverse of `pack`, in sequence; empty if the bytes are not such a list.
[[nodiscard]] std::optional<std::vector<std::string_view>> unpacked(std::string_view packed);

} // namespace canreach::storage
