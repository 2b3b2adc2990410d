#include "crawler/detail/error_body.hpp"

#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crawler/text.hpp"
#include "model/error.hpp"

namespace canreach::crawler::detail {
namespace {

/// The first byte of gzip, and of zlib by any method it knows. Neither JSON nor HTML begins so.
bool can_begin_packed(char first) noexcept {
    const auto byte = static_cast<unsigned char>(first);
    return byte == 0x1FU || (byte & 0x0FU) == 0x08U;
}

bool is_text(std::string_view bytes) noexcept {
    return std::ranges::none_of(bytes, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return (byte < 0x20U && c != '\t' && c != '\r' && c != '\n') || byte == 0x7FU;
    });
}

} // namespace

error_body::error_body(std::string_view encoding) {
    if (equal_ignoring_case(encoding, "gzip") || equal_ignoring_case(encoding, "deflate")) {
        unpacking_.emplace(longest_error_bytes);
    } else if (!encoding.empty() && !equal_ignoring_case(encoding, "identity")) {
        foreign_ = true;
        trouble_ = fmt::format("its body is encoded as `{}`, which was not asked for", printable(encoding, 40));
    }
}

bool error_body::keep(std::string_view plain) {
    if (foreign_ && !is_text(plain)) {
        kept_.clear();
        fields_.reset();
        return false;
    }
    seen_ += plain.size();
    const auto room = kept_of_errors_bytes - kept_.size();
    if (plain.size() > room && !fields_ && trimmed(kept_.empty() ? plain : kept_).starts_with('{'))
        fields_.emplace().take(kept_);
    if (fields_) fields_->take(plain);
    kept_ += plain.substr(0, room);
    return seen_ < longest_error_bytes;
}

bool error_body::put(std::string_view piece, std::span<char> room) {
    if (piece.empty()) return true;
    if (!std::exchange(begun_, true) && unpacking_ && !can_begin_packed(piece.front())) {
        unpacking_.reset();
        trouble_ = "its body is said to be compressed, and is not";
    }
    if (!unpacking_) return keep(piece);
    bool wanted = true;
    const auto used = unpacking_->put(piece, room, [this, &wanted](std::string_view plain) {
        wanted = keep(plain);
        return wanted ? inflater::next::now : inflater::next::never;
    });
    if (used) return wanted;
    // What is too long is long enough.
    if (!used.error().is(errc::limit_exceeded)) cut(used.error().message);
    return false;
}

void error_body::end() {
    if (!unpacking_) return;
    if (const auto whole = unpacking_->end(); !whole) cut(whole.error().message);
}

void error_body::cut(std::string_view why) {
    trouble_ = fmt::format("its body cannot be read to the end: {}", why);
}

std::string error_body::take_kept() {
    if (fields_)
        if (const auto fields = fields_->kept(); !fields.empty()) return boost::json::serialize(fields);
    return std::move(kept_);
}

} // namespace canreach::crawler::detail
