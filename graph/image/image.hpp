/// The facts of an account out of an image, and into one (docs/decisions/0017-graph-image.md).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "graph/detail/facts.hpp"
#include "model/error.hpp"
#include "model/image_store.hpp"

namespace canreach::graph::image {

struct loaded {
    detail::facts known;
    std::span<const std::byte> bytes; ///< of the image, in use as long as the facts are
};
/// Fails where there is no image, or none of this account in this version that is as it was written.
[[nodiscard]] result<loaded> load(image_store& from, std::string_view digest);

/// Puts an image into the first store that takes it. Nothing is lost where none does: it is only made anew next time.
void keep(detail::facts& what, std::string_view digest, std::span<image_store* const> stores);

} // namespace canreach::graph::image
