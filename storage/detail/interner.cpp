#include "storage/detail/interner.hpp"

#include <cstring>

#include "storage/text.hpp"

namespace canreach::storage::detail {

key_bytes& key_bytes::number(std::uint64_t value) {
    char raw[sizeof value];
    std::memcpy(raw, &value, sizeof value);
    bytes_.append(raw, sizeof raw);
    return *this;
}

key_bytes& key_bytes::text(std::string_view value) {
    // As it will be stored, so that a key read back has the bytes of the key written.
    if (has_nul(value)) return text(without_nul(value));
    number(value.size());
    bytes_ += value;
    return *this;
}

} // namespace canreach::storage::detail
