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

/// Where results of queries are kept. Buckets and accounts are the customer's or the platform's: any name may stand
/// before the suffix; on Google's there is none.
constexpr std::array<zone, 7> storage_zones{{{".amazonaws.com", cloud::aws},
                                             {".amazonaws.com.cn", cloud::aws},
                                             {".cloudflarestorage.com", cloud::aws},
                                             {".blob.core.windows.net", cloud::azure},
                                             {".dfs.core.windows.net", cloud::azure},
                                             {".blob.core.usgovcloudapi.net", cloud::azure},
                                             {".blob.core.chinacloudapi.cn", cloud::azure}}};
constexpr std::string_view google_storage = "storage.googleapis.com";

bool is_storage_of(cloud where, std::string_view host) noexcept {
    if (where == cloud::gcp) return host == google_storage || host.ends_with(".storage.googleapis.com");
    for (const auto& candidate : storage_zones)
        if (candidate.of == where && host.size() > candidate.suffix.size() && host.ends_with(candidate.suffix))
            return true;
    return false;
}

failure refuse_link(const origin& where, std::string_view why) {
    return fail(errc::not_allowed,
                fmt::format("no result is fetched from `{}`: {}", printable(where.to_string()), why));
}

failure refuse_login(const origin& where, std::string_view why) {
    return fail(errc::not_allowed, fmt::format("nobody logs in at `{}`: {}", printable(where.to_string()), why));
}

failure refuse(const origin& where, std::string_view why) {
    return fail(errc::not_allowed, fmt::format("no token is sent to `{}`: {}", printable(where.to_string()), why));
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

result<void> endpoint_allow_list::check_storage(const origin& where) const {
    if (loopback_ && is_loopback(where.host)) return {};
    if (!where.secure) return refuse_link(where, "the connection would not be encrypted");
    if (where.port != 443) return refuse_link(where, "only port 443 is allowed");
    if (is_ip_literal(where.host)) return refuse_link(where, "an address instead of a name");
    if (!cloud_ || !is_storage_of(*cloud_, where.host))
        return refuse_link(where, "not a storage host of the configured cloud");
    return {};
}

result<void> endpoint_allow_list::check_login(const origin& where) const {
    if (loopback_ && is_loopback(where.host)) return {};
    if (!where.secure) return refuse_login(where, "the connection would not be encrypted");
    if (where.port != 443) return refuse_login(where, "only port 443 is allowed");
    const bool fits = login_.starts_with('.') ? where.host.size() > login_.size() && where.host.ends_with(login_)
                                              : !login_.empty() && where.host == login_;
    if (!fits) return refuse_login(where, "not the identity service of the configured login");
    return {};
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
