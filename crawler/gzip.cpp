#include "crawler/gzip.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <limits>

namespace canreach::crawler {
namespace {

failure broken() {
    return fail(errc::malformed_reply, "broken compressed body");
}

} // namespace

struct inflater::state {
    explicit state(std::size_t limit) : limit_bytes(limit) {
        constexpr int zlib_or_gzip = 15 + 32;
        ready = inflateInit2(&stream, zlib_or_gzip) == Z_OK;
    }
    state(const state&) = delete;
    state& operator=(const state&) = delete;
    ~state() { inflateEnd(&stream); }

    z_stream stream{};
    std::size_t limit_bytes;
    std::size_t made = 0;
    bool ready = false;
    bool within = false; ///< a member has begun and not ended
};

inflater::inflater(std::size_t limit_bytes) : state_(std::make_unique<state>(limit_bytes)) {}
inflater::~inflater() = default;

result<std::size_t> inflater::put(std::string_view compressed, std::span<char> room, const taker& take) {
    auto& mine = *state_;
    auto& stream = mine.stream;
    if (!mine.ready) return fail(errc::limit_exceeded, "no memory for decompression");
    const auto space = static_cast<uInt>(std::min<std::size_t>(room.size(), std::numeric_limits<uInt>::max()));
    std::size_t used = 0;
    auto wish = next::now;
    while (used < compressed.size() && wish == next::now) {
        const auto piece = compressed.substr(used, std::numeric_limits<uInt>::max() / 2);
        // zlib reads only; its interface predates const.
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(piece.data()));
        stream.avail_in = static_cast<uInt>(piece.size());
        do {
            if (!mine.within && stream.avail_in == 0) break;
            mine.within = true;
            stream.next_out = reinterpret_cast<Bytef*>(room.data());
            stream.avail_out = space;
            const int status = ::inflate(&stream, Z_NO_FLUSH);
            const std::size_t count = space - stream.avail_out;
            mine.made += count;
            if (mine.made > mine.limit_bytes)
                return fail(errc::limit_exceeded,
                            fmt::format("a decompressed body of more than {} bytes", mine.limit_bytes));
            if (count > 0) wish = take(std::string_view(room.data(), count));
            if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) return broken();
            if (status == Z_STREAM_END) {
                mine.within = false;
                if (inflateReset(&stream) != Z_OK) return broken();
            }
            // A room that is full may leave something within zlib: a few kilobytes once it has no more input, and those
            // are not worth a way to come back for.
        } while (wish != next::never && ((stream.avail_in > 0 && wish == next::now) ||
                                         (stream.avail_in == 0 && mine.within && stream.avail_out == 0)));
        used += piece.size() - stream.avail_in;
    }
    return used;
}

result<void> inflater::end() const {
    if (state_->within) return fail(errc::malformed_reply, "the compressed body ends too early");
    return {};
}

} // namespace canreach::crawler
