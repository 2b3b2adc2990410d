#include "report/text_table.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <numeric>
#include <utility>

#include "report/display_width.hpp"

namespace canreach::report {
namespace {

constexpr std::size_t indent = 2;
constexpr std::size_t gap = 2;
constexpr std::size_t narrowest = 10;  ///< a column is never narrowed below this
constexpr std::size_t most_lines = 12; ///< of a cell
/// What columns keep, the keys and the others, before the other kind is narrowed, in turns.
struct floors {
    std::size_t keys;
    std::size_t others;
};
constexpr std::array turns{floors{1'000, 16}, floors{32, 16}, floors{32, narrowest}, floors{narrowest, narrowest}};

std::string padded(const std::string& text, std::size_t width, text_table::align side) {
    const std::string missing(width - std::min(width, display_width(text)), ' ');
    return side == text_table::align::right ? missing + text : text + missing;
}

} // namespace

void text_table::add_column(std::string title, align side) {
    columns_.push_back({std::move(title), side, columns_.empty()});
}

void text_table::add_key_column(std::string title) {
    columns_.push_back({std::move(title), align::left, true});
}

void text_table::add_row(std::vector<std::string> cells) {
    assert(cells.size() == columns_.size());
    for (auto& cell : cells) cell = on_screen(cell);
    rows_.push_back(std::move(cells));
}

std::vector<std::size_t> text_table::widths(std::size_t available) const {
    std::vector<std::size_t> wide;
    for (const auto& column : columns_) wide.push_back(display_width(column.title));
    for (const auto& row : rows_)
        for (std::size_t i = 0; i < row.size(); ++i) wide[i] = std::max(wide[i], display_width(row[i]));
    if (available == 0 || columns_.empty()) return wide;
    const auto frame = indent + gap * (columns_.size() - 1);
    auto total = std::accumulate(wide.begin(), wide.end(), frame);
    for (const auto& least : turns) {
        const auto floor_of = [&](std::size_t i) {
            return std::max(columns_[i].key ? least.keys : least.others, display_width(columns_[i].title));
        };
        // Taking from the widest column first keeps short columns whole.
        while (total > available) {
            std::size_t widest = columns_.size();
            for (std::size_t i = 0; i < wide.size(); ++i)
                if (wide[i] > floor_of(i) && (widest == columns_.size() || wide[i] > wide[widest])) widest = i;
            if (widest == columns_.size()) break;
            --wide[widest];
            --total;
        }
    }
    return wide;
}

std::string text_table::render(const text_style& style) const {
    const auto wide = widths(style.width);
    std::string text;
    const auto line_of = [&](const auto& cell_of) {
        std::string line;
        for (std::size_t i = 0; i < columns_.size(); ++i)
            line += std::string(i == 0 ? indent : gap, ' ') + padded(cell_of(i), wide[i], columns_[i].side);
        line.erase(line.find_last_not_of(' ') + 1);
        return line;
    };
    text += dim(line_of([&](std::size_t i) -> const std::string& { return columns_[i].title; }), style) + '\n';
    std::vector<std::vector<std::string>> cells(columns_.size());
    for (const auto& row : rows_) {
        if (style.width == 0) {
            text += line_of([&](std::size_t i) -> const std::string& { return row[i]; }) + '\n';
            continue;
        }
        std::size_t lines = 0;
        for (std::size_t i = 0; i < row.size(); ++i) {
            cells[i] = lines_of_width(row[i], wide[i], most_lines);
            lines = std::max(lines, cells[i].size());
        }
        for (std::size_t line = 0; line < lines; ++line)
            text +=
                line_of([&](std::size_t i) { return line < cells[i].size() ? cells[i][line] : std::string{}; }) + '\n';
    }
    return text;
}

std::string bold(std::string_view text, const text_style& style) {
    return style.colour ? "\x1b[1m" + std::string(text) + "\x1b[0m" : std::string(text);
}

std::string dim(std::string_view text, const text_style& style) {
    return style.colour ? "\x1b[2m" + std::string(text) + "\x1b[0m" : std::string(text);
}

} // namespace canreach::report
