/// Any bytes as a graph image: either refused, or a graph that answers. Bytes with a sound header are also tried with
/// the checksum that they should have, so that what lies behind it is reached: there only tables that lead elsewhere
/// and columns of the wrong length are told, so the graph is opened and not asked.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "graph/image/header.hpp"
#include "graph/image/image.hpp"
#include "tests/support/memory_images.hpp"

namespace {

using namespace canreach;

const std::string digest(64, 'a');

void open(const std::string& bytes) {
    support::memory_images images;
    images.stored = bytes;
    static_cast<void>(graph::image::load(images, digest));
}

/// With a header that leads past the first checks.
std::string with_header(std::string bytes) {
    graph::image::header first;
    std::memcpy(&first, bytes.data(), sizeof(first));
    const graph::image::header own;
    first.magic = own.magic;
    first.byte_order = own.byte_order;
    first.format = own.format;
    std::copy(digest.begin(), digest.end(), first.digest.begin());
    first.bytes = bytes.size();
    first.checksum = 0;
    std::memcpy(bytes.data(), &first, sizeof(first));
    graph::image::checksum sum;
    sum.add(std::as_bytes(std::span(bytes)));
    first.checksum = sum.value();
    std::memcpy(bytes.data(), &first, sizeof(first));
    return bytes;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string bytes(reinterpret_cast<const char*>(data), size);
    open(bytes);
    bytes.resize(size / graph::image::alignment * graph::image::alignment);
    if (bytes.size() >= 2 * graph::image::alignment) open(with_header(std::move(bytes)));
    return 0;
}
