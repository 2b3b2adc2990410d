/// Flags of every command whose answer is a dossier, and how it is printed.
#pragma once

#include <cstddef>
#include <string>

#include "audit/dossier.hpp"
#include "cli/exit_code.hpp"
#include "report/dossier.hpp"

namespace CLI {
class App;
} // namespace CLI

namespace canreach::cli {

struct dossier_flags {
    std::string format = "text";
    std::string section;
    bool ids = false;
    bool no_colour = false;
    bool summary = false;
    bool full = false;
};
void add_dossier_flags(CLI::App& command, dossier_flags& flags);

/// The help of an audit that can be drawn (report/dossier.hpp, `refusal`) lists the forms of pictures, too.
void offer_pictures(CLI::App& command);

/// `--full`, of audits whose sections may be long.
void add_full_flag(CLI::App& command, dossier_flags& flags);
/// More rows than this are told together: forms for people tell what thousands of rows have in common, those for
/// machines have every row.
[[nodiscard]] std::size_t fold_above(const dossier_flags& flags);

/// Prints the dossier on standard output, a summary on standard error if asked for. `usage` where CSV was asked of
/// several tables, or a section that is not there; `gaps` where something that matters was not read.
[[nodiscard]] exit_code print_dossier(const audit::dossier& what, const dossier_flags& flags);

/// The same of what changed (audit/fact_diff.hpp, audit/dossier_diff.hpp): `no` where something surely did, `gaps`
/// where only what was not read may have.
[[nodiscard]] exit_code print_difference(const audit::dossier& what, const dossier_flags& flags);

} // namespace canreach::cli
