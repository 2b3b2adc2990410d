/// Who used what last, where a crawl was asked to read it. Not a fact about access: no rule reads it, it is not part of
/// an account's digest, and it is stale the moment after.
#pragma once

#include <cstdint>
#include <string>

namespace canreach {
inline namespace model {

struct activity_record {
    std::string principal; ///< as the platform's logs name it: e-mail or application id
    std::string metastore; ///< id; of `table`
    std::string table;     ///< full name; empty = anything at all
    std::string last_seen; ///< as the platform writes times: ISO 8601, UTC
    friend bool operator==(const activity_record&, const activity_record&) = default;
};

/// The stretch of time of which last uses were read whole: whoever is in no record did nothing in it.
struct activity_window {
    std::string metastore;  ///< id; of the one whose system tables told
    bool of_tables = false; ///< uses of tables; otherwise anything at all
    std::uint32_t days = 0; ///< back from `read_on`, that day and the first included
    std::string read_on;    ///< as the platform counts days: `YYYY-MM-DD`
    friend bool operator==(const activity_window&, const activity_window&) = default;
};

} // namespace model
} // namespace canreach
