#include "query/vocabulary.hpp"

namespace canreach::query {

vocabulary vocabulary::of(const privilege_dictionary& names) {
    return vocabulary(graph::action_words(names));
}

} // namespace canreach::query
