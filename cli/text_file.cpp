#include "cli/text_file.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <fstream>
#include <iostream>
#include <system_error>

namespace canreach::cli {
namespace {

constexpr std::size_t limit_bytes = std::size_t{64} << 20U;

} // namespace

result<std::string> read_text_file(const std::string& path) {
    std::ifstream file;
    if (path != "-") {
        file.open(path, std::ios::binary);
        if (!file)
            return fail(errc::not_found,
                        fmt::format("cannot open `{}`: {}", printable(path), std::generic_category().message(errno)))
                .hinting("name a file that can be read, or - for standard input");
    }
    std::istream& in = path == "-" ? std::cin : file;
    std::string text;
    std::array<char, 1 << 16> piece{};
    while (in.read(piece.data(), piece.size()) || in.gcount() > 0) {
        text.append(piece.data(), static_cast<std::size_t>(in.gcount()));
        if (text.size() > limit_bytes)
            return fail(errc::limit_exceeded,
                        fmt::format("`{}` is larger than {} bytes", printable(path), limit_bytes));
    }
    if (in.bad()) return fail(errc::storage, fmt::format("cannot read `{}`", printable(path)));
    return text;
}

result<void> write_text_file(const std::string& path, const std::string& text) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file << text << std::flush;
    if (!file) return fail(errc::storage, fmt::format("cannot write `{}`", printable(path)));
    return {};
}

} // namespace canreach::cli
