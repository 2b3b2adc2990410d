#include "report/cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <variant>

#include "model/needed_rights.hpp"
#include "query/cell_words.hpp"

namespace canreach::report {

std::string_view word_of(graph::mode how) noexcept {
    switch (how) {
    case graph::mode::granted: return "granted";
    case graph::mode::escalatable: return "escalatable";
    case graph::mode::effective: break;
    }
    return "effective";
}

std::string text_of(const query::cell& what, std::string_view separator, bool ids) {
    struct to_text {
        std::string_view separator;
        bool ids;
        std::string operator()(std::monostate) const { return {}; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(bool truth) const { return truth ? "true" : "false"; }
        std::string operator()(std::int64_t number) const { return fmt::to_string(number); }
        std::string operator()(graph::verdict how) const { return std::string(query::name_of(how)); }
        std::string operator()(const query::node_cell& node) const {
            auto name = query::full_name(node);
            return ids && !node.platform_id.empty() ? fmt::format("{} #{}", name, node.platform_id) : name;
        }
        std::string operator()(const std::vector<query::judged_name>& list) const {
            std::vector<std::string> names;
            for (const auto& one : list) names.push_back(query::text_of(one));
            return (*this)(names);
        }
        std::string operator()(const std::vector<std::string>& list) const {
            return fmt::format("{}", fmt::join(list, separator));
        }
    };
    return std::visit(to_text{separator, ids}, what);
}

std::string text_of(const query::column& where, const query::cell& what, std::string_view separator, bool ids) {
    auto text = text_of(what, separator, ids);
    const bool kinds =
        where.type == query::column_type::text && (where.name == "kind" || where.name.ends_with(".kind"));
    return kinds ? std::string(query::noun_of_word(text)) : text;
}

std::string_view right_that_mends(const query::coverage_note& note) noexcept {
    for (const auto how : {outcome::limited, outcome::refused})
        if (note.outcome == name_of(how)) return canreach::right_that_mends(how, note.family, note.reason);
    return {};
}

std::string line_of(const query::coverage_note& note) {
    const auto needs = right_that_mends(note);
    return fmt::format("{}: {}{}{}", query::unread_part(note), note.reason.empty() ? note.outcome : note.reason,
                       needs.empty() ? "" : "; needs ", needs);
}

} // namespace canreach::report
