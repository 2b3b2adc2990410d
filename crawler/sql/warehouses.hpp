/// Which SQL warehouse of a workspace runs our statements. A warehouse that runs costs money, so none is started
/// unasked.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/json_document.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

struct warehouse_entry {
    std::string id;
    std::string name;
    std::string state; ///< the API's word: `RUNNING`, `STOPPED`, …
    bool serverless = false;
};

struct warehouse_page {
    std::vector<warehouse_entry> warehouses;
    std::string next_page_token; ///< empty = none
};

/// A page of `GET /api/2.0/sql/warehouses`. Fails with `malformed_reply` if the body is none.
[[nodiscard]] result<warehouse_page> decode_warehouse_page(const json_document& body);

struct warehouse_choice {
    std::string id;      ///< empty = none
    std::string why_not; ///< for the ledger, if there is none
};

/// The one that was told, else the first that runs, else, if `may_start`, the first that can be started, serverless
/// ones first since they start in seconds. A told one that does not run is used only if it may be started.
[[nodiscard]] warehouse_choice choose_warehouse(std::span<const warehouse_entry> listed, std::string_view told,
                                                bool may_start);

} // namespace canreach::crawler::sql
