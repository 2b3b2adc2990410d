#include "report/wrapped.hpp"

#include <vector>

#include "report/display_width.hpp"

namespace canreach::report {

std::string wrapped_list(std::string_view lead, std::span<const std::string> items, std::string_view separator,
                         std::size_t width) {
    const auto begin = display_width(lead);
    std::string text(lead);
    auto column = begin;
    for (std::size_t i = 0; i < items.size(); ++i) {
        auto item = on_screen(items[i]);
        if (i + 1 < items.size()) item += separator;
        const auto wide = display_width(item);
        if (i > 0) {
            if (width > 0 && column + 1 + wide > width) {
                text += '\n' + std::string(begin, ' ');
                column = begin;
            } else {
                text += ' ';
                ++column;
            }
        }
        text += item;
        column += wide;
    }
    return text;
}

std::string wrapped(std::string_view lead, std::string_view text, std::size_t width) {
    constexpr std::string_view blanks = " \n\t";
    std::vector<std::string> words;
    for (auto at = text.find_first_not_of(blanks); at != std::string_view::npos;) {
        const auto end = text.find_first_of(blanks, at);
        words.emplace_back(text.substr(at, end - at));
        at = text.find_first_not_of(blanks, end);
    }
    return wrapped_list(lead, words, "", width);
}

} // namespace canreach::report
