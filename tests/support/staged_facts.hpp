/// What a sink of a test does with parts of a task that is still being read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "model/fact_sink.hpp"

namespace canreach::support {

class staged_facts {
public:
    void add(task_report part) { std::ranges::move(part.facts, std::back_inserter(parts_[*part.stage])); }

    /// Facts of the stages that count; grants of one principal on one object united.
    [[nodiscard]] std::vector<fact> take(const std::vector<std::uint32_t>& stages) {
        std::map<std::pair<principal_ref, node_key>, grant_fact> united;
        std::vector<fact> made;
        for (const auto stage : stages)
            for (auto& one : parts_[stage]) {
                auto* grant = std::get_if<grant_fact>(&one);
                if (grant == nullptr) {
                    made.push_back(std::move(one));
                    continue;
                }
                const auto [at, fresh] = united.try_emplace({grant->grantee, grant->resource}, *grant);
                if (fresh) continue;
                at->second.allow |= grant->allow;
                for (auto& name : grant->unknown)
                    if (std::ranges::find(at->second.unknown, name) == at->second.unknown.end())
                        at->second.unknown.push_back(std::move(name));
            }
        for (auto& [key, grant] : united) made.emplace_back(std::move(grant));
        return made;
    }

private:
    std::map<std::uint32_t, std::vector<fact>> parts_;
};

} // namespace canreach::support
