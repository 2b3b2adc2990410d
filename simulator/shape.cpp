#include "simulator/shape.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <vector>

namespace canreach::simulator {
namespace {

constexpr std::array<std::string_view, 6> every_preset{"tiny", "showcase", "small", "medium", "large", "huge"};

shape tiny() {
    shape s;
    s.users = 14, s.service_principals = 3, s.groups = 9, s.nesting = 3;
    s.workspaces = 2, s.local_groups = 2, s.metastores = 1;
    s.catalogs = 3, s.schemas = 6, s.tables = 20, s.volumes = 4, s.functions = 4, s.models = 2, s.locations = 3;
    s.grants = 90, s.objects = 96, s.vanished = 1;
    s.metastore_objects = 2;
    s.hive_schemas = 2, s.hive_tables = 6, s.hive_functions = 1;
    return s;
}

/// No vanished objects: the only gaps of a crawl are those of the workspace that is not running.
shape showcase() {
    shape s;
    s.users = 180, s.service_principals = 24, s.groups = 58, s.nesting = 5;
    s.workspaces = 4, s.local_groups = 3, s.metastores = 2;
    s.catalogs = 9, s.schemas = 48, s.tables = 900, s.volumes = 60, s.functions = 40, s.models = 20, s.locations = 12;
    s.grants = 1600, s.objects = 300, s.showcase = true;
    s.metastore_objects = 3;
    s.hive_schemas = 2, s.hive_tables = 8, s.hive_functions = 1;
    return s;
}

shape small() {
    shape s;
    s.users = 180, s.service_principals = 20, s.groups = 60, s.nesting = 6;
    s.workspaces = 4, s.local_groups = 3, s.metastores = 2;
    s.catalogs = 10, s.schemas = 75, s.tables = 1600, s.volumes = 150, s.functions = 100, s.models = 50;
    s.locations = 15, s.grants = 4000, s.objects = 1600, s.vanished = 3;
    s.metastore_objects = 4;
    s.hive_schemas = 3, s.hive_tables = 20, s.hive_functions = 3;
    return s;
}

shape medium() {
    shape s;
    s.users = 1800, s.service_principals = 200, s.groups = 500, s.nesting = 8;
    s.workspaces = 12, s.local_groups = 4, s.metastores = 2;
    s.catalogs = 60, s.schemas = 900, s.tables = 25'000, s.volumes = 2000, s.functions = 1200, s.models = 740;
    s.locations = 100, s.grants = 60'000, s.objects = 12'000, s.vanished = 10;
    s.metastore_objects = 8;
    s.hive_schemas = 4, s.hive_tables = 60, s.hive_functions = 6;
    return s;
}

shape large() {
    shape s;
    s.users = 9000, s.service_principals = 1000, s.groups = 3000, s.nesting = 10;
    s.workspaces = 50, s.local_groups = 5, s.metastores = 3;
    s.catalogs = 300, s.schemas = 5000, s.tables = 170'000, s.volumes = 12'000, s.functions = 8000, s.models = 4300;
    s.locations = 400, s.grants = 400'000, s.objects = 100'000, s.vanished = 40;
    s.metastore_objects = 20;
    s.hive_schemas = 5, s.hive_tables = 80, s.hive_functions = 6;
    return s;
}

shape huge() {
    shape s;
    s.users = 45'000, s.service_principals = 5000, s.groups = 10'000, s.nesting = 10;
    s.workspaces = 300, s.local_groups = 6, s.metastores = 10;
    s.catalogs = 2500, s.schemas = 45'000, s.tables = 1'700'000, s.volumes = 120'000, s.functions = 90'000;
    s.models = 40'000, s.locations = 2500, s.grants = 5'000'000, s.objects = 1'000'000, s.vanished = 200;
    s.metastore_objects = 20;
    s.hive_schemas = 5, s.hive_tables = 80, s.hive_functions = 6;
    return s;
}

} // namespace

std::span<const std::string_view> preset_names() noexcept {
    return every_preset;
}

result<shape> preset_named(std::string_view name) {
    static constexpr std::array<shape (*)(), 6> makers{tiny, showcase, small, medium, large, huge};
    for (std::size_t i = 0; i < every_preset.size(); ++i) {
        if (every_preset[i] != name) continue;
        auto made = makers[i]();
        made.name = name;
        return made;
    }
    return fail(errc::not_found, fmt::format("no preset is named `{}`", printable(name)))
        .hinting(fmt::format("presets: {}", fmt::join(every_preset, ", ")));
}

} // namespace canreach::simulator
