#include "graph/image/image.hpp"

#include <utility>

#include "graph/image/reader.hpp"
#include "graph/image/writer.hpp"

namespace canreach::graph::image {

result<loaded> load(image_store& from, std::string_view digest) {
    auto sections = reader::open(from, digest);
    if (!sections) return std::move(sections).error();
    detail::facts made;
    made.keep(*sections);
    if (!sections->complete() || !made.fit_together())
        return fail(errc::damaged_file, "the graph image is damaged: its columns do not fit together");
    return loaded{std::move(made), sections->bytes()};
}

void keep(detail::facts& what, std::string_view digest, std::span<image_store* const> stores) {
    writer sections;
    what.keep(sections);
    const auto pieces = sections.pieces(digest);
    for (auto* store : stores)
        if (store->replace(pieces)) return;
}

} // namespace canreach::graph::image
