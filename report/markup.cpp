#include "report/markup.hpp"

#include "report/display_width.hpp"

namespace canreach::report {

std::string escaped_markup(std::string_view text) {
    std::string made;
    for (const char c : on_screen(text)) {
        switch (c) {
        case '&': made += "&amp;"; break;
        case '<': made += "&lt;"; break;
        case '>': made += "&gt;"; break;
        case '"': made += "&quot;"; break;
        case '\'': made += "&#39;"; break;
        default: made += c;
        }
    }
    return made;
}

} // namespace canreach::report
