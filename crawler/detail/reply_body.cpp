#include "crawler/detail/reply_body.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/text.hpp"

namespace canreach::crawler::detail {

void reply_body::break_off(failure why) {
    broken_ = std::move(why);
    wanted_ = false;
}

void reply_body::begin(int status, std::string_view encoding, std::size_t size) {
    begun_ = true;
    encoding = trimmed(encoding);
    if (status < 200 || status >= 300) {
        error_.emplace(encoding);
        return;
    }
    to_.begin(std::min(size, limit_bytes_));
    if (equal_ignoring_case(encoding, "gzip") || equal_ignoring_case(encoding, "deflate"))
        unpacking_.emplace(limit_bytes_);
    else if (!encoding.empty() && !equal_ignoring_case(encoding, "identity"))
        unknown_encoding_ = std::string(encoding);
}

std::size_t reply_body::put(std::string_view piece) {
    if (piece.empty() || !wanted_) return 0;
    if (error_) {
        wanted_ = error_->put(piece, room_);
        return piece.size();
    }
    if (!unknown_encoding_.empty()) {
        break_off(fail(errc::malformed_reply, fmt::format("the reply is encoded as `{}`, which was not asked for",
                                                          printable(unknown_encoding_, 40))));
        return 0;
    }
    if (!unpacking_) {
        wanted_ = to_.take(piece);
        return piece.size();
    }
    const auto used = unpacking_->put(piece, room_, [this](std::string_view plain) {
        wanted_ = to_.take(plain);
        if (!wanted_) return inflater::next::never;
        return to_.is_full() ? inflater::next::later : inflater::next::now;
    });
    if (used) return *used;
    break_off(used.error());
    return 0;
}

bool reply_body::end() {
    if (error_) error_->end();
    if (!unpacking_ || broken_) return !broken_;
    if (auto whole = unpacking_->end(); !whole) broken_ = std::move(whole).error();
    return !broken_;
}

} // namespace canreach::crawler::detail
