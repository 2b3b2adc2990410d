/// Keeps a crawl from photographing itself as admin: what it was given for its own sake is reported as it was before.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "actions/workspace_rights.hpp"
#include "model/fact_sink.hpp"

namespace canreach::actions {

/// What a service principal held before it was elevated.
struct prior_rights {
    std::string principal_id;
    std::string application_id;
    std::map<std::string, workspace_rights> of; ///< workspace id → rights; the elevated ones only
};

/// In elevated workspaces: the assignment becomes the prior one, or is left out where there was none; membership of
/// `admins` is left out, and without a prior assignment also that of `users` and whatever the workspace says of a
/// principal that it would not know. Everything else stays as it is.
void tell_as_before(const prior_rights& before, task_report& report);

/// A sink that does so to every report on its way to another, which outlives it.
class prior_rights_sink final : public fact_sink {
public:
    prior_rights_sink(fact_sink& inner, prior_rights before) : inner_(inner), before_(std::move(before)) {}

    [[nodiscard]] result<std::vector<crawl_task>> pending_tasks() override { return inner_.pending_tasks(); }
    [[nodiscard]] result<void> add_tasks(std::vector<crawl_task> tasks) override {
        return inner_.add_tasks(std::move(tasks));
    }
    [[nodiscard]] result<void> accept(task_report report) override {
        tell_as_before(before_, report);
        return inner_.accept(std::move(report));
    }
    [[nodiscard]] result<void> flush() override { return inner_.flush(); }

private:
    fact_sink& inner_;
    prior_rights before_;
};

} // namespace canreach::actions
