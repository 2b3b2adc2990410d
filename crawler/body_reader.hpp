/// Who takes the body of a reply, piece by piece, while it arrives.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler {

/// Bodies of successful replies (2xx) come here, decompressed; what other replies say stays in the reply. The pieces
/// are cut anywhere.
class body_reader {
public:
    virtual ~body_reader() = default;
    /// Nothing was asked of the server for so long, since there was no connection to be had: that is not its fault.
    virtual void held_up(std::chrono::steady_clock::duration) {}
    /// A successful reply begins: what an earlier one said is forgotten, since a request may be repeated. `size` is the
    /// length that the server tells, compressed or not; 0 if it tells none.
    virtual void begin(std::size_t size) = 0;
    /// False: nothing more is wanted, and the rest of the reply is not read.
    [[nodiscard]] virtual bool take(std::string_view piece) = 0;
    /// Should nothing be read until `make_room()` is through?
    [[nodiscard]] virtual bool is_full() const noexcept { return false; }
    /// False: nothing more is wanted.
    [[nodiscard]] virtual boost::asio::awaitable<bool> make_room() { co_return true; }
    /// Asked once after the last piece, or after one that was the last to be wanted. `malformed_reply` makes the client
    /// ask again.
    [[nodiscard]] virtual result<void> end() = 0;
};

/// For replies of which only the status is of interest.
class ignored_body final : public body_reader {
public:
    void begin(std::size_t) override {}
    [[nodiscard]] bool take(std::string_view) override { return true; }
    [[nodiscard]] result<void> end() override { return {}; }
};

} // namespace canreach::crawler
