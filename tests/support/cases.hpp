/// The worked examples of `tests/cases/access-model-cases.json`, as data for any route that answers them.
#pragma once

#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "graph/answers.hpp"
#include "model/error.hpp"

namespace canreach::support {

struct case_question {
    std::string ask; ///< `can`, `from`, `who`, `members`, `groups`, `compare_groups`, `what`, `abilities`, …
    std::string principal;
    std::string action; ///< as written: `SELECT`, `WRITE_FILES`, `DROP TABLE`
    std::string on;
    std::string path;
    std::string group;
    std::string a, b;
    std::string mode = "EFFECTIVE";
    std::string from;
    std::string as;      ///< the role that is assumed
    std::string profile; ///< empty = current
    std::string type;    ///< of `what`: the kind that is listed
    bool compute = false;
    bool invoke = false;
};

/// Whichever the case expects.
struct case_expectation {
    std::optional<graph::verdict> answer;
    std::optional<std::vector<std::string>> list;           ///< world ids, sorted
    std::map<std::string, std::vector<std::string>> object; ///< e.g. `only_a`
};

struct access_case {
    std::string id;
    std::string title;
    std::string text;  ///< the whole case, as JSON
    std::string world; ///< JSON text of a world file
    case_question question;
    std::string query; ///< the question in the language
    case_expectation expected;
    std::vector<std::string> missing;
    std::vector<std::string> rules;

    /// World ids that the question names and the world may not.
    [[nodiscard]] std::vector<std::string> extra_nodes() const;
    /// Rests only on M1–M10, T1–T7, U1–U19, V1–V7, S1–S6, H1–H13, L1–L5, R1–R4, W1–W9, A1–A7, E1–E12, E16,
    /// E18, E19, K1, and asks something
    /// these rules answer.
    [[nodiscard]] bool in_first_slice() const;
};
/// Names a case in the output of a test.
void PrintTo(const access_case& one, std::ostream* out);

[[nodiscard]] result<std::vector<access_case>> parse_cases(std::string_view json_text);
/// Reads `tests/cases/access-model-cases.json` below `source_folder`.
[[nodiscard]] result<std::vector<access_case>> load_cases(const std::string& source_folder);

} // namespace canreach::support
