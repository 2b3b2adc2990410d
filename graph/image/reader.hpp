/// Takes the columns of an account out of an image, without copying them. The other end of `writer`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "graph/column.hpp"
#include "graph/image/header.hpp"
#include "model/error.hpp"
#include "model/image_store.hpp"

namespace canreach::graph::image {

/// Handed to `keep` of what was stored. After the first section that is not as expected everything is empty.
class reader {
public:
    /// Looks at every byte: `foreign_file` for what is no image, `older_file` for one of another version or account,
    /// `damaged_file` for one that is not as it was written. `store` may take back what was looked through.
    [[nodiscard]] static result<reader> open(image_store& store, std::string_view digest);

    template <class T>
    void numbers(column<T>& into) {
        into = {items_of<T>(), owner_};
    }
    template <class T>
    void list(std::vector<T>& into) {
        const auto items = items_of<T>();
        into.assign(items.begin(), items.end());
    }
    void number(std::uint64_t& into) {
        const auto one = items_of<std::uint64_t>();
        if (one.size() == 1)
            into = one.front();
        else
            broken_ = true;
    }
    template <class Row, class... Member>
    void rows(std::vector<Row>& into, Member Row::*... members) {
        std::uint64_t count = 0;
        number(count);
        // A row takes a byte at least, so a count beyond the image is none.
        if (broken_ || count > image_.size()) {
            broken_ = true;
            return;
        }
        into = std::vector<Row>(count);
        (each(into, members), ...);
    }

    [[nodiscard]] std::span<const std::byte> bytes() const noexcept { return image_; }
    /// Whether all sections were taken, each as it was expected.
    [[nodiscard]] bool complete() const noexcept { return !broken_ && next_ == table_.size(); }

private:
    reader(shared_bytes from, std::span<const section> table)
        : image_(from.bytes), owner_(std::move(from.owner)), table_(table) {}

    template <class T>
    [[nodiscard]] std::span<const T> items_of() noexcept {
        static_assert(std::is_trivially_copyable_v<T> && alignof(T) <= alignment);
        if (broken_ || next_ == table_.size() || table_[next_].item != sizeof(T)) {
            broken_ = true;
            return {};
        }
        const auto& row = table_[next_++];
        return {reinterpret_cast<const T*>(image_.data() + row.offset), row.bytes / sizeof(T)};
    }
    template <class Row, class Member>
    void each(std::vector<Row>& into, Member Row::*member) {
        if constexpr (requires(const Member& one) { one.size(); }) { // texts and lists
            const auto ends = items_of<std::uint64_t>();
            const auto all = items_of<typename Member::value_type>();
            broken_ = broken_ || ends.size() != into.size();
            std::uint64_t first = 0;
            for (std::size_t i = 0; i < into.size() && !broken_; ++i) {
                broken_ = ends[i] < first || ends[i] > all.size();
                if (!broken_) (into[i].*member).assign(all.data() + first, all.data() + ends[i]);
                first = ends[i];
            }
        } else {
            const auto all = items_of<Member>();
            broken_ = broken_ || all.size() != into.size();
            for (std::size_t i = 0; i < into.size() && !broken_; ++i) into[i].*member = all[i];
        }
    }

    std::span<const std::byte> image_;
    std::shared_ptr<const void> owner_;
    std::span<const section> table_;
    std::size_t next_ = 0;
    bool broken_ = false;
};

} // namespace canreach::graph::image
