#include "storage/detail/mask_table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <utility>
#include <vector>

#include "model/privileges.hpp"
#include "storage/checked_row.hpp"
#include "storage/database.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

std::string_view compose(key_bytes& bytes, facet what, mask allow, mask deny, std::string_view unknown) {
    return bytes.start()
        .number(static_cast<std::uint64_t>(what))
        .number(allow.low)
        .number(allow.high)
        .number(deny.low)
        .number(deny.high)
        .text(unknown)
        .view();
}

/// Bits without a name of their own in this version: learned elsewhere, so they may mean anything here.
bool is_learned(unsigned bit) {
    return bit >= first_learned_privilege_bit && bit < overflow_privilege_bit;
}

/// Names that the store has to learn when the file is sealed, sorted, so that equal sets are equal texts. Names that
/// this version knows after all become bits.
std::vector<std::string> names_to_learn(const grant_fact& grant, mask& allow) {
    std::vector<std::string> names;
    for (const auto& name : grant.unknown) {
        const auto known = privilege_named(name);
        if (known && grant.what == facet::unity)
            allow.set(static_cast<unsigned>(*known));
        else if (known) // the word of a privilege, but no privilege: its bit means something else in this facet
            names.push_back(fmt::format("{}_{}", name_of(grant.what), normalised_privilege_name(name)));
        else
            names.push_back(normalised_privilege_name(name));
    }
    if (grant.what == facet::unity && allow.high != 0) {
        mask kept;
        allow.for_each([&](unsigned bit) {
            if (is_learned(bit))
                names.push_back("PRIVILEGE_" + std::to_string(bit));
            else
                kept.set(bit);
        });
        allow = kept;
    }
    std::ranges::sort(names);
    names.erase(std::ranges::unique(names).begin(), names.end());
    return names;
}

} // namespace

result<mask_table> mask_table::load(database& where, fingerprint_key key) {
    auto insert =
        batch_insert::into(where, "raw_mask", "number, facet, allow_low, allow_high, deny_low, deny_high, unknown");
    if (!insert) return std::move(insert).error();
    mask_table made{std::move(*insert), key};
    auto stored = statement::prepare(where, "SELECT number, facet, allow_low, allow_high, deny_low, deny_high, unknown "
                                            "FROM raw_mask ORDER BY number");
    if (!stored) return std::move(stored).error();
    for (;;) {
        const auto more = stored->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*stored, "raw_mask"};
        const auto number = row.number(0, 0, no_node.value - 1);
        const auto what = row.between(1, facet::unity, facet::role);
        std::array<std::uint64_t, 4> word{};
        for (int i = 0; i < 4; ++i)
            word[static_cast<std::size_t>(i)] = static_cast<std::uint64_t>(row.number(2 + i, any_low, any_high));
        const auto unknown = row.text(6);
        if (row.ok() &&
            made.numbers_.intern(compose(made.bytes_, what, {word[0], word[1]}, {word[2], word[3]}, unknown)).number !=
                number)
            row.blame(0);
        if (!row.ok()) return row.error();
    }
    return made;
}

result<std::uint32_t> mask_table::number_of(const grant_fact& grant) {
    auto allow = grant.allow;
    const auto mixed = (allow.low ^ std::rotl(allow.high, 17) ^ std::rotl(grant.deny.low, 31) ^ grant.deny.high ^
                        static_cast<std::uint64_t>(grant.what)) *
                       0x9E37'79B9'7F4A'7C15U;
    auto& recent = recent_[mixed >> 56U];
    if (recent.number != no_node.value && recent.what == grant.what && recent.allow == allow &&
        recent.deny == grant.deny && grant.unknown.empty())
        return recent.number;
    packed_.clear();
    for (const auto& name : names_to_learn(grant, allow)) pack(packed_, name);
    const auto [number, is_new] = numbers_.intern(compose(bytes_, grant.what, allow, grant.deny, packed_));
    if (grant.unknown.empty()) recent = {grant.what, grant.allow, grant.deny, number};
    if (!is_new) return number;
    rows_.add(number);
    rows_.add(static_cast<std::int64_t>(grant.what));
    for (const auto word : {allow.low, allow.high, grant.deny.low, grant.deny.high})
        rows_.add(static_cast<std::int64_t>(word));
    rows_.add(packed_);
    if (auto ended = rows_.end_row(); !ended) return std::move(ended).error();
    return number;
}

} // namespace canreach::storage::detail
