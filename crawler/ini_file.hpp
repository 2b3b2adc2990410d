/// INI files in the dialect of `~/.databrickscfg`.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler {

/// Section → key → value. Keys and section names keep their case; `[DEFAULT]` is a section like any other.
using ini_file = std::map<std::string, std::map<std::string, std::string, std::less<>>, std::less<>>;

/// Reads `[section]`, `key = value`, blank lines and lines starting with `#` or `;`. A key given twice keeps its last
/// value. Keys before the first section belong to `DEFAULT`. Fails with `bad_input` naming the line number, never its
/// text, which may hold a secret.
[[nodiscard]] result<ini_file> parse_ini(std::string_view text);

} // namespace canreach::crawler
