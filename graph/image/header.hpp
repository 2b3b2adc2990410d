/// The first bytes of a graph image, and the checksum over the others.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace canreach::graph::image {

/// Raised whenever what is stored changes: another column, another order, other numbers of an enumerator, another rule
/// behind the closure of groups or the types of nodes. Images of any other version are made anew.
inline constexpr std::uint32_t version = 3;
/// Sections begin at multiples of this, so that numbers lie where the processor wants them.
inline constexpr std::size_t alignment = 64;

/// As it lies in the file; all numbers in the byte order of the machine that made the image.
struct header {
    std::array<char, 8> magic{'c', 'a', 'n', 'r', 'e', 'a', 'c', 'h'};
    std::uint32_t byte_order = 0x0102'0304;
    std::uint32_t format = version;
    std::array<char, 64> digest{}; ///< of the account, as hexadecimal digits
    std::uint64_t bytes = 0;       ///< of the whole image
    std::uint64_t sections = 0;    ///< their table follows the header
    std::uint64_t checksum = 0;    ///< of everything, with zero here
    std::uint64_t reserved = 0;
};
static_assert(sizeof(header) == 112);

/// One row of the table.
struct section {
    std::uint64_t offset = 0; ///< from the beginning of the image
    std::uint64_t bytes = 0;
    std::uint64_t item = 0; ///< bytes of one number
};
static_assert(sizeof(section) == 24);

/// Sums up bytes so that no damage goes unnoticed but by a chance of 1 in 2⁶⁴; not made against forgery. Runs at the
/// speed of memory.
class checksum {
public:
    /// A piece counts as if zeros followed up to a multiple of 64 bytes.
    void add(std::span<const std::byte> bytes) noexcept;
    [[nodiscard]] std::uint64_t value() const noexcept;

private:
    std::array<std::uint64_t, 8> lanes_{1, 2, 3, 4, 5, 6, 7, 8};
    std::array<std::uint64_t, 8> keys_{0x243F'6A88'85A3'08D3, 0x1319'8A2E'0370'7344, 0xA409'3822'299F'31D0,
                                       0x082E'FA98'EC4E'6C89, 0x4528'21E6'38D0'1377, 0xBE54'66CF'34E9'0C6C,
                                       0xC0AC'29B7'C97C'50DD, 0x3F84'D5B5'B547'0917}; ///< digits of pi
    std::uint64_t blocks_ = 0;
};

} // namespace canreach::graph::image
