/// What every node is, in four bytes: which class it belongs to, and how far away its parent is.
///
/// Nodes of one kind, type, scope and flags are a class; there are thousands where there are millions of nodes. Parents
/// are mostly less than 65,534 nodes before their children, or the scope itself; the others are listed.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/column.hpp"
#include "graph/rules/unity_tables.hpp"
#include "model/ids.hpp"
#include "model/kinds.hpp"
#include "model/node.hpp"

namespace canreach::graph {

/// Numbers of classes by node: of two bytes each, or of four where there are more classes than those can tell.
class class_numbers {
public:
    class_numbers() = default;
    explicit class_numbers(std::vector<std::uint16_t> numbers) : narrow_(std::move(numbers)) {}
    explicit class_numbers(std::vector<std::uint32_t> numbers) : wide_(std::move(numbers)) {}

    [[nodiscard]] std::uint32_t operator[](std::size_t node) const noexcept {
        return wide_.empty() ? narrow_[node] : wide_[node];
    }
    /// How many nodes from this one on are of its class, at the most so many.
    [[nodiscard]] std::uint32_t same_from(std::size_t node, std::uint32_t most) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return wide_.empty() ? narrow_.size() : wide_.size(); }
    [[nodiscard]] bool fits() const noexcept { return wide_.empty() || narrow_.empty(); }

    template <class Image>
    void keep(Image& image) {
        image.numbers(narrow_);
        image.numbers(wide_);
    }

private:
    column<std::uint16_t> narrow_;
    column<std::uint32_t> wide_; ///< empty where the others do
};

/// One of the things that make up a class, by node.
template <class T>
class column_by_class {
public:
    column_by_class() = default;
    column_by_class(class_numbers classes, column<T> values)
        : classes_(std::move(classes)), values_(std::move(values)) {}

    [[nodiscard]] T operator[](std::size_t node) const noexcept { return values_[classes_[node]]; }
    [[nodiscard]] std::size_t size() const noexcept { return classes_.size(); }
    /// Whether some class has it, so that some node may. O(classes).
    [[nodiscard]] bool may_occur(T value) const noexcept {
        return std::find(values_.begin(), values_.end(), value) != values_.end();
    }

private:
    class_numbers classes_;
    column<T> values_;
};

struct node_class {
    node_kind kind = node_kind::other;
    securable type = securable::none;
    node_flags flags;
    node_id scope = no_node;
    friend bool operator==(const node_class&, const node_class&) = default;
};

/// Gathers the classes of nodes in the order of their ids.
class class_list {
public:
    void add(const node_class& of);
    [[nodiscard]] std::vector<node_class> take_classes() noexcept { return std::move(classes_); }
    [[nodiscard]] class_numbers take_numbers();

private:
    struct hash {
        std::size_t operator()(const node_class& of) const noexcept;
    };
    [[nodiscard]] std::uint32_t number_of(const node_class& of);

    std::vector<node_class> classes_;
    std::unordered_map<node_class, std::uint32_t, hash> known_;
    std::vector<std::uint16_t> narrow_;
    std::vector<std::uint32_t> wide_; ///< of the nodes from the first on whose class has too large a number
    std::uint32_t last_ = 0;
};

/// The parent of every node.
class parent_column {
public:
    parent_column() = default;
    parent_column(const std::vector<node_id>& parents, const column_by_class<node_id>& scopes);

    [[nodiscard]] node_id operator[](std::size_t node) const noexcept {
        const auto step = steps_[node];
        if (step == none) return no_node;
        if (step < the_scope) return node_id{static_cast<std::uint32_t>(node - step)};
        return step == the_scope ? scopes_[node] : listed(node);
    }
    /// How many nodes from this one on have its parent, at the most so many of its class; may tell fewer.
    [[nodiscard]] std::uint32_t same_from(std::size_t node, std::uint32_t most) const noexcept;
    [[nodiscard]] std::size_t size() const noexcept { return steps_.size(); }
    [[nodiscard]] bool fits(std::size_t nodes) const noexcept {
        return steps_.size() == nodes && far_.size() == far_parents_.size();
    }

    template <class Image>
    void keep(Image& image) {
        image.numbers(steps_);
        image.numbers(far_);
        image.numbers(far_parents_);
    }
    /// The scopes of the same nodes, once both were taken out of an image.
    void beside(const column_by_class<node_id>& scopes) { scopes_ = scopes; }

private:
    static constexpr std::uint16_t none = 0;
    static constexpr std::uint16_t the_scope = 0xFFFE;
    static constexpr std::uint16_t far = 0xFFFF;

    [[nodiscard]] node_id listed(std::size_t node) const noexcept;

    column<std::uint16_t> steps_; ///< how many ids before the node its parent is, or one of those above
    column<std::uint32_t> far_;   ///< nodes whose parent is listed, ascending
    column<node_id> far_parents_; ///< of each of them
    column_by_class<node_id> scopes_;
};

} // namespace canreach::graph
