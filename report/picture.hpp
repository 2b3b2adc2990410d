/// How access flows, as a picture: who, by which way, to what. Made of the tables of a dossier; many of a kind that
/// come the same way are one box with their number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "audit/dossier.hpp"
#include "graph/answers.hpp"

namespace canreach::report {

struct picture_box {
    std::string text;
    std::string note;      ///< second line; may be empty
    std::size_t layer = 0; ///< from left to right
    graph::verdict how = graph::verdict::yes;
    bool many = false; ///< stands for several

    friend bool operator==(const picture_box&, const picture_box&) = default;
};

struct picture {
    std::string title;
    std::vector<picture_box> boxes;                          ///< those of a layer in the order of their drawing
    std::vector<std::pair<std::size_t, std::size_t>> arrows; ///< by the places of boxes; sorted, each once
};

/// The picture of a dossier about a resource, a principal or group (leaving ones, too), or of two compared: what they
/// can do, else their groups. Empty for others, and where nothing is reached.
[[nodiscard]] std::optional<picture> picture_of(const audit::dossier& what);

/// As SVG with its own style, that of the dark where that is preferred. Nothing is fetched; foreign text is text.
[[nodiscard]] std::string render_svg(const picture& what);  ///< a file of its own
[[nodiscard]] std::string svg_in_page(const picture& what); ///< the same as a part of an HTML page
[[nodiscard]] std::string render_dot(const picture& what);
[[nodiscard]] std::string render_mermaid(const picture& what);

} // namespace canreach::report
