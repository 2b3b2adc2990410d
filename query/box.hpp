/// A value on the heap that copies and compares like the value itself, for types that contain themselves.
#pragma once

#include <memory>
#include <utility>

namespace canreach::query {

/// Never empty, except after being moved from.
template <class T>
class box {
public:
    box(T value) : held_(std::make_unique<T>(std::move(value))) {}
    box(const box& other) : held_(std::make_unique<T>(*other)) {}
    box(box&&) noexcept = default;
    box& operator=(const box& other) {
        if (this != &other) held_ = std::make_unique<T>(*other);
        return *this;
    }
    box& operator=(box&&) noexcept = default;
    ~box() = default;

    [[nodiscard]] const T& operator*() const { return *held_; }
    [[nodiscard]] T& operator*() { return *held_; }
    [[nodiscard]] const T* operator->() const { return held_.get(); }
    [[nodiscard]] T* operator->() { return held_.get(); }

    friend bool operator==(const box& a, const box& b) { return *a == *b; }

private:
    std::unique_ptr<T> held_;
};

} // namespace canreach::query
