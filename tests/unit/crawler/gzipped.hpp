/// Text as a server packs it.
#pragma once

#include <zlib.h>

#include <string>

namespace canreach::crawler::testing {

inline std::string gzipped(const std::string& text) {
    std::string made(compressBound(static_cast<uLong>(text.size())) + 64, '\0');
    z_stream stream{};
    deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(text.size());
    stream.next_out = reinterpret_cast<Bytef*>(made.data());
    stream.avail_out = static_cast<uInt>(made.size());
    deflate(&stream, Z_FINISH);
    made.resize(made.size() - stream.avail_out);
    deflateEnd(&stream);
    return made;
}

} // namespace canreach::crawler::testing
