/// Tables for people: columns aligned, as wide as their content or the terminal allows.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::report {

struct text_style {
    std::size_t width = 0; ///< columns of the terminal; 0 = unlimited
    bool colour = false;   ///< ANSI sequences may be used
};

/// A table of texts. Every row has as many cells as there are columns.
class text_table {
public:
    enum class align : unsigned char { left, right };

    void add_column(std::string title, align side = align::left);
    /// A column that tells which row this is, besides the first one: it is narrowed last.
    void add_key_column(std::string title);
    void add_row(std::vector<std::string> cells); ///< control characters are escaped
    [[nodiscard]] bool empty() const noexcept { return rows_.empty(); }
    /// Lines ended by `\n`, each indented by two blanks, a head line first. Where the table is wider than the terminal
    /// its widest columns are narrowed and long cells go on in the next line, twelve lines at the most: those that tell
    /// which row it is only when the others have given what they can. A terminal narrower than the headings is overrun.
    [[nodiscard]] std::string render(const text_style& style) const;

private:
    struct heading {
        std::string title;
        align side;
        bool key;
    };
    [[nodiscard]] std::vector<std::size_t> widths(std::size_t available) const;

    std::vector<heading> columns_;
    std::vector<std::vector<std::string>> rows_;
};

/// `text` in bold or dim, where the style has colour.
[[nodiscard]] std::string bold(std::string_view text, const text_style& style);
[[nodiscard]] std::string dim(std::string_view text, const text_style& style);

} // namespace canreach::report
