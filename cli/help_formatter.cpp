#include "cli/help_formatter.hpp"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "report/display_width.hpp"
#include "report/wrapped.hpp"

namespace canreach::cli {
namespace {

constexpr std::size_t usual_width = 80;
constexpr std::size_t narrowest_help = 50; ///< below this nothing is gained by breaking lines
constexpr std::size_t names_column = 30;

/// `TEXT` of `TEXT:{a,b}`, and `{a,b}`: what the parser appends to a type is the check it does.
struct checked_type {
    std::string_view type;
    std::string_view check;
};
checked_type parted(std::string&& whole) = delete; // refers to what it parts
checked_type parted(const std::string& whole) {
    const std::string_view type = whole;
    const auto colon = type.find(':');
    if (colon == std::string_view::npos) return {type, {}};
    return {type.substr(0, colon), type.substr(colon + 1)};
}

/// `1 to 256` of `UINT in [1 - 256]`; empty if the check is none of a range.
std::string range_of(std::string_view check) {
    constexpr std::string_view before = " in [";
    const auto begin = check.find(before);
    if (begin == std::string_view::npos || !check.ends_with(']')) return {};
    auto range = check.substr(begin + before.size());
    range.remove_suffix(1);
    const auto dash = range.find(" - ");
    if (dash == std::string_view::npos) return {};
    return fmt::format("{} to {}", range.substr(0, dash), range.substr(dash + 3));
}

/// `a, b` of `{a,b}`.
std::string choices_of(std::string_view check) {
    if (!check.starts_with('{') || !check.ends_with('}')) return {};
    std::string text;
    for (const char c : check.substr(1, check.size() - 2)) {
        text += c;
        if (c == ',') text += ' ';
    }
    return text;
}

/// Does the description tell every choice itself?
bool tells_all(std::string_view description, std::string_view choices) {
    while (!choices.empty()) {
        const auto comma = std::min(choices.find(", "), choices.size());
        if (description.find(choices.substr(0, comma)) == std::string_view::npos) return false;
        choices.remove_prefix(std::min(choices.size(), comma + 2));
    }
    return true;
}

/// Without `{false}`, which the parser adds to the names of flags that switch something off.
std::string plain_name(std::string name) {
    for (auto begin = name.find('{'); begin != std::string::npos; begin = name.find('{')) {
        const auto end = name.find('}', begin);
        name.erase(begin, end == std::string::npos ? end : end - begin + 1);
    }
    return name;
}

/// A command that is too long for a line goes on behind a backslash, so that it can still be copied: broken at blanks
/// outside quotes only.
std::string broken_command(std::string_view line, std::size_t width) {
    const auto indent = line.find_first_not_of(' ');
    if (indent == std::string_view::npos || report::display_width(line) <= width) return std::string(line);
    std::vector<std::string> words(1);
    char quote = 0;
    for (const char c : line.substr(indent)) {
        if (quote == 0 && c == ' ') {
            words.emplace_back();
            continue;
        }
        if (quote == 0 && (c == '\'' || c == '"'))
            quote = c;
        else if (c == quote)
            quote = 0;
        words.back() += c;
    }
    std::string text(indent, ' ');
    auto column = indent;
    bool first = true;
    for (const auto& word : words) {
        const auto wide = report::display_width(word);
        if (!first && column + 1 + wide + 2 > width) {
            text += " \\\n" + std::string(indent + 4, ' ');
            column = indent + 4;
        } else if (!first) {
            text += ' ';
            ++column;
        }
        text += word;
        column += wide;
        first = false;
    }
    return text;
}

/// Prose is filled to the width; a line that begins with a blank is an example.
std::string filled(std::string_view text, std::size_t width) {
    std::string made;
    std::string prose;
    const auto end_prose = [&] {
        if (!prose.empty()) made += report::wrapped("", prose, width) + '\n';
        prose.clear();
    };
    while (!text.empty()) {
        const auto line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (!line.empty() && line.front() != ' ') {
            prose += std::string(prose.empty() ? "" : " ") + std::string(line);
            continue;
        }
        end_prose();
        made += broken_command(line, width) + '\n';
    }
    end_prose();
    return made;
}

class help_formatter final : public CLI::Formatter {
public:
    explicit help_formatter(std::size_t width);

    [[nodiscard]] std::string make_option(const CLI::Option* option, bool is_positional) const override;
    [[nodiscard]] std::string make_option_opts(const CLI::Option* option) const override;
    [[nodiscard]] std::string make_option_desc(const CLI::Option* option) const override;
    [[nodiscard]] std::string make_subcommand(const CLI::App* command) const override;
    [[nodiscard]] std::string make_description(const CLI::App* command) const override;
    [[nodiscard]] std::string make_footer(const CLI::App* command) const override;

private:
    [[nodiscard]] std::string entry(const std::string& name, const std::string& description) const;

    std::size_t width_;
};

help_formatter::help_formatter(std::size_t width) : width_(width == 0 ? usual_width : std::max(width, narrowest_help)) {
    column_width(names_column);
}

std::string help_formatter::entry(const std::string& name, const std::string& description) const {
    auto lead = "  " + name;
    std::string text;
    if (description.empty()) return lead + '\n';
    if (report::display_width(lead) + 2 > get_column_width()) {
        text = lead + '\n';
        lead.clear();
    }
    lead += std::string(get_column_width() - report::display_width(lead), ' ');
    return text + report::wrapped(lead, description, width_) + '\n';
}

std::string help_formatter::make_option(const CLI::Option* option, bool is_positional) const {
    return entry(plain_name(make_option_name(option, is_positional)) + make_option_opts(option),
                 make_option_desc(option));
}

std::string help_formatter::make_option_opts(const CLI::Option* option) const {
    std::string text;
    if (option->get_type_size() != 0) {
        const auto whole = option->get_type_name();
        const auto type = parted(whole).type;
        const bool number = type == "UINT" || type == "INT" || type == "FLOAT";
        if (!type.empty()) text += fmt::format(" {}", number ? "NUMBER" : type);
        if (option->get_expected_max() == CLI::detail::expected_max_vector_size) text += " ...";
        if (option->get_required()) text += " (required)";
    }
    return text;
}

std::string help_formatter::make_option_desc(const CLI::Option* option) const {
    auto text = option->get_description();
    if (option->get_type_size() == 0) return text;
    std::string more;
    const auto add = [&more](const std::string& part) { more += (more.empty() ? "" : "; ") + part; };
    const auto whole = option->get_type_name();
    const auto check = parted(whole).check;
    if (const auto range = range_of(check); !range.empty()) add(range);
    if (const auto choices = choices_of(check); !choices.empty() && !tells_all(text, choices)) add(choices);
    // Of a flag that may stand without a value it is what the flag alone means.
    if (const auto usual = option->get_default_str(); !usual.empty() && option->get_expected_min() > 0)
        add("default: " + usual);
    for (const auto* other : option->get_needs()) add("with " + other->get_name());
    for (const auto* other : option->get_excludes()) add("not with " + other->get_name());
    return more.empty() ? text : fmt::format("{} ({})", text, more);
}

std::string help_formatter::make_subcommand(const CLI::App* command) const {
    return entry(command->get_display_name(true), command->get_description());
}

std::string help_formatter::make_description(const CLI::App* command) const {
    return filled(command->get_description(), width_);
}

std::string help_formatter::make_footer(const CLI::App* command) const {
    return filled(command->get_footer(), width_);
}

} // namespace

std::shared_ptr<CLI::FormatterBase> make_help_formatter(std::size_t width) {
    return std::make_shared<help_formatter>(width);
}

} // namespace canreach::cli
