/// What sealing adds to a crawled account: the principals behind names, the system groups, the nodes that only edges
/// name, and which node scopes which.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "model/error.hpp"
#include "storage/detail/raw_account.hpp"

namespace canreach::storage::detail {

/// Node numbers by reference number: whom each `principal_ref` stands for.
struct completed_account {
    std::vector<std::uint32_t> principal_of_ref;
    std::uint32_t account = nothing; ///< the account node

    /// The node that a node is merged into, or itself.
    [[nodiscard]] static std::uint32_t final_number(const raw_account& account, std::uint32_t number) {
        const auto same = account.nodes[number].same_as;
        return same == nothing ? number : same;
    }
};

/// Afterwards every wanted node has a name or a report, and its scope is a node:
///  * there is an account node, `account users`, and `users` and `admins` of every workspace;
///  * every reference is resolved (storage/principal_resolver.hpp), guests are merged with their users;
///  * nodes that no reply described have the flag `unresolved`.
[[nodiscard]] result<completed_account> complete(raw_account& account, report_reader& reports,
                                                 std::string_view account_id);

} // namespace canreach::storage::detail
