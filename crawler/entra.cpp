#include "crawler/entra.hpp"

#include <algorithm>
#include <array>

#include "crawler/allow_list.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

constexpr std::string_view platform_resource = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d";

struct login_cloud {
    std::string_view name;
    std::string_view login_host;
};
constexpr std::array login_clouds{
    login_cloud{"public", "login.microsoftonline.com"},
    login_cloud{"usgovernment", "login.microsoftonline.us"},
    login_cloud{"china", "login.chinacloudapi.cn"},
};

/// What differs from the public cloud and the platform's usual resource (databricks-api B.2).
struct special_zone {
    std::string_view suffix;
    std::string_view cloud;
    std::string_view resource;
};
constexpr std::array special_zones{
    special_zone{".azuredatabricks.us", "usgovernment", platform_resource},
    special_zone{".databricks.azure.us", "usgovernment", platform_resource},
    special_zone{".azuredatabricks.cn", "china", platform_resource},
    special_zone{".databricks.azure.cn", "china", platform_resource},
    special_zone{".dev.azuredatabricks.net", "public", "62a912ac-b58e-4c1d-89ea-b2dbfc7358fc"},
    special_zone{".staging.azuredatabricks.net", "public", "4a67d088-db5c-48f1-9ff2-0aace800ae68"},
};

} // namespace

std::optional<entra_place> entra_place_of(std::string_view host, std::string_view environment) {
    std::string_view cloud = "public";
    std::string_view resource = platform_resource;
    const auto special = std::ranges::find(special_zones, zone_of_host(host), &special_zone::suffix);
    if (special != special_zones.end()) {
        cloud = special->cloud;
        resource = special->resource;
    }
    if (!environment.empty()) cloud = environment;
    const auto found = std::ranges::find_if(
        login_clouds, [cloud](const login_cloud& one) { return equal_ignoring_case(one.name, cloud); });
    if (found == login_clouds.end()) return std::nullopt;
    return entra_place{std::string(found->login_host), std::string(resource)};
}

} // namespace canreach::crawler
