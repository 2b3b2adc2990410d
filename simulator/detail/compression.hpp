/// Replies in gzip, for clients that ask for it.
#pragma once

#include <string_view>

#include "simulator/service.hpp"

namespace canreach::simulator::detail {

/// Whether an `Accept-Encoding` header takes gzip: named, or `*`, and not at weight 0.
[[nodiscard]] bool wants_gzip(std::string_view accept_encoding);

/// Compresses the body and says so in the headers. Short bodies stay as they are, as behind any gateway: they would
/// not become shorter.
void compress(reply& made);

} // namespace canreach::simulator::detail
