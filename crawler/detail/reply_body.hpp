/// Where the body of one reply goes: through decompression to its reader, or, of a reply that is no success, into it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crawler/body_reader.hpp"
#include "crawler/gzip.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {

/// What is kept of the body of an error: more than any message of the platform, so that its JSON is whole.
inline constexpr std::size_t kept_of_errors_bytes = std::size_t{64} << 10U;

class reply_body {
public:
    /// `room` is for what is decompressed, and used within `put()` only.
    reply_body(body_reader& to, std::size_t limit_bytes, std::span<char> room) noexcept
        : to_(to), limit_bytes_(limit_bytes), room_(room) {}

    /// With the head; of a reply without a body, too. `size` is the length that it tells; 0 = none.
    void begin(int status, std::string_view encoding, std::size_t size);
    /// False: broken, or no more is wanted.
    [[nodiscard]] bool put(std::string_view piece);
    /// After the whole body. False: broken.
    [[nodiscard]] bool end();
    /// Then nothing more is to be put before the reader has made room.
    [[nodiscard]] bool is_full() const noexcept { return goes_to_reader_ && to_.is_full(); }

    [[nodiscard]] bool has_begun() const noexcept { return begun_; }
    [[nodiscard]] const std::optional<failure>& broken() const noexcept { return broken_; }
    /// Of a reply that is no success; once.
    [[nodiscard]] std::string take_kept() { return std::move(kept_); }

private:
    [[nodiscard]] bool hand_on(std::string_view piece);

    body_reader& to_;
    std::size_t limit_bytes_;
    std::span<char> room_;
    bool begun_ = false;
    bool goes_to_reader_ = false;
    std::string unknown_encoding_;
    std::optional<inflater> unpacking_;
    std::string kept_;
    std::optional<failure> broken_;
};

} // namespace canreach::crawler::detail
