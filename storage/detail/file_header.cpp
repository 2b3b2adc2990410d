#include "storage/detail/file_header.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "storage/database.hpp"
#include "storage/detail/files.hpp"
#include "storage/schema.hpp"
#include "storage/statement.hpp"

namespace canreach::storage::detail {
namespace {

// Layout: https://www.sqlite.org/fileformat2.html#the_database_header
constexpr std::size_t header_bytes = 100;
constexpr char magic[] = "SQLite format 3"; // with its NUL

std::uint32_t big_endian(std::span<const std::byte> bytes, std::size_t at, std::size_t count) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < count; ++i) value = value << 8U | std::to_integer<std::uint32_t>(bytes[at + i]);
    return value;
}

result<file_kind> check(std::span<const std::byte> header, std::uint64_t file_bytes) {
    if (file_bytes == 0) return fail(errc::foreign_file, "the file is empty, not an account file");
    if (header.size() < header_bytes || std::memcmp(header.data(), magic, sizeof magic) != 0) {
        const bool cut = header.size() < header_bytes && header.size() >= sizeof magic &&
                         std::memcmp(header.data(), magic, sizeof magic) == 0;
        if (cut) return fail(errc::damaged_file, "the file is cut off within its header");
        return fail(errc::foreign_file, "the file is not an account file: not an SQLite database");
    }
    if (big_endian(header, 68, 4) != file_application_id)
        return fail(errc::foreign_file, "the file is an SQLite database, but not an account file");
    const auto version = big_endian(header, 60, 4);
    if (version == 0) return fail(errc::damaged_file, "the account file has no schema version");
    if (version > schema_version)
        return fail(errc::newer_file, fmt::format("the account file has schema version {}, this program reads up to {}",
                                                  version, schema_version))
            .hinting("use the version of canreach that wrote it, or a later one");
    if (version < schema_version)
        return fail(errc::older_file, fmt::format("the account file has schema version {}, this program reads {}",
                                                  version, schema_version))
            .hinting("crawl the account again, or read the file with the version of canreach that wrote it");
    const auto raw_page = big_endian(header, 16, 2);
    const std::uint64_t page = raw_page == 1 ? 65536 : raw_page;
    // Journal mode WAL (2): the header may lag behind while a crawl runs.
    const bool has_log = header[18] == std::byte{2};
    if (page < 512 || (!has_log && file_bytes != page * big_endian(header, 28, 4)))
        return fail(errc::damaged_file, fmt::format("the account file is cut off or damaged: {} bytes, {} pages of {}",
                                                    file_bytes, big_endian(header, 28, 4), page));
    return file_kind{has_log};
}

} // namespace

result<file_kind> check_header(const std::string& path) {
    if (!is_there(path)) return fail(errc::not_found, "there is no such account file").with("file", printable(path));
    std::ifstream file{path, std::ios::binary};
    std::array<std::byte, header_bytes> header{};
    file.read(reinterpret_cast<char*>(header.data()), header_bytes);
    if (!file.is_open() || file.bad())
        return fail(errc::storage, fmt::format("the account file cannot be read: {}", std::strerror(errno)))
            .with("file", printable(path));
    const auto got = static_cast<std::size_t>(file.gcount());
    auto checked = check(std::span{header}.first(got), size_of(path));
    if (!checked) return std::move(checked).error().with("file", printable(path));
    return checked;
}

result<file_kind> check_image(std::span<const std::byte> image) {
    return check(image.first(std::min(image.size(), header_bytes)), image.size());
}

result<std::string> state_of(const database& file) {
    auto tables = statement::prepare(file, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'meta'");
    if (!tables) return std::move(tables).error();
    const auto there = tables->step();
    if (!there) return there.error();
    if (!*there) return fail(errc::damaged_file, "table meta is missing").with("file", printable(file.path()));
    tables->reset();
    auto query = statement::prepare(file, "SELECT value FROM meta WHERE key = 'state'");
    if (!query) return std::move(query).error();
    const auto row = query->step();
    if (!row) return row.error();
    std::string state{*row ? query->text(0) : std::string_view{}};
    if (state == state_crawling || state == state_sealed) return state;
    return fail(errc::damaged_file, fmt::format("the account file is in no known state: `{}`", printable(state)))
        .with("file", printable(file.path()));
}

} // namespace canreach::storage::detail
