/// Failures with context: what a program branches on, and what a person reads.
#pragma once

#include <boost/system/error_code.hpp>
#include <boost/system/result.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace canreach {
inline namespace model {

/// Every kind of expected failure. Each has one meaning, so that callers can branch on it.
enum class errc {
    bad_input = 1,   ///< a flag, file or sentence of the user does not say what is needed
    not_found,       ///< a name or file does not exist
    ambiguous,       ///< a name stands for several things
    unsupported,     ///< understood, but not answered by this version
    limit_exceeded,  ///< a stated bound (size, depth, count) was passed
    cancelled,       ///< stopped by the user
    unauthenticated, ///< the platform did not accept the credentials (401)
    refused,         ///< the platform denies the right (403)
    vanished,        ///< the object is gone (404 and its disguises)
    throttled,       ///< still refused for its rate after all retries (429, 503)
    server_fault,    ///< 5xx after all retries
    malformed_reply, ///< a reply that is not what the contract says
    network,         ///< name resolution, connection or TLS failed
    timed_out,       ///< a named deadline passed
    not_allowed,     ///< we refuse: a host outside the allow-list, a foreign certificate, to overwrite a sealed file
    storage,         ///< SQLite or the file system failed
    damaged_file,    ///< an account file that is broken
    foreign_file,    ///< a file that is no account file
    newer_file,      ///< an account file of a later version
    older_file,      ///< an account file of a version that is not read any more
    unsealed_file,   ///< a crawl that has not ended
    unreachable,     ///< no such host, or a proxy that refuses: waiting alone will hardly mend it
};

[[nodiscard]] const boost::system::error_category& canreach_category() noexcept;
[[nodiscard]] boost::system::error_code make_error_code(errc code) noexcept;

/// A failure on its way up: each layer adds what only it knows with `with()`.
/// Text that came from a server or the user must be passed through `printable()` or a length limit by the caller.
struct failure {
    boost::system::error_code code;
    std::string message; ///< what was seen and what was wanted; lower case, no full stop
    std::vector<std::pair<std::string, std::string>> context; ///< innermost first
    std::string hint;                                         ///< what to do next; may be empty

    [[nodiscard]] failure with(std::string key, std::string value) &&;
    [[nodiscard]] failure hinting(std::string text) &&;
    [[nodiscard]] bool is(errc wanted) const noexcept;
    /// One line: message, then `(key: value, …)`; a host that several layers told is told once. The hint is left to the
    /// renderer.
    [[nodiscard]] std::string to_string() const;
};

/// A failure with the category's own text as message when `message` is empty.
[[nodiscard]] failure fail(errc code, std::string message = {});

/// Foreign text as data: control characters and marks that turn the direction of writing are escaped (`\x1b`,
/// `\u{202e}`); cut to `limit_bytes` at a character boundary with an ellipsis.
[[nodiscard]] std::string printable(std::string_view foreign, std::size_t limit_bytes = 160);

template <class T>
using result = boost::system::result<T, failure>;

/// What `result::value()` throws; expected outcomes are never read that way, so this marks a broken invariant.
[[noreturn]] void throw_exception_from_error(const failure& what, const boost::source_location& where);

} // namespace model
} // namespace canreach

template <>
struct boost::system::is_error_code_enum<canreach::errc> : std::true_type {};
