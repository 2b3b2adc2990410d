#include "cli/line_editor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <clocale>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <histedit.h>
#include <langinfo.h>
#include <sys/stat.h>
#include <utility>

namespace canreach::cli {
namespace {

constexpr int kept_lines = 2000;
/// More candidates than this are counted, not listed.
constexpr std::size_t shown_candidates = 60;

volatile std::sig_atomic_t interrupted = 0;

void on_interrupt(int) {
    interrupted = 1;
}

/// SIGINT interrupts the read instead of ending the process, as long as this lives.
class interrupt_guard {
public:
    interrupt_guard() {
        interrupted = 0;
        struct sigaction now = {};
        now.sa_handler = on_interrupt; // without SA_RESTART, so that the read returns
        sigemptyset(&now.sa_mask);
        sigaction(SIGINT, &now, &before_);
    }
    interrupt_guard(const interrupt_guard&) = delete;
    interrupt_guard& operator=(const interrupt_guard&) = delete;
    ~interrupt_guard() { sigaction(SIGINT, &before_, nullptr); }

private:
    struct sigaction before_ = {};
};

std::size_t columns_for(const std::vector<std::string>& words, std::size_t& width) {
    width = 0;
    for (const auto& word : words) width = std::max(width, word.size());
    width += 2;
    return std::max<std::size_t>(1, 78 / width);
}

void list(const std::vector<std::string>& words) {
    std::size_t width = 0;
    const auto columns = columns_for(words, width);
    std::fputc('\n', stdout);
    for (std::size_t i = 0; i < std::min(words.size(), shown_candidates); ++i)
        fmt::print("{:<{}}{}", words[i], width, (i + 1) % columns == 0 ? "\n" : "");
    if (words.size() % columns != 0 || words.size() > shown_candidates) std::fputc('\n', stdout);
    if (words.size() > shown_candidates) fmt::print("… {} more\n", words.size() - shown_candidates);
    std::fflush(stdout);
}

} // namespace

struct line_editor::parts {
    EditLine* editor = nullptr;
    History* history = nullptr;
    std::string history_file;
    line_completer complete;
    std::string prompt;

    static const char* prompt_of(EditLine* editor) {
        parts* own = nullptr;
        el_get(editor, EL_CLIENTDATA, &own);
        return own->prompt.c_str();
    }

    static unsigned char on_tab(EditLine* editor, int) {
        parts* own = nullptr;
        el_get(editor, EL_CLIENTDATA, &own);
        const auto* line = el_line(editor);
        const auto cursor = static_cast<std::size_t>(line->cursor - line->buffer);
        const auto found = own->complete(std::string_view(line->buffer, cursor));
        if (found.candidates.empty() || found.from > cursor) return CC_REFRESH_BEEP;
        auto start = common_start(found.candidates);
        const bool only = found.candidates.size() == 1;
        if (only) start += ' ';
        if (only || start.size() > cursor - found.from) {
            el_deletestr(editor, static_cast<int>(cursor - found.from));
            if (el_insertstr(editor, start.c_str()) != 0) return CC_REFRESH_BEEP;
            return CC_REFRESH;
        }
        list(found.candidates);
        return CC_REDISPLAY;
    }
};

line_editor::line_editor(std::string history_file, line_completer complete) : parts_(std::make_unique<parts>()) {
    parts_->history_file = std::move(history_file);
    parts_->complete = std::move(complete);
    // libedit reads characters by the locale; in one that is not UTF-8 it would refuse half of our names.
    if (std::setlocale(LC_CTYPE, "") == nullptr || std::string_view(nl_langinfo(CODESET)) != "UTF-8")
        std::setlocale(LC_CTYPE, "C.UTF-8");
    parts_->editor = el_init("canreach", stdin, stdout, stderr);
    parts_->history = history_init();
    HistEvent event;
    history(parts_->history, &event, H_SETSIZE, kept_lines);
    history(parts_->history, &event, H_SETUNIQUE, 1);
    if (!parts_->history_file.empty()) history(parts_->history, &event, H_LOAD, parts_->history_file.c_str());
    if (parts_->editor == nullptr) return;
    el_set(parts_->editor, EL_CLIENTDATA, parts_.get());
    el_set(parts_->editor, EL_PROMPT, &parts::prompt_of);
    el_set(parts_->editor, EL_EDITOR, "emacs");
    el_set(parts_->editor, EL_HIST, history, parts_->history);
    el_set(parts_->editor, EL_ADDFN, "canreach-complete", "complete a word", &parts::on_tab);
    el_set(parts_->editor, EL_BIND, "^I", "canreach-complete", nullptr);
    el_set(parts_->editor, EL_BIND, "^R", "em-inc-search-prev", nullptr);
    el_source(parts_->editor, nullptr); // the user's ~/.editrc
}

line_editor::~line_editor() {
    if (parts_->history != nullptr) history_end(parts_->history);
    if (parts_->editor != nullptr) el_end(parts_->editor);
}

line_read line_editor::read(std::string_view prompt) {
    if (parts_->editor == nullptr) return {};
    parts_->prompt = prompt;
    const interrupt_guard guard;
    int count = 0;
    const char* text = el_gets(parts_->editor, &count);
    if (interrupted != 0) {
        el_reset(parts_->editor);
        std::fputs("^C\n", stdout);
        return {line_read::how::interrupted, {}};
    }
    if (text == nullptr || count <= 0) {
        std::fputc('\n', stdout);
        return {};
    }
    std::string line(text, static_cast<std::size_t>(count));
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    return {line_read::how::line, std::move(line)};
}

void line_editor::remember(std::string_view sentence) {
    HistEvent event;
    std::string one(sentence);
    std::ranges::replace(one, '\n', ' ');
    history(parts_->history, &event, H_ENTER, one.c_str());
    if (parts_->history_file.empty()) return;
    std::error_code ignored;
    std::filesystem::create_directories(std::filesystem::path(parts_->history_file).parent_path(), ignored);
    const auto before = umask(S_IRWXG | S_IRWXO);
    history(parts_->history, &event, H_SAVE, parts_->history_file.c_str());
    umask(before);
}

std::string common_start(const std::vector<std::string>& candidates) {
    if (candidates.empty()) return {};
    std::string_view start = candidates.front();
    for (const auto& one : candidates) {
        const auto [a, b] = std::ranges::mismatch(start, one);
        start = start.substr(0, static_cast<std::size_t>(a - start.begin()));
    }
    // Never half a character.
    while (!start.empty() && start.size() < candidates.front().size() &&
           (static_cast<unsigned char>(candidates.front()[start.size()]) & 0xC0U) == 0x80U)
        start.remove_suffix(1);
    return std::string(start);
}

} // namespace canreach::cli
