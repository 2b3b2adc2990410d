#include "crawler/allow_list.hpp"

#include <fmt/format.h>

#include <array>

namespace canreach::crawler {
namespace {

struct zone {
    std::string_view suffix;
    cloud of;
};

// B.4, then the development zones of B.2; a longer suffix stands before the shorter one that it ends in.
constexpr std::array zones{
    zone{".staging.cloud.databricks.com", cloud::aws}, zone{".dev.databricks.com", cloud::aws},
    zone{".cloud.databricks.com", cloud::aws},         zone{".cloud.databricks.us", cloud::aws},
    zone{".cloud.databricks.mil", cloud::aws},         zone{".staging.azuredatabricks.net", cloud::azure},
    zone{".dev.azuredatabricks.net", cloud::azure},    zone{".azuredatabricks.net", cloud::azure},
    zone{".azuredatabricks.us", cloud::azure},         zone{".azuredatabricks.cn", cloud::azure},
    zone{".databricks.azure.us", cloud::azure},        zone{".databricks.azure.cn", cloud::azure},
    zone{".staging.gcp.databricks.com", cloud::gcp},   zone{".dev.gcp.databricks.com", cloud::gcp},
    zone{".gcp.databricks.com", cloud::gcp},
};

/// Label-wise: the suffix starts with a dot and something stands before it.
const zone* zone_of(std::string_view host) noexcept {
    for (const auto& candidate : zones)
        if (host.size() > candidate.suffix.size() && host.ends_with(candidate.suffix)) return &candidate;
    return nullptr;
}

failure refuse(const origin& where, std::string_view why) {
    return fail(errc::not_allowed, fmt::format("no token is sent to `{}`: {}", quoted(where.to_string()), why));
}

} // namespace

std::string_view name_of(cloud which) noexcept {
    switch (which) {
    case cloud::aws: return "aws";
    case cloud::azure: return "azure";
    case cloud::gcp: return "gcp";
    }
    return "unknown";
}

std::optional<cloud> cloud_of_host(std::string_view host) noexcept {
    const auto* found = zone_of(host);
    if (found == nullptr) return std::nullopt;
    return found->of;
}

std::string_view zone_of_host(std::string_view host) noexcept {
    const auto* found = zone_of(host);
    return found == nullptr ? std::string_view{} : found->suffix;
}

bool is_account_host(std::string_view host) noexcept {
    return (host.starts_with("accounts.") || host.starts_with("accounts-dod.")) && zone_of(host) != nullptr;
}

result<void> endpoint_allow_list::check(const origin& where) const {
    if (loopback_ && is_loopback(where.host)) return {};
    if (!where.secure) return refuse(where, "the connection would not be encrypted");
    if (where.port != 443) return refuse(where, "only port 443 is allowed");
    if (is_ip_literal(where.host)) return refuse(where, "an address instead of a name");
    const auto* found = zone_of(where.host);
    if (found == nullptr) return refuse(where, "not a host of the platform");
    if (!cloud_ || found->of != *cloud_) return refuse(where, "a host of another cloud than the configured one");
    return {};
}

} // namespace canreach::crawler
