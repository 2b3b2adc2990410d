/// What is wrong with a question, as data; and how a person sees it.
#pragma once

#include <boost/system/result.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "query/source.hpp"

namespace canreach::query {

/// Wording: lower case, no full stop, code in backticks, the situation rather than a scolding.
struct diagnostic {
    errc code = errc::bad_input;
    std::optional<span> where; ///< in the text that was parsed; none for faults that lie outside it
    std::string message;
    std::string hint;               ///< what to do; may be empty
    std::vector<std::string> notes; ///< candidates and the like, one line each
    friend bool operator==(const diagnostic&, const diagnostic&) = default;
};

/// A value, or what stands in its way.
template <class T>
using answer = boost::system::result<T, diagnostic>;

/// What `answer::value()` throws; see `canreach::throw_exception_from_error`.
[[noreturn]] void throw_exception_from_error(const diagnostic& what, const boost::source_location& where);

/// A failure from below, with its context as notes.
[[nodiscard]] diagnostic diagnostic_of(const failure& what, std::optional<span> where = {});

/// The message, the line with a caret line under the place, then notes and hint, each line ended:
///
///     error: unknown action `MODFIY`
///       | who can MODFIY main.sales.orders
///       |         ^^^^^^
///       = hint: did you mean `MODIFY`?
///
/// `text` is what was parsed. Texts of several lines show the line's number before the bar; long lines are cut around
/// the place. Control characters are escaped, tabs are shown as blanks.
[[nodiscard]] std::string render(const diagnostic& what, std::string_view text);

} // namespace canreach::query
