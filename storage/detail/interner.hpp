/// Numbers for byte strings, in order of first sight, without keeping the strings.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstdint>
#include <string>
#include <string_view>

#include "storage/detail/fingerprint.hpp"

namespace canreach::storage::detail {

/// Builds the bytes of a composite key: fixed-width numbers and length-prefixed texts, so that no two keys run
/// together.
class key_bytes {
public:
    key_bytes& start() noexcept {
        bytes_.clear();
        return *this;
    }
    key_bytes& number(std::uint64_t value);
    key_bytes& text(std::string_view value);
    [[nodiscard]] std::string_view view() const noexcept { return bytes_; }

private:
    std::string bytes_;
};

class interner {
public:
    explicit interner(fingerprint_key key) noexcept : key_(key) {}

    struct entry {
        std::uint32_t number;
        bool is_new;
    };
    /// The number of these bytes, taking the next one if they are new.
    entry intern(std::string_view bytes) { return intern(bytes, size()); }
    /// The same where the next number is somebody else's matter.
    entry intern(std::string_view bytes, std::uint32_t next) {
        const auto [at, is_new] = numbers_.try_emplace(fingerprint_of(key_, bytes), next);
        return {at->second, is_new};
    }
    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(numbers_.size()); }

private:
    fingerprint_key key_;
    boost::unordered_flat_map<fingerprint, std::uint32_t, fingerprint_hash> numbers_;
};

} // namespace canreach::storage::detail
