#include "model/node.hpp"

#include <fmt/format.h>

namespace canreach {
inline namespace model {

std::string to_string(const node_key& key) {
    if (family_of(key.kind) == kind_family::unity || key.scope.empty())
        return fmt::format("{}:{}", word_of(key.kind), key.id);
    const auto word = key.kind == node_kind::group ? std::string_view{"wgroup"} : word_of(key.kind);
    return key.id.empty() ? fmt::format("{}:{}", word, key.scope) : fmt::format("{}:{}:{}", word, key.scope, key.id);
}

} // namespace model
} // namespace canreach
