/// Where the body of one reply goes: through decompression to its reader, or, of a reply that is no success, into it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crawler/body_reader.hpp"
#include "crawler/detail/error_body.hpp"
#include "crawler/gzip.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {

class reply_body {
public:
    /// `room` is for what is decompressed, and used within `put()` only.
    reply_body(body_reader& to, std::size_t limit_bytes, std::span<char> room) noexcept
        : to_(to), limit_bytes_(limit_bytes), room_(room) {}

    /// With the head; of a reply without a body, too. `size` is the length that it tells; 0 = none.
    void begin(int status, std::string_view encoding, std::size_t size);
    /// How much of the piece was used: less than all only if no more is wanted, or the reader has to make room first.
    [[nodiscard]] std::size_t put(std::string_view piece);
    /// After the whole body. False: broken.
    [[nodiscard]] bool end();
    /// False: broken, or the reader has enough.
    [[nodiscard]] bool wants_more() const noexcept { return wanted_; }
    /// Then nothing more is to be put before the reader has made room.
    [[nodiscard]] bool is_full() const noexcept { return goes_to_reader() && to_.is_full(); }

    [[nodiscard]] bool has_begun() const noexcept { return begun_; }
    /// Only of a success: any other reply is told by its status, whatever became of its body.
    [[nodiscard]] const std::optional<failure>& broken() const noexcept { return broken_; }
    /// Of a reply that is no success; null of another.
    [[nodiscard]] error_body* of_error() noexcept { return error_ ? &*error_ : nullptr; }

private:
    [[nodiscard]] bool goes_to_reader() const noexcept { return begun_ && !error_; }
    void break_off(failure why);

    body_reader& to_;
    std::size_t limit_bytes_;
    std::span<char> room_;
    bool begun_ = false;
    bool wanted_ = true;
    std::string unknown_encoding_;
    std::optional<error_body> error_;
    std::optional<inflater> unpacking_;
    std::optional<failure> broken_;
};

} // namespace canreach::crawler::detail
