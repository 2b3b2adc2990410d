/// Graph images in memory, as an `image_store`.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "model/image_store.hpp"

namespace canreach::support {

class memory_images final : public image_store {
public:
    std::string stored; ///< empty: there is none
    std::size_t replaced = 0;
    bool full = false; ///< takes nothing

    [[nodiscard]] result<shared_bytes> open() override {
        if (stored.empty()) return fail(errc::not_found, "there is no image");
        constexpr std::size_t page = 4096;
        const std::shared_ptr<void> copy(std::aligned_alloc(page, (stored.size() / page + 1) * page), std::free);
        std::memcpy(copy.get(), stored.data(), stored.size());
        return shared_bytes{{static_cast<const std::byte*>(copy.get()), stored.size()}, copy};
    }
    [[nodiscard]] result<void> replace(std::span<const std::span<const std::byte>> pieces) override {
        if (full) return fail(errc::storage, "there is no room");
        stored.clear();
        for (const auto piece : pieces) stored.append(reinterpret_cast<const char*>(piece.data()), piece.size());
        ++replaced;
        return {};
    }
    void let_go(std::span<const std::byte> /*bytes*/) noexcept override {}
};

} // namespace canreach::support
