/// What decoders hand out: facts, row by row.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "crawler/json_document.hpp"
#include "crawler/pager.hpp"
#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/node.hpp"

namespace canreach::crawler {

/// What a reply does not say itself.
struct decode_context {
    std::string account_id;
    std::string workspace; ///< the workspace whose host was asked; empty = the account host
    std::string zone;      ///< what names of workspaces are appended to, e.g. `.azuredatabricks.net`
    node_key about;        ///< the node whose part is read; containers are taken from the request, not from the echo
};

/// One element of a listing, or all of a single read.
struct decoded_row {
    std::string id;              ///< the platform's id, for telling repeated rows; empty = never repeated
    std::vector<fact> facts;     ///< a node comes first, if the row is one
    std::string system_group;    ///< `users` or `admins`, for the system groups of a workspace; `id` is the numeric one
    bool members_listed = false; ///< a group that came with its members: no read of its own is needed
    bool incomplete = false;     ///< a list does not say all of this object: a read of its own is needed
    std::string object_id; ///< the number that an object's permission list goes by, where its key is a path or name

    /// The node of the row; null if the row is none.
    [[nodiscard]] const node_fact* node() const noexcept {
        return facts.empty() ? nullptr : std::get_if<node_fact>(&facts.front());
    }
};

struct decoded_page {
    page_summary summary;
    std::vector<decoded_row> rows;
    std::size_t malformed = 0;   ///< elements that could not be understood and were left out
    std::string first_malformed; ///< JSON pointer and reason of the first of them
    std::string_view limited_by; ///< what the platform keeps to itself here; empty = nothing
};

/// A document to facts. Pure; the same document gives the same page. Fails with `malformed_reply` on a body that is no
/// such page at all; a strange element only counts as malformed.
using decoder = result<decoded_page> (*)(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
