/// Tells a sentence of the language from a command, before any flag is parsed.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::cli {

/// Whether the first word that is no flag begins a sentence (`canreach --db x who can …`). DIFF sentences go through
/// `canreach query`: `canreach diff` is kept for comparing two files.
[[nodiscard]] bool holds_a_sentence(std::span<const std::string> arguments);

/// The arguments with flags that stand before the command put behind all: `--db x info` → `info --db x`.
[[nodiscard]] std::vector<std::string> with_command_first(std::span<const std::string> arguments);

/// Whether a word begins a sentence of the language.
[[nodiscard]] bool begins_a_sentence(std::string_view word);

} // namespace canreach::cli
