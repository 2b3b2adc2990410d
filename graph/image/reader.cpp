#include "graph/image/reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace canreach::graph::image {
namespace {

/// Bytes that are looked through before their memory may go back: images are larger than what a question needs.
constexpr std::size_t stretch = 4U << 20U;

failure damaged(std::string_view what) {
    return fail(errc::damaged_file, fmt::format("the graph image is damaged: {}", what));
}

result<void> check_header(const header& first, std::size_t bytes, std::string_view digest) {
    const header own;
    if (first.magic != own.magic) return fail(errc::foreign_file, "the file is no graph image");
    if (first.byte_order != own.byte_order || first.format != own.format)
        return fail(errc::older_file, "the graph image was made by another version");
    if (digest.size() != first.digest.size() || !std::ranges::equal(digest, first.digest))
        return fail(errc::older_file, "the graph image is of another account");
    if (first.bytes != bytes) return damaged("it was cut short");
    if (first.sections > (bytes - sizeof(header)) / sizeof(section)) return damaged("its table is too long");
    return {};
}

bool lies_within(const section& row, std::size_t from, std::size_t bytes) {
    return row.item != 0 && row.offset % alignment == 0 && row.offset >= from && row.offset <= bytes &&
           row.bytes <= bytes - row.offset && row.bytes % row.item == 0;
}

std::uint64_t sum_of(std::span<const std::byte> image, header first, image_store& store) {
    checksum sum;
    first.checksum = 0;
    std::vector<std::byte> front(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(2 * alignment));
    std::memcpy(front.data(), &first, sizeof(first));
    sum.add(front);
    for (std::size_t at = front.size(); at < image.size();) {
        const auto end = std::min(image.size(), (at / stretch + 1) * stretch);
        sum.add(image.subspan(at, end - at));
        store.let_go(image.subspan(at, end - at));
        at = end;
    }
    return sum.value();
}

} // namespace

result<reader> reader::open(image_store& store, std::string_view digest) {
    auto found = store.open();
    if (!found) return std::move(found).error();
    const auto image = found->bytes;
    if (image.size() < 2 * alignment || image.size() % alignment != 0)
        return fail(errc::foreign_file, "the file is no graph image");
    header first;
    std::memcpy(&first, image.data(), sizeof(first));
    if (auto checked = check_header(first, image.size(), digest); !checked) return std::move(checked).error();
    const std::span table(reinterpret_cast<const section*>(image.data() + sizeof(header)), first.sections);
    const auto contents = sizeof(header) + table.size_bytes();
    if (!std::ranges::all_of(table, [&](const section& row) { return lies_within(row, contents, image.size()); }))
        return damaged("its table leads elsewhere");
    if (sum_of(image, first, store) != first.checksum) return damaged("its checksum is wrong");
    return reader(*std::move(found), table);
}

} // namespace canreach::graph::image
