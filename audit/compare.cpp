#include <fmt/format.h>

#include <vector>

#include "audit/audits.hpp"
#include "audit/subject.hpp"

namespace canreach::audit {

result<dossier> compare_principals(account& in, std::string_view a, std::string_view b, bool access) {
    const auto left = find_principal(in.names, a);
    if (!left) return left.error();
    const auto right = find_principal(in.names, b);
    if (!right) return right.error();
    dossier made{"compare", fmt::format("{} and {}", left->label, right->label), {}, {}, {}, in.names.snapshot()};
    made.facts = {{"first", left->label}, {"second", right->label}};
    std::vector<question> questions{
        {"groups", "Groups", fmt::format("COMPARE GROUPS OF {} WITH {}", left->spelling, right->spelling)}};
    if (access)
        questions.push_back(
            {"access", "What each can do now", fmt::format("COMPARE {} WITH {}", left->spelling, right->spelling)});
    if (const auto asked = ask(in, questions, made); !asked) return asked.error();
    return made;
}

} // namespace canreach::audit
