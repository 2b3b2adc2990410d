#include "crawler/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>
#include <memory>

namespace canreach::crawler {

result<std::string> inflated(std::string_view compressed, std::size_t limit_bytes) {
    z_stream stream{};
    constexpr int zlib_or_gzip = 15 + 32;
    if (inflateInit2(&stream, zlib_or_gzip) != Z_OK) return fail(errc::limit_exceeded, "no memory for decompression");
    const std::unique_ptr<z_stream, decltype([](z_stream* s) { inflateEnd(s); })> closer(&stream);
    std::string out;
    std::size_t fed = 0;
    for (;;) {
        if (stream.avail_in == 0) {
            const auto piece = std::min<std::size_t>(compressed.size() - fed, std::numeric_limits<uInt>::max() / 2);
            // zlib reads only; its interface predates const.
            stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(compressed.data() + fed));
            stream.avail_in = static_cast<uInt>(piece);
            fed += piece;
        }
        const auto before = out.size();
        const auto room = std::min(limit_bytes + 1 - before, std::clamp<std::size_t>(before, 16U << 10U, 4U << 20U));
        out.resize(before + room);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = static_cast<uInt>(room);
        const int status = ::inflate(&stream, Z_NO_FLUSH);
        out.resize(before + room - stream.avail_out);
        if (out.size() > limit_bytes)
            return fail(errc::limit_exceeded, fmt::format("a decompressed body of more than {} bytes", limit_bytes));
        if (status == Z_STREAM_END) {
            if (stream.avail_in == 0 && fed == compressed.size()) return out;
            if (inflateReset(&stream) != Z_OK) return fail(errc::malformed_reply, "broken compressed body");
            continue;
        }
        if (status != Z_OK && status != Z_BUF_ERROR) return fail(errc::malformed_reply, "broken compressed body");
        if (stream.avail_in == 0 && fed == compressed.size() && stream.avail_out > 0)
            return fail(errc::malformed_reply, "the compressed body ends too early");
    }
}

} // namespace canreach::crawler
