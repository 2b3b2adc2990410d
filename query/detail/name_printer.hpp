/// The words of names, things, and conditions: what every question is made of (query/printer.hpp).
#pragma once

#include <string>
#include <string_view>

#include "query/ast.hpp"

namespace canreach::query::detail {

class name_printer {
public:
    std::string out;

    void words(std::string_view text);
    /// Items with commas between them.
    template <class Items, class Print>
    void list(const Items& items, Print print_one) {
        bool first = true;
        for (const auto& item : items) {
            if (!first) out += ',';
            first = false;
            print_one(item);
        }
    }

    void operator()(const ast::name& name);
    void operator()(const ast::principal& who);
    void operator()(const ast::action& what);
    void operator()(const ast::dotted_name& name);
    void operator()(const ast::resource& what);
    void operator()(const ast::field& what);
    void operator()(const ast::value& what);
    void operator()(const ast::test& what);
    void operator()(const ast::condition& what);

private:
    void in_parentheses(const ast::condition& what);
};

} // namespace canreach::query::detail
