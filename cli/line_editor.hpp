/// Lines from a person at a terminal: editing, history, completion. The only place that knows libedit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::cli {

/// What may replace the text from byte `from` of the line up to the cursor.
struct line_completion {
    std::size_t from = 0;
    std::vector<std::string> candidates;
};
/// Asked with the text before the cursor; must not throw.
using line_completer = std::function<line_completion(std::string_view)>;

struct line_read {
    enum class how : std::uint8_t { line, interrupted, end };
    how what = how::end;
    std::string text; ///< without its line break
};

/// One at a time in a process: it takes SIGINT while it reads.
class line_editor {
public:
    /// `history_file` empty: history is not kept. It is created with mode 0600; a file that cannot be read or written
    /// means a shorter memory, no error.
    line_editor(std::string history_file, line_completer complete);
    line_editor(const line_editor&) = delete;
    line_editor& operator=(const line_editor&) = delete;
    ~line_editor();

    /// Shows `prompt` and waits. Ctrl-C gives `interrupted`, Ctrl-D on an empty line `end`.
    [[nodiscard]] line_read read(std::string_view prompt);
    /// Adds to the history, in memory and in its file.
    void remember(std::string_view sentence);

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

/// What all candidates begin with.
[[nodiscard]] std::string common_start(const std::vector<std::string>& candidates);

} // namespace canreach::cli
