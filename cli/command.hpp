/// What every command shares: how it joins the command line, its common flags, and how it reports a failure.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "cli/environment.hpp"
#include "cli/exit_code.hpp"
#include "model/error.hpp"
#include "report/format.hpp"

namespace CLI {
class App;
} // namespace CLI

namespace canreach::cli {

/// What the command line asked for; set by the one command that was named.
struct invocation {
    std::function<exit_code()> run;
};

/// Which account is asked, and how it is opened.
struct db_flags {
    std::string path;  ///< a file, or a folder of files: the newest; empty = CANREACH_DB, else account.canreach
    bool image = true; ///< use the graph image of the account, and make it where there is none
};

/// Flags of every command that reads an account file and answers.
struct answer_flags {
    db_flags db;
    std::string annotations; ///< file of what no crawl can see; empty = none
    std::string format = "text";
    bool ids = false;
    bool no_colour = false;
    std::string explain; ///< `rules` or nothing
};

void add_db_flag(CLI::App& command, db_flags& db);
void add_output_flags(CLI::App& command, answer_flags& flags);

/// What `--db`, CANREACH_DB or the default names: a file or a folder.
[[nodiscard]] std::string named_db(const std::string& flag);
/// The same, of a folder its sealed file whose crawl started last.
[[nodiscard]] result<std::string> resolve_db(const std::string& flag);

/// How to render on standard output.
[[nodiscard]] report::options report_options(const answer_flags& flags);
/// Whether an answer comes in a form; says on standard error why not.
[[nodiscard]] bool comes_in(const query::result_table& what, report::format how);

/// Prints `error: …` and the hint to standard error.
void print_failure(const failure& what);
/// The same, and the exit code that goes with it.
[[nodiscard]] exit_code fail_with(const failure& what);

/// Takes text whole; false if its reader has gone.
using text_sink = std::function<bool(std::string_view)>;
/// Writes to standard output, all of it; false if it cannot be written, which is said once on standard error.
bool print(std::string_view text);
/// Whether some of what was printed is lost: no command ends well then.
[[nodiscard]] bool output_was_lost() noexcept;

void add_audit_command(CLI::App& app, invocation& chosen);
void add_check_command(CLI::App& app, invocation& chosen);
void add_crawl_command(CLI::App& app, invocation& chosen);
void add_demo_command(CLI::App& app, invocation& chosen);
void add_diff_command(CLI::App& app, invocation& chosen);
void add_doctor_command(CLI::App& app, invocation& chosen);
void add_elevate_command(CLI::App& app, invocation& chosen);
void add_import_command(CLI::App& app, invocation& chosen);
void add_info_command(CLI::App& app, invocation& chosen);
void add_query_command(CLI::App& app, invocation& chosen);
void add_repl_command(CLI::App& app, invocation& chosen);
void add_simulate_command(CLI::App& app, invocation& chosen);
void add_snapshot_command(CLI::App& app, invocation& chosen);
void add_workspaces_command(CLI::App& app, invocation& chosen);

/// `canreach who can …`: the sentence is made of the arguments that are no flags.
[[nodiscard]] exit_code run_sentence(int argument_count, const char* const* arguments);

} // namespace canreach::cli
