/// Who used what last, where a crawl was asked to read it. Not a fact about access: no rule reads it, it is not part of
/// an account's digest, and it is stale the moment after.
#pragma once

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

} // namespace model
} // namespace canreach
