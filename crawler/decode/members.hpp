/// Members of groups, whole or page by page (databricks-api D.2, D.6, E.1): the longest lists of short elements that
/// there are, so they are read without a document.
#pragma once

#include <cstddef>
#include <memory>

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// `GET /Groups/{id}`: members of `context.about`, as one row. So of a workspace, whose groups may have local ones in
/// them.
[[nodiscard]] result<decoded_page> decode_group_members(const json_document& body, const decode_context& context);
[[nodiscard]] std::unique_ptr<page_stream> stream_group_members(const decode_context& context, std::size_t size);

/// A page of `GET …/groups/{id}/direct-members`: the same, a row for each member.
[[nodiscard]] result<decoded_page> decode_direct_members(const json_document& body, const decode_context& context);
[[nodiscard]] std::unique_ptr<page_stream> stream_direct_members(const decode_context& context, std::size_t size);

} // namespace canreach::crawler
