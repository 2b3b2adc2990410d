#include "simulator/detail/compression.hpp"

#include <zlib.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace canreach::simulator::detail {
namespace {

constexpr std::size_t shortest_worth_it = 512;

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool equals(std::string_view text, std::string_view lower) {
    return std::ranges::equal(text, lower, [](char a, char b) {
        return std::tolower(static_cast<unsigned char>(a)) == static_cast<unsigned char>(b);
    });
}

/// `q=0`, `q=0.0`, …: any weight whose digits are all zero.
bool forbids(std::string_view parameters) {
    const auto weight = parameters.find("q=");
    return weight != std::string_view::npos &&
           trimmed(parameters.substr(weight + 2)).find_first_not_of("0.") == std::string_view::npos;
}

} // namespace

bool wants_gzip(std::string_view accept_encoding) {
    bool others = false;
    while (!accept_encoding.empty()) {
        const auto comma = std::min(accept_encoding.find(','), accept_encoding.size());
        const auto one = accept_encoding.substr(0, comma);
        accept_encoding.remove_prefix(std::min(comma + 1, accept_encoding.size()));
        const auto semicolon = std::min(one.find(';'), one.size());
        const auto name = trimmed(one.substr(0, semicolon));
        const bool taken = !forbids(one.substr(semicolon));
        if (equals(name, "gzip")) return taken;
        if (name == "*") others = taken;
    }
    return others;
}

void compress(reply& made) {
    if (made.body.size() < shortest_worth_it) return;
    z_stream stream{};
    constexpr int as_gzip = 15 + 16;
    constexpr int memory_level = 8;
    // Fastest level: the simulator must not be what a crawl waits for.
    if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, as_gzip, memory_level, Z_DEFAULT_STRATEGY) != Z_OK) return;
    std::string packed(deflateBound(&stream, made.body.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(made.body.data());
    stream.avail_in = static_cast<uInt>(made.body.size());
    stream.next_out = reinterpret_cast<Bytef*>(packed.data());
    stream.avail_out = static_cast<uInt>(packed.size());
    const bool whole = deflate(&stream, Z_FINISH) == Z_STREAM_END;
    packed.resize(stream.total_out);
    deflateEnd(&stream);
    if (!whole) return;
    made.body = std::move(packed);
    made.headers.emplace_back("Content-Encoding", "gzip");
    made.headers.emplace_back("Vary", "Accept-Encoding");
}

} // namespace canreach::simulator::detail
