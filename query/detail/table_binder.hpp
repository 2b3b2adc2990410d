/// Fields to columns, and conditions over them.
#pragma once

#include "query/ast.hpp"
#include "query/bound.hpp"
#include "query/detail/name_resolver.hpp"
#include "query/diagnostic.hpp"

namespace canreach::query::detail {

class table_binder {
public:
    explicit table_binder(name_resolver& names) : names_(names) {}

    /// WHERE, GROUP BY, ORDER BY and LIMIT of `what`, over tables of the shape `of`. Sets `then` and `result` of `out`,
    /// whose `rows` is `of`.
    [[nodiscard]] answer<bool> bind(const ast::tail& what, bound::relation& out);

private:
    [[nodiscard]] answer<std::uint16_t> column(const ast::field& what, const table_shape& of) const;
    [[nodiscard]] answer<bound::condition> condition(const ast::condition& what, const table_shape& of);
    [[nodiscard]] answer<bound::test> test(const ast::test& what, const table_shape& of);
    [[nodiscard]] answer<bound::literal> literal(const ast::value& what, const column_shape& with) const;

    name_resolver& names_;
};

} // namespace canreach::query::detail
