/// Annotations: what no crawl can see, told by hand in a JSON file (docs/annotations.md).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/catalog.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::cli {

/// The file, names not yet looked up.
struct annotations {
    struct held {
        std::string workspace; ///< empty: the only scope of that name
        std::string scope;
        std::vector<std::string> principals;
    };
    struct readable {
        std::string identity;
        std::vector<std::string> paths;
    };
    std::vector<held> secret_scopes;
    std::vector<readable> cloud_identities;
};

/// Fails with `bad_input` naming the JSON pointer, on unknown keys too: a misspelt one would say nothing.
[[nodiscard]] result<annotations> parse_annotations(std::string_view json_text);

/// The links that annotations stand for: HOLDS from a secret scope to a principal, and from a cloud identity to every
/// securable, Hive table or location whose files it reads. Fails with `not_found` or `ambiguous` naming what the
/// account does not answer to.
[[nodiscard]] result<std::vector<source_link>> links_of(const annotations& what, catalog& names);

} // namespace canreach::cli
