/// What changes would do, before anybody makes them.
#pragma once

#include <string_view>

#include "audit/changes.hpp"
#include "audit/dossier.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// Sections `changes`; `loses` and `gains`, in both of which what is sure comes first, and of what is not it is told
/// whether it is unknown `before` or `after`. `source` is the account's own.
[[nodiscard]] result<dossier> audit_what_if(account& in, fact_source& source, std::string_view changes,
                                            graph::mode how = graph::mode::effective);

} // namespace canreach::audit
