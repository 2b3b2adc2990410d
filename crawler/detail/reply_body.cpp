#include "crawler/detail/reply_body.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "crawler/text.hpp"

namespace canreach::crawler::detail {

void reply_body::begin(int status, std::string_view encoding, std::size_t size) {
    begun_ = true;
    goes_to_reader_ = status >= 200 && status < 300;
    encoding = trimmed(encoding);
    if (equal_ignoring_case(encoding, "gzip") || equal_ignoring_case(encoding, "deflate"))
        unpacking_.emplace(limit_bytes_);
    else if (!encoding.empty() && !equal_ignoring_case(encoding, "identity"))
        unknown_encoding_ = std::string(encoding);
    if (goes_to_reader_) to_.begin(std::min(size, limit_bytes_));
}

bool reply_body::hand_on(std::string_view piece) {
    if (goes_to_reader_) return to_.take(piece);
    kept_ += piece.substr(0, kept_of_errors_bytes - kept_.size());
    return true;
}

bool reply_body::put(std::string_view piece) {
    if (piece.empty()) return true;
    if (!unknown_encoding_.empty()) {
        broken_ = fail(errc::malformed_reply, fmt::format("the reply is encoded as `{}`, which was not asked for",
                                                          printable(unknown_encoding_, 40)));
        return false;
    }
    if (!unpacking_) return hand_on(piece);
    auto more = unpacking_->put(piece, room_, [this](std::string_view plain) { return hand_on(plain); });
    if (more) return *more;
    broken_ = std::move(more).error();
    return false;
}

bool reply_body::end() {
    if (!unpacking_) return true;
    auto whole = unpacking_->end();
    if (!whole) broken_ = std::move(whole).error();
    return !broken_;
}

} // namespace canreach::crawler::detail
