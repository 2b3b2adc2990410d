/// A long row of numbers that nobody changes any more: made in memory, or lying in a mapped graph image.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace canreach::graph {

/// Immutable. Copies share the numbers and keep what owns them alive.
template <class T>
class column {
    static_assert(std::is_trivially_copyable_v<T>);

public:
    column() = default;
    column(std::vector<T> made) {
        auto owner = std::make_shared<const std::vector<T>>(std::move(made));
        view_ = *owner;
        owner_ = std::move(owner);
    }
    /// Numbers that lie elsewhere, for as long as `owner` lives.
    column(std::span<const T> view, std::shared_ptr<const void> owner) : view_(view), owner_(std::move(owner)) {}

    [[nodiscard]] const T& operator[](std::size_t i) const noexcept { return view_[i]; }
    [[nodiscard]] std::size_t size() const noexcept { return view_.size(); }
    [[nodiscard]] bool empty() const noexcept { return view_.empty(); }
    [[nodiscard]] const T& back() const noexcept { return view_.back(); }
    [[nodiscard]] auto begin() const noexcept { return view_.begin(); }
    [[nodiscard]] auto end() const noexcept { return view_.end(); }
    [[nodiscard]] std::span<const T> all() const noexcept { return view_; }
    [[nodiscard]] std::span<const T> between(std::size_t first, std::size_t last) const noexcept {
        return view_.subspan(first, last - first);
    }

private:
    std::span<const T> view_;
    std::shared_ptr<const void> owner_;
};

} // namespace canreach::graph
