#include "crawler/ini_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

constexpr std::size_t file_limit_bytes = std::size_t{1} << 20U;

} // namespace

result<ini_file> parse_ini(std::string_view text) {
    if (text.size() > file_limit_bytes) return fail(errc::bad_input, "the configuration file is larger than 1 MiB");
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    ini_file made;
    std::string section = "DEFAULT";
    for (std::size_t number = 1; !text.empty(); ++number) {
        const auto end = std::min(text.find('\n'), text.size());
        const auto line = trimmed(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.empty() || line.front() == '#' || line.front() == ';') continue;
        const auto wrong = [number](std::string_view why) {
            return fail(errc::bad_input, fmt::format("line {} of the configuration file: {}", number, why));
        };
        if (line.front() == '[') {
            if (line.back() != ']') return wrong("an unclosed section name");
            section = std::string(trimmed(line.substr(1, line.size() - 2)));
            if (section.empty()) return wrong("an empty section name");
            made[section];
            continue;
        }
        const auto equals = line.find('=');
        if (equals == std::string_view::npos) return wrong("neither `[section]` nor `key = value`");
        const auto key = trimmed(line.substr(0, equals));
        if (key.empty()) return wrong("no key before `=`");
        made[section][std::string(key)] = std::string(trimmed(line.substr(equals + 1)));
    }
    return made;
}

} // namespace canreach::crawler
