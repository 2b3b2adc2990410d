/// How `--help` looks.
#pragma once

#include <cstddef>
#include <memory>

namespace CLI {
class FormatterBase;
} // namespace CLI

namespace canreach::cli {

/// Help as wide as the terminal: descriptions are broken between words, a flag's default and its range are told in
/// words behind its description, and what the parser checks is left to its error messages. `width`: columns of the
/// terminal; 0 = 80.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> make_help_formatter(std::size_t width);

} // namespace canreach::cli
