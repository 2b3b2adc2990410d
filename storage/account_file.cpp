#include "storage/account_file.hpp"

#include <fmt/format.h>

#include <utility>

#include "storage/checked_row.hpp"
#include "storage/detail/account_tables.hpp"
#include "storage/detail/file_header.hpp"
#include "storage/detail/files.hpp"
#include "storage/digest.hpp"
#include "storage/schema.hpp"

namespace canreach::storage {
namespace {

result<privilege_dictionary> load_privileges(const database& file) {
    privilege_dictionary names;
    auto query = statement::prepare(file, "SELECT bit, name FROM learned_privilege ORDER BY bit");
    if (!query) return std::move(query).error();
    for (std::int64_t last = first_learned_privilege_bit - 1;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return names;
        checked_row row{*query, "learned_privilege"};
        last = row.number(0, last + 1, overflow_privilege_bit - 1);
        std::string name{row.text(1)};
        if (!row.ok()) return row.error();
        names.restore(static_cast<unsigned>(last), std::move(name));
    }
}

failure unsealed(const std::string& path) {
    return fail(errc::unsealed_file, "the crawl in this file has not ended")
        .with("file", printable(path))
        .hinting("go on with: canreach crawl --resume --out " + printable(path));
}

} // namespace

result<account_file> account_file::open(const std::string& path) {
    const auto kind = detail::check_header(path);
    if (!kind) return kind.error();
    if (kind->has_log) return unsealed(path);
    auto file = database::open(path, open_mode::immutable);
    if (!file) return std::move(file).error();
    const auto how = detail::state_of(*file);
    if (!how) return how.error();
    if (*how != state_sealed) return unsealed(path);
    return load(std::move(*file), detail::size_of(path));
}

result<account_file> account_file::from_image(std::span<const std::byte> image) {
    const auto kind = detail::check_image(image);
    if (!kind) return kind.error();
    if (kind->has_log) return unsealed({});
    auto file = database::from_image(image);
    if (!file) return std::move(file).error();
    const auto how = detail::state_of(*file);
    if (!how) return how.error();
    if (*how != state_sealed) return unsealed({});
    return load(std::move(*file), image.size());
}

result<account_file> account_file::load(database file, std::uint64_t bytes) {
    auto held = std::make_unique<contents>(contents{std::move(file), bytes, {}, {}, {}});
    auto& where = held->file;
    if (auto set = where.run(reading_pragmas); !set) return std::move(set).error();
    if (auto checked = detail::check_tables(where, sealed_tables()); !checked) return std::move(checked).error();
    auto counts = detail::load_counts(where, bytes);
    if (!counts) return std::move(counts).error();
    auto meta = detail::load_meta(where);
    if (!meta) return std::move(meta).error();
    auto names = load_privileges(where);
    if (!names) return std::move(names).error();
    held->counts = std::move(*counts);
    held->privileges = std::move(*names);
    held->made_by = (*meta)["made_by"];
    held->snapshot = {where.path(),         (*meta)["account_id"], (*meta)["cloud"],   (*meta)["started_at"],
                      (*meta)["sealed_at"], (*meta)["digest"],     held->counts["gap"]};
    return account_file{std::move(held)};
}

std::uint64_t account_file::count(std::string_view what) const noexcept {
    const auto found = held_->counts.find(std::string{what});
    return found == held_->counts.end() ? 0 : found->second;
}

result<void> account_file::verify() const {
    const auto digest = digest_of(connection());
    if (!digest) return digest.error();
    if (*digest != snapshot().digest)
        return fail(errc::damaged_file, fmt::format("the digest of the account is {}, the file says {}", *digest,
                                                    printable(snapshot().digest)))
            .with("file", printable(snapshot().file));
    return detail::check_views(connection());
}

} // namespace canreach::storage
