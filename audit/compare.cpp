#include <fmt/format.h>

#include <utility>
#include <vector>

#include "audit/audits.hpp"
#include "audit/membership_paths.hpp"
#include "audit/subject.hpp"

namespace canreach::audit {

result<dossier> compare_principals(account& in, std::string_view a, std::string_view b,
                                   const compare_options& options) {
    const auto left = find_principal(in.names, a);
    if (!left) return left.error();
    const auto right = find_principal(in.names, b);
    if (!right) return right.error();
    dossier made{"compare", fmt::format("{} and {}", left->label, right->label), {}, {}, {}, in.names.snapshot()};
    made.facts = {{"first", left->label}, {"second", right->label}};
    std::vector<question> questions{
        {"groups", "Groups", fmt::format("COMPARE GROUPS OF {} WITH {}", left->spelling, right->spelling)}};
    if (options.access)
        questions.push_back(
            {"access", "What each can do now", fmt::format("COMPARE {} WITH {}", left->spelling, right->spelling)});
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    if (!options.paths) return made;
    for (const auto& [id, who] : {std::pair{"paths_first", &*left}, std::pair{"paths_second", &*right}}) {
        auto ways = section_of_paths(in, *who);
        if (!ways) return std::move(ways).error();
        ways->id = id;
        ways->title = fmt::format("Ways of {} into each group", who->label);
        made.sections.push_back(*std::move(ways));
    }
    return made;
}

} // namespace canreach::audit
