/// SQL as text: what may leave this program, and how names go into it.
#pragma once

#include <string>
#include <string_view>

#include "model/error.hpp"

namespace canreach::crawler::sql {

/// A name as an identifier: in backticks, those within doubled. Any text is safe, dots and blanks included.
[[nodiscard]] std::string identifier(std::string_view name);
/// `a`.`b`: a name of several parts, each quoted on its own.
[[nodiscard]] std::string identifier(std::string_view first, std::string_view second);
[[nodiscard]] std::string identifier(std::string_view first, std::string_view second, std::string_view third);

/// Succeeds for one statement that is a SELECT or a SHOW, as the first word says, or DESCRIBE TABLE EXTENDED. Fails
/// with `not_allowed` for any other, for several in one text (a `;` outside quotes), and for comments, since what
/// follows one is read differently by different parsers.
[[nodiscard]] result<void> check_reads_only(std::string_view statement);

} // namespace canreach::crawler::sql
