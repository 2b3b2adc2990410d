/// Elevation as commands use it: blocking, on the calling thread, with the stop signals held back.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "actions/elevator.hpp"
#include "actions/prior_rights.hpp"
#include "crawler/crawl.hpp"
#include "model/error.hpp"

namespace canreach::actions {

/// What would be changed. Changes nothing, and can change nothing: only reads leave the machine.
[[nodiscard]] result<elevation_plan> plan_elevation(const crawler::crawl_options& options);

/// Puts back what the journal of an elevation that ended without doing so holds open, and removes the journal once
/// everything is as before. Fails where the journal cannot be read or is of another account.
[[nodiscard]] result<restore_report> restore_elevation(const crawler::crawl_options& options,
                                                       const std::string& journal, propagation patience = {});

/// Temporary rights. SIGINT and SIGTERM end neither the raising nor the lowering half-way as long as it lives: they are
/// left to whoever else listens, and are asked for with `stopped()`.
class elevation {
public:
    /// Plans, writes `journal` and raises the rights. Where that fails it puts back what it changed; a failure to do so
    /// is part of the failure. `options` outlives the elevation.
    [[nodiscard]] static result<elevation> begin(const crawler::crawl_options& options, const std::string& journal,
                                                 std::string_view now, propagation patience = {});

    elevation(elevation&&) noexcept;
    elevation& operator=(elevation&&) = delete;
    /// Puts back what was not put back before; a failure shows in the journal that stays.
    ~elevation();

    [[nodiscard]] const elevation_plan& plan() const noexcept;
    /// What a crawl has to tell as it was before.
    [[nodiscard]] prior_rights before() const;
    [[nodiscard]] bool stopped() const;
    /// Call once. Removes the journal when everything is as before.
    [[nodiscard]] restore_report end();

private:
    struct state;
    explicit elevation(std::unique_ptr<state> made) noexcept;
    std::unique_ptr<state> state_;
};

} // namespace canreach::actions
