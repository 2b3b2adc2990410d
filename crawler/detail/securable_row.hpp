/// What the decoders of Unity Catalog have in common.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <string>
#include <string_view>

#include "crawler/decode/page.hpp"
#include "crawler/detail/page_reader.hpp"
#include "model/fact.hpp"

namespace canreach::crawler::detail {

/// Catalogs say `ISOLATED`, the others `ISOLATION_MODE_ISOLATED`; anything else is open (rule T4).
[[nodiscard]] bool is_isolated(const boost::json::object& from);

/// A row of `node`, with what every securable says of itself: `browse_only`, and the owner unless there is none.
[[nodiscard]] decoded_row securable_row(node_fact node, const boost::json::object& from);

/// Something directly below the metastore `context.about`, known by its bare name. Empty key if it has none.
[[nodiscard]] node_fact top_level_node(const boost::json::object& from, const decode_context& context, node_kind kind);

/// A location, credential or connection that blocks writing (rule T5).
void read_read_only(node_fact& node, const boost::json::object& from);

/// CREDENTIAL, from the node of `row` to the credential that it names, if it names one.
void add_credential_link(decoded_row& row, const boost::json::object& from);

/// Privilege words as bits and unknown names. False if an element is no word.
[[nodiscard]] bool read_privileges(const boost::json::array& words, grant_fact& into);

inline constexpr std::string_view no_name = "no `name`";

} // namespace canreach::crawler::detail
