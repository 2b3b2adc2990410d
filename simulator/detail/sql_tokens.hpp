/// The little of SQL that the simulated warehouse reads: words, quoted names, texts, numbers, parameters.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::simulator::detail {

struct sql_token {
    enum class kind : std::uint8_t { word, name, text, number, parameter, symbol, end };
    kind what = kind::end;
    std::string text; ///< words in upper case, names without their backticks, texts without their quotes
    std::string raw;  ///< words and names as written, without backticks
};

/// ASCII letters alone, as keywords and the platform's enumerations are written.
[[nodiscard]] std::string upper(std::string_view text);

/// Empty if a quote is not closed or a character has no place in SQL.
[[nodiscard]] std::optional<std::vector<sql_token>> sql_tokens(std::string_view text);

/// A walk over tokens; ends in an endless row of `end`.
class sql_reader {
public:
    explicit sql_reader(const std::vector<sql_token>& tokens) : tokens_(tokens) {}

    [[nodiscard]] const sql_token& peek() const { return at_ < tokens_.size() ? tokens_[at_] : end_; }
    const sql_token& next() { return at_ < tokens_.size() ? tokens_[at_++] : end_; }
    /// Takes the words, each in upper case, or symbols, blank-separated; nothing is taken unless all are there.
    bool take(std::string_view words);
    /// A plain or quoted identifier as written.
    [[nodiscard]] std::optional<std::string> name();
    /// `a.b.c`.
    [[nodiscard]] std::optional<std::vector<std::string>> path();
    [[nodiscard]] bool at_end() const { return peek().what == sql_token::kind::end; }

private:
    const std::vector<sql_token>& tokens_;
    std::size_t at_ = 0;
    sql_token end_;
};

} // namespace canreach::simulator::detail
