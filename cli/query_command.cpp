#include <CLI/App.hpp>
#include <fmt/format.h>

#include <memory>
#include <unistd.h>
#include <utility>

#include "cli/account_session.hpp"
#include "cli/command.hpp"
#include "cli/environment.hpp"
#include "cli/help_formatter.hpp"
#include "cli/text_file.hpp"
#include "query/shell_words.hpp"

namespace canreach::cli {
namespace {

constexpr const char* query_examples =
    "Examples:\n"
    "  canreach who can SELECT main.sales.orders\n"
    "  canreach why can alice@example.com SELECT main.sales.orders --db acme.canreach\n"
    "  canreach query 'SHOW MEMBERS OF GROUP `all staff`; COUNT WHO CAN MODIFY main.sales.orders'\n"
    "  canreach query -f review.sql -o json\n\n"
    "A shell argument that holds blanks is one quoted name. The language: docs/query_language.md";

struct query_flags {
    answer_flags answer;
    std::string file;
    std::vector<std::string> words;
};

exit_code ask(const answer_flags& flags, const std::string& script) {
    auto session = open_named(flags.db, flags.annotations);
    if (!session) return fail_with(session.error());
    return session->answer(script, report_options(flags));
}

exit_code run_query(const query_flags& flags) {
    if (!flags.file.empty() && !flags.words.empty()) {
        fmt::print(stderr, "error: sentences are given both in `{}` and as arguments; wanted one of the two\n",
                   printable(flags.file));
        return exit_code::usage;
    }
    if (!flags.file.empty() || flags.words.empty()) {
        if (flags.file.empty() && standard_input_is_terminal())
            fmt::print(stderr, "reading sentences from standard input; end with Ctrl-D\n");
        const auto script = read_text_file(flags.file.empty() ? "-" : flags.file);
        if (!script) return fail_with(script.error());
        return ask(flags.answer, *script);
    }
    return ask(flags.answer, query::sentence_from_arguments(flags.words));
}

} // namespace

void add_query_command(CLI::App& app, invocation& chosen) {
    auto flags = std::make_shared<query_flags>();
    auto* command = app.add_subcommand(
        "query", "Answer sentences of the query language, from an argument, a file or standard input");
    add_output_flags(*command, flags->answer);
    command->add_option("-f,--file", flags->file, "File of sentences, separated by semicolons; - is standard input")
        ->type_name("FILE");
    command->add_option("text", flags->words, "One or more sentences")->type_name("TEXT");
    command->footer(query_examples);
    command->callback([flags, &chosen] { chosen.run = [flags] { return run_query(*flags); }; });
}

exit_code run_sentence(int argument_count, const char* const* arguments) {
    CLI::App app{"Answer one sentence of the query language", "canreach"};
    auto flags = std::make_shared<query_flags>();
    app.formatter(make_help_formatter(standard_output().width));
    add_output_flags(app, flags->answer);
    app.allow_extras();
    app.footer(query_examples);
    try {
        app.parse(argument_count, arguments);
    } catch (const CLI::ParseError& fault) {
        if (fault.get_exit_code() == 0) {
            app.exit(fault);
            return exit_code::yes;
        }
        fmt::print(stderr, "error: {}\n  = hint: canreach query --help lists the flags\n", fault.what());
        return exit_code::usage;
    }
    auto words = app.remaining();
    for (const auto& word : words)
        if (word.size() > 1 && word.front() == '-' && (word[1] < '0' || word[1] > '9')) {
            fmt::print(stderr, "error: unknown flag `{}`\n  = hint: canreach query --help lists the flags\n",
                       printable(word));
            return exit_code::usage;
        }
    return ask(flags->answer, query::sentence_from_arguments(words));
}

} // namespace canreach::cli
