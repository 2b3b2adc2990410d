/// Where the graph keeps what it once made out of an account's facts, as bytes. Implemented by storage/.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "model/error.hpp"

namespace canreach {
inline namespace model {

/// Bytes that stay where they are as long as `owner` lives.
struct shared_bytes {
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;
};

/// One image. What it hands out may be anything: the reader of an image checks it.
class image_store {
public:
    virtual ~image_store() = default;

    /// Aligned like a page. `not_found` if there is no image, or none that may be trusted.
    [[nodiscard]] virtual result<shared_bytes> open() = 0;
    /// Puts an image in the place of whatever is there, or leaves that as it is. Readers see one or the other.
    [[nodiscard]] virtual result<void> replace(std::span<const std::span<const std::byte>> pieces) = 0;
    /// Memory that was only looked through and may go back to the system; it is read again when needed.
    virtual void let_go(std::span<const std::byte> bytes) noexcept = 0;
};

} // namespace model
} // namespace canreach
