/// Where audits get last uses from: those of an account file, names resolved. Implemented by storage/.
#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

#include "model/error.hpp"
#include "model/ids.hpp"

namespace canreach {
inline namespace model {

/// The last time that a principal did something, or used a table. Texts are valid during the visit only.
struct source_use {
    node_id principal;
    node_id table = no_node;    ///< `no_node`: anything at all, or a table that the account does not hold
    std::string_view last_seen; ///< as the platform writes times: ISO 8601, UTC
};

/// As `activity_window`.
struct source_window {
    node_id metastore;
    bool of_tables = false;
    std::uint32_t days = 0;
    std::string_view read_on;
};

/// A visitor must not call back into the source.
class activity_source {
public:
    virtual ~activity_source() = default;

    /// What was read of each metastore; none where the crawl was not asked to, or could not.
    [[nodiscard]] virtual result<void> visit_windows(const std::function<void(const source_window&)>& visit) = 0;
    /// In any order. Uses by names that nobody in the account has are passed over.
    [[nodiscard]] virtual result<void> visit_uses(const std::function<void(const source_use&)>& visit) = 0;
};

} // namespace model
} // namespace canreach
