/// Content encodings of replies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler {

/// Undoes `gzip` (several members are allowed) and `deflate` (zlib) piece by piece.
class inflater {
public:
    /// What whoever takes the pieces says of the next one.
    enum class next : std::uint8_t {
        now,
        later, ///< stop as soon as can be; the rest is put again
        never,
    };
    using taker = std::function<next(std::string_view)>;

    explicit inflater(std::size_t limit_bytes);
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    ~inflater();

    /// Hands on what the piece holds, through `room`, and tells how much of it was used: less than all only where
    /// `take` said `later`, after which it is called for at most `room` and a few kilobytes more, or `never`. Stops
    /// with `limit_exceeded` as soon as all output would pass the limit, whatever the input promises; fails with
    /// `malformed_reply` on broken input.
    [[nodiscard]] result<std::size_t> put(std::string_view compressed, std::span<char> room, const taker& take);
    /// After the last piece: fails with `malformed_reply` if the input was cut. No input at all is whole.
    [[nodiscard]] result<void> end() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace canreach::crawler
