/// Changing the platform from the command line: what `audit clone --apply` and `audit system-tables --apply` share.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <vector>

#include "actions/change.hpp"
#include "cli/dossier_flags.hpp"
#include "cli/exit_code.hpp"
#include "cli/login_flags.hpp"
#include "crawler/crawl.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"

namespace CLI {
class App;
class Option;
} // namespace CLI

namespace canreach::cli {

struct apply_flags {
    bool apply = false;
    bool yes = false;
    login_flags login;
};
/// `--apply` with what it needs: `--yes` and the login. Returns `--apply`.
CLI::Option* add_apply_flags(CLI::App& command, apply_flags& flags);

/// How the platform is asked.
[[nodiscard]] result<crawler::crawl_options> platform_of(const apply_flags& flags);

/// What a run is called, and how it goes.
struct application_plan {
    std::string audit, subject;
    std::vector<actions::change> changes;
    std::vector<std::string> remarks; ///< of what is left to others
    bool each_rests_on_the_last = false;
    std::chrono::milliseconds settle{60'000};
};
/// Shows the changes on standard error, asks (or is told by `--yes`), makes them, and prints what became of them.
/// 0: all is in place; 1: something failed; 2: not confirmed, nothing was changed; 3: something is left to others; 64:
/// nobody there to confirm; 130: interrupted.
[[nodiscard]] exit_code apply_and_tell(const application_plan& plan, const crawler::crawl_options& options,
                                       const snapshot_info& snapshot, const apply_flags& flags,
                                       const dossier_flags& form);

/// Only the word `yes`, in any letter case, is a yes.
[[nodiscard]] bool agrees(std::istream& answer);

} // namespace canreach::cli
