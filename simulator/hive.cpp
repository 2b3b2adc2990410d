#include "simulator/hive.hpp"

#include <algorithm>
#include <utility>

namespace canreach::simulator {

const hive_object* hive_metastore::find(node_kind kind, std::string_view schema, std::string_view name) const {
    const auto found = std::ranges::find_if(
        objects, [&](const hive_object& one) { return one.kind == kind && one.schema == schema && one.name == name; });
    return found == objects.end() ? nullptr : &*found;
}

hive_object& hive_metastore::object(node_kind kind, std::string schema, std::string name) {
    if (const auto* found = find(kind, schema, name)) return objects[static_cast<std::size_t>(found - objects.data())];
    hive_object made;
    made.kind = kind;
    made.schema = std::move(schema);
    made.name = std::move(name);
    // Behind what lies in the same schema.
    auto place = objects.end();
    if (!made.name.empty())
        for (auto i = objects.begin(); i != objects.end(); ++i)
            if (i->schema == made.schema) place = i + 1;
    return *objects.insert(place, std::move(made));
}

hive_metastore hive_metastore::fresh(std::string schema) {
    hive_metastore made;
    made.object(node_kind::hive_catalog);
    made.object(node_kind::any_file);
    made.object(node_kind::anonymous_function);
    if (!schema.empty()) made.object(node_kind::hive_schema, std::move(schema));
    return made;
}

} // namespace canreach::simulator
