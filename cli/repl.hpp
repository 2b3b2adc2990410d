/// The read-and-answer loop without its terminal: lines in, answers out.
///
/// A sentence ends with `;` or with an empty line. A line that begins with `\` while no sentence is begun is an order
/// to the loop itself (`orders()` lists them).
#pragma once

#include <cstdio>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "report/format.hpp"

namespace canreach::cli {

class repl {
public:
    /// Answers a script of whole sentences; `account_session::answer`.
    using answerer =
        std::function<exit_code(std::string_view script, const report::options& how, const text_sink& out)>;
    struct order {
        std::string_view spelling; ///< `\timing [on|off]`
        std::string_view effect;
    };
    /// What an end of input inside a sentence means: it is answered all the same.
    repl(answerer answer, report::options how);

    [[nodiscard]] static std::span<const order> orders() noexcept;

    /// Takes one line, without its line break.
    void take(std::string_view line);
    /// No more lines: answers what was begun.
    void finish();
    /// Drops what was begun (Ctrl-C).
    void forget() { begun_.clear(); }

    [[nodiscard]] bool wants_more() const noexcept { return !begun_.empty(); } ///< inside a sentence
    /// The lines of the sentence that was begun, without the last line break.
    [[nodiscard]] const std::string& begun() const noexcept { return begun_; }
    [[nodiscard]] bool done() const noexcept { return done_; } ///< `\q`
    /// The sentences taken since they were last asked for, each once: for the history.
    [[nodiscard]] std::string take_entered() { return std::exchange(entered_, {}); }
    /// The worst that occurred so far.
    [[nodiscard]] exit_code code() const noexcept { return code_; }

private:
    struct closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    void answer_begun();
    void obey(std::string_view line);
    void include(const std::string& path);
    void redirect(const std::string& path);
    void complain(std::string_view what, std::string_view hint);

    answerer answer_;
    report::options how_;
    std::string begun_, entered_;
    std::unique_ptr<std::FILE, closer> file_; ///< of `\o`; null = standard output
    bool timing_ = false, done_ = false;
    int depth_ = 0; ///< of `\i` within `\i`
    exit_code code_ = exit_code::yes;
};

/// Whether a text ends with a `;` that no quote or comment holds.
[[nodiscard]] bool ends_a_sentence(std::string_view text);

} // namespace canreach::cli
