/// A sentence from the words that a shell hands over: `canreach who can SELECT main.sales.orders`.
#pragma once

#include <span>
#include <string>

namespace canreach::query {

/// Joins arguments with blanks. The shell has taken the quotes off, so what was one argument stays one name:
///
/// * a plain word, e-mail, id, dotted name, operator or parenthesis passes as it is, and so does what is quoted for the
///   language already (`'2026-01-31'`, `` `data eng` ``);
/// * a dotted name with odd parts gets those parts in backticks (`main.2024 data.x` → ``main.`2024 data`.x``);
/// * anything else with blanks or odd characters becomes one name in backticks (`account users`, `semi;colon`); a comma
///   or semicolon at its end belongs to the sentence, and commas between plain words part them (`prod,dev`);
/// * a question in parentheses, which a shell wants quoted, passes as it is (`'(who can SELECT main.hr.pay)'`);
/// * an argument that is the only one is a text, taken as it stands.
[[nodiscard]] std::string sentence_from_arguments(std::span<const std::string> arguments);

} // namespace canreach::query
