#include "report/display_width.hpp"

#include <algorithm>
#include <clocale>
#include <cstdint>
#include <cwchar>
#include <limits>

#include "model/error.hpp"

namespace canreach::report {
namespace {

/// The C library knows the width of every character, in a UTF-8 locale only; the process's own locale stays untouched.
class utf8_locale {
public:
    utf8_locale() : locale_(newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
        if (locale_ != nullptr) before_ = uselocale(locale_);
    }
    ~utf8_locale() {
        if (locale_ == nullptr) return;
        uselocale(before_);
        freelocale(locale_);
    }
    utf8_locale(const utf8_locale&) = delete;
    utf8_locale& operator=(const utf8_locale&) = delete;

private:
    locale_t locale_ = nullptr;
    locale_t before_ = nullptr;
};

/// Calls `visit(bytes of one character, its columns)` until it returns false.
template <class Visit>
void for_each_character(std::string_view text, Visit visit) {
    bool ascii = true;
    for (const char c : text) ascii = ascii && c >= ' ' && c < 0x7F;
    if (ascii) {
        for (std::size_t i = 0; i < text.size(); ++i)
            if (!visit(text.substr(i, 1), std::size_t{1})) return;
        return;
    }
    const utf8_locale in_utf8;
    std::mbstate_t state{};
    while (!text.empty()) {
        wchar_t character = 0;
        auto bytes = std::mbrtowc(&character, text.data(), text.size(), &state);
        std::size_t columns = 1;
        if (bytes == 0 || bytes > text.size()) {
            bytes = 1;
            state = {};
        } else if (const auto known = wcwidth(character); known >= 0)
            columns = static_cast<std::size_t>(known);
        if (!visit(text.substr(0, bytes), columns)) return;
        text.remove_prefix(bytes);
    }
}

/// How many bytes of a text that is wider than `columns` make its first line: where it breaks best. At least one
/// character.
std::size_t first_line(std::string_view text, std::size_t columns) {
    std::size_t bytes = 0, width = 0, at_blank = 0, at_item = 0, behind_mark = 0;
    const auto see_blank = [&] {
        if (text.substr(0, bytes).find_first_not_of(' ') != std::string_view::npos) at_blank = bytes;
        // Items of a list stay whole unless the line would be nearly empty.
        if (bytes != 0 && text[bytes - 1] == ',' && 3 * width >= columns) at_item = bytes;
    };
    for_each_character(text, [&](std::string_view character, std::size_t wide) {
        if (character == " ") see_blank();
        if (width + wide > columns && bytes != 0) return false;
        bytes += character.size();
        width += wide;
        // Half a line and more, or names would fall into pieces.
        if (2 * width >= columns && std::string_view("/.,:;-_@").find(character) != std::string_view::npos)
            behind_mark = bytes;
        return true;
    });
    if (at_item != 0) return at_item;
    if (at_blank != 0) return at_blank;
    return behind_mark != 0 ? behind_mark : bytes;
}

} // namespace

std::size_t display_width(std::string_view text) {
    std::size_t width = 0;
    for_each_character(text, [&](std::string_view, std::size_t columns) {
        width += columns;
        return true;
    });
    return width;
}

std::size_t widest_line(std::string_view lines) {
    std::size_t widest = 0;
    while (!lines.empty()) {
        const auto line = lines.substr(0, lines.find('\n'));
        widest = std::max(widest, display_width(line));
        lines.remove_prefix(std::min(lines.size(), line.size() + 1));
    }
    return widest;
}

std::string cut_to_width(std::string_view text, std::size_t columns) {
    if (display_width(text) <= columns) return std::string(text);
    if (columns == 0) return {};
    std::string kept;
    std::size_t width = 0;
    for_each_character(text, [&](std::string_view bytes, std::size_t wide) {
        if (width + wide > columns - 1) return false;
        kept += bytes;
        width += wide;
        return true;
    });
    return kept + "…";
}

std::vector<std::string> lines_of_width(std::string_view text, std::size_t columns, std::size_t most) {
    constexpr std::string_view indent = "  ";
    std::vector<std::string> lines;
    while (lines.size() + 1 < most && columns > 2 * indent.size()) {
        const auto room = lines.empty() ? columns : columns - indent.size();
        if (display_width(text) <= room) break;
        const auto bytes = first_line(text, room);
        auto line = text.substr(0, bytes);
        line = line.substr(0, line.find_last_not_of(' ') + 1);
        lines.push_back((lines.empty() ? "" : std::string(indent)) + std::string(line));
        text.remove_prefix(bytes);
        text.remove_prefix(std::min(text.find_first_not_of(' '), text.size()));
    }
    lines.push_back(lines.empty() ? cut_to_width(text, columns)
                                  : std::string(indent) + cut_to_width(text, columns - indent.size()));
    return lines;
}

std::string on_screen(std::string_view text) {
    return canreach::printable(text, std::numeric_limits<std::size_t>::max());
}

} // namespace canreach::report
