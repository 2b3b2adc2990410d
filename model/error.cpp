#include "model/error.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace canreach {
inline namespace model {
namespace {

class category final : public boost::system::error_category {
public:
    const char* name() const noexcept override { return "canreach"; }
    std::string message(int code) const override {
        switch (static_cast<errc>(code)) {
        case errc::bad_input: return "the input does not say what is needed";
        case errc::not_found: return "not found";
        case errc::ambiguous: return "ambiguous name";
        case errc::unsupported: return "not supported by this version";
        case errc::limit_exceeded: return "a limit was exceeded";
        case errc::cancelled: return "cancelled";
        case errc::unauthenticated: return "the credentials were not accepted";
        case errc::refused: return "permission denied by the platform";
        case errc::vanished: return "the object no longer exists";
        case errc::throttled: return "still rate-limited after all retries";
        case errc::server_fault: return "the server failed";
        case errc::malformed_reply: return "the reply is not what the interface promises";
        case errc::network: return "the network connection failed";
        case errc::timed_out: return "a deadline passed";
        case errc::not_allowed: return "not allowed";
        case errc::storage: return "storage failed";
        case errc::damaged_file: return "the account file is damaged";
        case errc::foreign_file: return "not an account file";
        case errc::newer_file: return "the account file was written by a newer version";
        case errc::older_file: return "the account file was written by a version that is too old";
        case errc::unsealed_file: return "the crawl in this file has not ended";
        case errc::unreachable: return "the host cannot be reached";
        }
        return "unknown failure";
    }
};

/// The host of `host: accounts.example.com` and `for: https://accounts.example.com`; empty of other context.
std::string_view host_told(const std::pair<std::string, std::string>& said) {
    if (said.first != "host" && said.first != "for") return {};
    std::string_view host = said.second;
    constexpr std::string_view scheme = "https://";
    if (host.starts_with(scheme)) host.remove_prefix(scheme.size());
    return host;
}

struct disguise {
    std::uint32_t code_point = 0;
    std::size_t bytes = 0; ///< 0 = none
};

/// A character that is not seen and changes how others are: a C1 control, a line separator, a mark of writing
/// direction. A name that holds one could look like another name.
disguise disguise_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
    };
    const auto within = [](unsigned what, unsigned from, unsigned to) { return what >= from && what <= to; };
    const auto first = byte(0);
    if (first == 0xC2U && within(byte(1), 0x80U, 0x9FU)) return {byte(1), 2};
    if (first == 0xD8U && byte(1) == 0x9CU) return {0x061CU, 2};
    if (first != 0xE2U) return {};
    const auto last = byte(2);
    if (byte(1) == 0x80U && (within(last, 0x8EU, 0x8FU) || within(last, 0xA8U, 0xAEU)))
        return {0x2000U + last - 0x80U, 3};
    if (byte(1) == 0x81U && within(last, 0xA6U, 0xA9U)) return {0x2040U + last - 0x80U, 3};
    return {};
}

} // namespace

const boost::system::error_category& canreach_category() noexcept {
    static const category instance;
    return instance;
}

boost::system::error_code make_error_code(errc code) noexcept {
    return {static_cast<int>(code), canreach_category()};
}

failure failure::with(std::string key, std::string value) && {
    std::pair told(std::move(key), std::move(value));
    if (std::ranges::find(context, told) == context.end()) context.push_back(std::move(told));
    return std::move(*this);
}

failure failure::hinting(std::string text) && {
    hint = std::move(text);
    return std::move(*this);
}

bool failure::is(errc wanted) const noexcept {
    return code == make_error_code(wanted);
}

std::string failure::to_string() const {
    std::string text = message;
    const char* separator = " (";
    for (auto said = context.begin(); said != context.end(); ++said) {
        const auto host = host_told(*said);
        if (!host.empty() &&
            std::any_of(context.begin(), said, [host](const auto& before) { return host_told(before) == host; }))
            continue;
        text += fmt::format("{}{}: {}", separator, said->first, said->second);
        separator = ", ";
    }
    if (!context.empty()) text += ')';
    return text;
}

failure fail(errc code, std::string message) {
    failure made{make_error_code(code), std::move(message), {}, {}};
    if (made.message.empty()) made.message = made.code.message();
    return made;
}

std::string printable(std::string_view foreign, std::size_t limit_bytes) {
    std::string text;
    text.reserve(std::min(foreign.size(), limit_bytes) + 8);
    for (std::size_t i = 0; i < foreign.size(); ++i) {
        const auto byte = static_cast<unsigned char>(foreign[i]);
        const bool continuation = (byte & 0xC0U) == 0x80U;
        if (text.size() >= limit_bytes && !continuation) return text + "…";
        if (byte < 0x20U || byte == 0x7FU) {
            text += fmt::format("\\x{:02x}", byte);
        } else if (const auto moves = disguise_at(foreign, i); moves.bytes != 0) {
            text += fmt::format("\\u{{{:x}}}", moves.code_point);
            i += moves.bytes - 1;
        } else {
            text += foreign[i];
        }
    }
    return text;
}

void throw_exception_from_error(const failure& what, const boost::source_location& where) {
    throw std::logic_error(
        fmt::format("{}:{}: unchecked failure: {}", where.file_name(), where.line(), what.to_string()));
}

} // namespace model
} // namespace canreach
