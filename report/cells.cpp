#include "report/cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <variant>

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
            return ids && !node.platform_id.empty() ? fmt::format("{} #{}", node.name, node.platform_id) : node.name;
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

} // namespace canreach::report
