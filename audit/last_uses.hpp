/// Who did something when, and whether that is long ago: an account's activity, read once and asked often.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "audit/dossier.hpp"
#include "model/activity_source.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// The last time.
struct last_use {
    std::string when; ///< as the platform writes times; empty: never seen
    node_id by = no_node;
};

/// Days since the epoch of what begins with `YYYY-MM-DD`; nothing of any other text.
[[nodiscard]] std::optional<std::int64_t> day_number(std::string_view time);

class last_uses {
public:
    /// `days`: how long ago is long ago. Reads both sources whole. O(nodes + uses · depth).
    [[nodiscard]] static result<last_uses> read(account& in, fact_source& source, activity_source& activity,
                                                std::uint32_t days);

    /// The latest use of anything at all by any of these.
    [[nodiscard]] last_use of_anything(std::span<const graph::principal_row> persons) const;
    /// The latest use by any of these of a table that is `container` or lies in it. `persons` ascend by id.
    [[nodiscard]] last_use of_data(std::span<const graph::principal_row> persons, node_id container) const;

    /// Nobody did anything since: `yes` only where the time since was read everywhere that they could have done it.
    [[nodiscard]] graph::verdict idle(const last_use& last) const;
    /// The same of data in one metastore.
    [[nodiscard]] graph::verdict idle_data(const last_use& last, node_id metastore) const;
    /// Whole days before the day that all was read for; nothing where that cannot be told.
    [[nodiscard]] std::optional<std::int64_t> days_since(const last_use& last) const;

    /// What would have to be read for `idle`, or for `idle_data` anywhere, to be sure.
    [[nodiscard]] std::vector<query::coverage_note> unread(account& in, bool of_tables) const;
    /// Up to which day uses are known, `YYYY-MM-DD`; empty where none were read.
    [[nodiscard]] const std::string& known_until() const { return known_until_; }

private:
    struct window {
        std::int64_t first_day = 0;
        std::uint32_t days = 0;
    };
    [[nodiscard]] graph::verdict judged(const last_use& last, bool read) const;
    [[nodiscard]] bool covered(node_id metastore, bool of_tables) const;

    std::uint32_t days_ = 0;
    std::string known_until_;
    std::optional<std::int64_t> today_; ///< the day of `known_until_`
    std::set<node_id> metastores_;      ///< where somebody can act
    std::map<std::pair<node_id, bool>, window> windows_;
    std::map<node_id, std::string> anything_;
    std::map<node_id, std::map<node_id, std::string>> data_; ///< table or container → who → when
};

} // namespace canreach::audit
