/// Content encodings of replies.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler {

/// Undoes `gzip` (several members are allowed) and `deflate` (zlib) piece by piece.
class inflater {
public:
    /// False: no more is wanted.
    using taker = std::function<bool(std::string_view)>;

    explicit inflater(std::size_t limit_bytes);
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;
    ~inflater();

    /// Hands on what the piece holds, through `room`. Stops with `limit_exceeded` as soon as all output would pass the
    /// limit, whatever the input promises; fails with `malformed_reply` on broken input. False: `take` wants no more.
    [[nodiscard]] result<bool> put(std::string_view compressed, std::span<char> room, const taker& take);
    /// After the last piece: fails with `malformed_reply` if the input was cut. No input at all is whole.
    [[nodiscard]] result<void> end() const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace canreach::crawler
