/// The picture as SVG: layers of boxes from left to right, arrows as curves between them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "report/display_width.hpp"
#include "report/markup.hpp"
#include "report/picture.hpp"

namespace canreach::report {
namespace {

constexpr int box_width = 216;
constexpr int box_height = 34;
constexpr int row_height = box_height + 8;
constexpr int layer_width = box_width + 76;
constexpr int margin = 8;
constexpr std::size_t letters_in_a_box = 27;

constexpr std::string_view style =
    "svg.access{font:12px system-ui,sans-serif;max-width:100%;height:auto}"
    ".access .box{fill:#f6f8fa;stroke:#8c959f}.access .many{stroke-width:2}.access .unsure{stroke-dasharray:4}"
    ".access .end{fill:#ddf4ff;stroke:#0969da}.access .arrow{fill:none;stroke:#8c959f;stroke-width:1.2;opacity:.7}"
    ".access text{fill:#1f2328}.access .note{fill:#57606a;font-size:10px}"
    "@media (prefers-color-scheme:dark){.access .box{fill:#161b22;stroke:#6e7681}.access "
    ".end{fill:#0c2d4a;stroke:#4493f8}"
    ".access .arrow{stroke:#6e7681}.access text{fill:#e6edf3}.access .note{fill:#8b949e}}"
    "@media print{.access .box,.access .end{fill:#fff;stroke:#000}.access text,.access .note{fill:#000}"
    ".access .arrow{stroke:#000}}";

struct place {
    int x = 0, y = 0;
};

/// Each layer is centred on the highest one.
std::vector<place> places_of(const picture& what, int& width, int& height) {
    std::map<std::size_t, int> sizes;
    for (const auto& box : what.boxes) ++sizes[box.layer];
    int most = 0;
    std::map<std::size_t, int> column; // layers that hold nothing take no room
    for (const auto& [layer, count] : sizes) {
        column.emplace(layer, static_cast<int>(column.size()));
        most = std::max(most, count);
    }
    std::map<std::size_t, int> next;
    std::vector<place> places;
    for (const auto& box : what.boxes) {
        const auto row = next[box.layer]++;
        places.push_back({margin + column[box.layer] * layer_width,
                          margin + row * row_height + (most - sizes[box.layer]) * row_height / 2});
    }
    width = 2 * margin + (static_cast<int>(column.size()) - 1) * layer_width + box_width;
    height = 2 * margin + most * row_height - (row_height - box_height);
    return places;
}

std::string box_at(const place& at, const picture_box& box, bool subject) {
    std::string classes = subject ? "end" : "box";
    if (box.many) classes += " many";
    if (box.how == graph::verdict::unknown) classes += " unsure";
    const auto full = box.note.empty() ? box.text : fmt::format("{} ({})", box.text, box.note);
    auto text = fmt::format("<g><title>{}{}</title><rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" "
                            "rx=\"{}\"/>",
                            escaped_markup(full), box.how == graph::verdict::unknown ? ", not sure" : "", classes, at.x,
                            at.y, box_width, box_height, box.many ? 12 : 4);
    const auto line = [&](int below, std::string_view kind, std::string_view what) {
        text += fmt::format("<text{} x=\"{}\" y=\"{}\">{}</text>", kind, at.x + 9, at.y + below,
                            escaped_markup(cut_to_width(what, letters_in_a_box)));
    };
    line(box.note.empty() ? 21 : 15, "", box.text);
    if (!box.note.empty()) line(28, " class=\"note\"", box.note);
    return text + "</g>\n";
}

/// `format`: an attribute that names the format, which only a file of its own needs.
std::string drawn_by(const picture& what, std::string_view format) {
    int width = 0;
    int height = 0;
    const auto places = places_of(what, width, height);
    auto text =
        fmt::format("<svg class=\"access\"{0} role=\"img\" width=\"{1}\" height=\"{2}\" viewBox=\"0 0 {1} {2}\">"
                    "<title>{3}</title><style>{4}</style>\n",
                    format, width, height, escaped_markup(what.title), style);
    for (const auto& [from, to] : what.arrows) {
        const auto x = places[from].x + box_width;
        const auto y = places[from].y + box_height / 2;
        const auto to_x = places[to].x;
        const auto to_y = places[to].y + box_height / 2;
        const auto bend = (to_x - x) / 2;
        text += fmt::format("<path class=\"arrow\" d=\"M{} {}C{} {} {} {} {} {}\"/>\n", x, y, x + bend, y, to_x - bend,
                            to_y, to_x, to_y);
    }
    // The subject is always the first box.
    for (std::size_t i = 0; i < what.boxes.size(); ++i) text += box_at(places[i], what.boxes[i], i == 0);
    return text + "</svg>\n";
}

} // namespace

std::string render_svg(const picture& what) {
    return drawn_by(what, " xmlns=\"http://www.w3.org/2000/svg\"");
}

std::string svg_in_page(const picture& what) {
    return drawn_by(what, {});
}

} // namespace canreach::report
