/// Facts as tests compare them: each edge by itself, however many a reply tells at once.
#pragma once

#include <utility>
#include <variant>
#include <vector>

#include "model/fact.hpp"

namespace canreach::support {

[[nodiscard]] inline std::vector<fact> one_by_one(std::vector<fact> facts) {
    std::vector<fact> made;
    for (auto& one : facts) {
        if (const auto* many = std::get_if<members_fact>(&one))
            many->members.for_each([&](const principal_view& member) {
                made.emplace_back(member_fact{principal_ref::of(member), many->group});
            });
        else
            made.push_back(std::move(one));
    }
    return made;
}

} // namespace canreach::support
