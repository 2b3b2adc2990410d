#include "cli/repl.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "cli/text_file.hpp"
#include "query/lexer.hpp"

namespace canreach::cli {
namespace {

constexpr std::array<repl::order, 7> all_orders{{
    {"\\? or \\help", "this list"},
    {"\\q", "leave (as Ctrl-D)"},
    {"\\timing [on|off]", "tell how long each answer took"},
    {"\\o [FILE]", "write answers to FILE; without FILE to the screen again"},
    {"\\i FILE", "answer the sentences of FILE"},
    {"\\format FORM", "text, tree, json, ndjson, csv, md, html, dot, mermaid or svg"},
    {"\\ids [on|off]", "show the platform's ids beside names"},
}};

/// Files that include files: deeper than this is a circle.
constexpr int include_limit = 16;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// `on`, `off`, or nothing for the other way round.
std::optional<bool> switched(bool now, std::string_view word) {
    if (word.empty()) return !now;
    if (word == "on") return true;
    if (word == "off") return false;
    return std::nullopt;
}

} // namespace

repl::repl(answerer answer, report::options how) : answer_(std::move(answer)), how_(how) {}

std::span<const repl::order> repl::orders() noexcept {
    return all_orders;
}

bool ends_a_sentence(std::string_view text) {
    if (text.size() > query::max_script_bytes) return true; // the language says that it is too long
    const auto tokens = query::tokenize(text);
    return tokens.size() > 1 && tokens[tokens.size() - 2].kind == query::token_kind::semicolon;
}

void repl::take(std::string_view line) {
    if (begun_.empty() && trimmed(line).starts_with('\\')) {
        obey(trimmed(line));
        return;
    }
    if (trimmed(line).empty()) {
        answer_begun();
        return;
    }
    if (!begun_.empty()) begun_ += '\n';
    begun_ += line;
    if (ends_a_sentence(begun_)) answer_begun();
}

void repl::finish() {
    answer_begun();
}

void repl::answer_begun() {
    if (begun_.empty()) return;
    const auto script = std::exchange(begun_, {});
    entered_ = script;
    auto how = how_;
    if (file_) how.style = {};
    const text_sink to_file = [this](std::string_view text) {
        if (std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size() && std::fflush(file_.get()) == 0)
            return true;
        complain(fmt::format("cannot write the answer: {}", std::generic_category().message(errno)),
                 "\\o FILE takes another file, \\o the screen");
        return false;
    };
    const auto started = std::chrono::steady_clock::now();
    code_ = combined(code_, answer_(script, how, file_ ? to_file : text_sink(print)));
    if (!timing_) return;
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
    fmt::print(stderr, "time: {:.3f} ms\n", took.count());
}

void repl::complain(std::string_view what, std::string_view hint) {
    fmt::print(stderr, "error: {}\n  = hint: {}\n", what, hint);
    code_ = combined(code_, exit_code::error);
}

void repl::obey(std::string_view line) {
    const auto blank = line.find_first_of(" \t");
    const auto word = line.substr(0, blank);
    const auto rest = blank == std::string_view::npos ? std::string_view{} : trimmed(line.substr(blank));
    if (word == "\\q" || word == "\\quit" || word == "\\exit") {
        done_ = true;
    } else if (word == "\\?" || word == "\\help" || word == "\\h") {
        fmt::print(stderr, "A sentence ends with ; or an empty line. Tab completes words and names.\n");
        for (const auto& one : all_orders) fmt::print(stderr, "  {:<18} {}\n", one.spelling, one.effect);
        fmt::print(stderr, "The language: docs/query_language.md\n");
    } else if (word == "\\timing" || word == "\\ids") {
        auto& flag = word == "\\ids" ? how_.ids : timing_;
        if (const auto wanted = switched(flag, rest); wanted) {
            flag = *wanted;
            fmt::print(stderr, "{} is {}\n", word.substr(1), flag ? "on" : "off");
        } else {
            complain(fmt::format("`{}` cannot be {}", word, rest), "wanted on or off");
        }
    } else if (word == "\\format") {
        if (const auto wanted = report::format_named(rest); wanted)
            how_.how = *wanted;
        else
            complain(fmt::format("unknown form `{}`", rest),
                     "wanted text, tree, json, ndjson, csv, md, html, dot, mermaid or svg");
    } else if (word == "\\o") {
        redirect(std::string(rest));
    } else if (word == "\\i") {
        include(std::string(rest));
    } else {
        complain(fmt::format("unknown order `{}`", word), "\\? lists the orders");
    }
}

void repl::redirect(const std::string& path) {
    file_.reset();
    if (path.empty()) return;
    file_.reset(std::fopen(path.c_str(), "wbe"));
    if (!file_)
        complain(fmt::format("cannot write `{}`: {}", path, std::generic_category().message(errno)),
                 "answers go to the screen");
}

void repl::include(const std::string& path) {
    if (path.empty() || depth_ >= include_limit) {
        complain(path.empty() ? std::string("\\i needs the name of a file")
                              : fmt::format("`{}` is included within itself", path),
                 "\\i FILE answers the sentences of FILE");
        return;
    }
    const auto text = read_text_file(path);
    if (!text) {
        print_failure(text.error());
        code_ = combined(code_, exit_code::error);
        return;
    }
    ++depth_;
    std::string_view rest = *text;
    while (!rest.empty() && !done_) {
        const auto end = rest.find('\n');
        take(rest.substr(0, end));
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    }
    finish();
    --depth_;
}

} // namespace canreach::cli
