/// What a sink of a test does with parts of a task that is still being read.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>
#include <variant>
#include <vector>

#include "model/fact_sink.hpp"

namespace canreach::support {

class staged_grants {
public:
    void add(const task_report& part) {
        for (const auto& one : part.facts) parts_[*part.stage].push_back(std::get<grant_fact>(one));
    }

    /// Grants of the stages that count, those of one principal on one object united.
    [[nodiscard]] std::vector<fact> take(const std::vector<std::uint32_t>& stages) {
        std::map<std::pair<principal_ref, node_key>, grant_fact> united;
        for (const auto stage : stages)
            for (auto& one : parts_[stage]) {
                const auto [at, fresh] = united.try_emplace({one.grantee, one.resource}, one);
                if (fresh) continue;
                at->second.allow |= one.allow;
                for (auto& name : one.unknown)
                    if (std::ranges::find(at->second.unknown, name) == at->second.unknown.end())
                        at->second.unknown.push_back(std::move(name));
            }
        std::vector<fact> made;
        for (auto& [key, grant] : united) made.emplace_back(std::move(grant));
        return made;
    }

private:
    std::map<std::uint32_t, std::vector<grant_fact>> parts_;
};

} // namespace canreach::support
