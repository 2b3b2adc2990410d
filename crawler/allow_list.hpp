/// Which hosts may ever see a token (databricks-api B.4).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

enum class cloud : std::uint8_t { aws, azure, gcp };
[[nodiscard]] std::string_view name_of(cloud which) noexcept; ///< `aws`, `azure`, `gcp`
/// The cloud whose zone `host` lies in; empty for foreign hosts.
[[nodiscard]] std::optional<cloud> cloud_of_host(std::string_view host) noexcept;
/// The zone that names of workspaces are appended to, e.g. `.azuredatabricks.net`, taken from any host in it (the
/// longest known suffix wins); empty for foreign hosts.
[[nodiscard]] std::string_view zone_of_host(std::string_view host) noexcept;
/// True for `accounts.…` and `accounts-dod.…` within a known zone.
[[nodiscard]] bool is_account_host(std::string_view host) noexcept;

/// Hosts that tokens may be sent to. Immutable; any thread.
class endpoint_allow_list {
public:
    /// Only hosts of `of` pass; without it no host does, but those of `loopback_allowed`.
    /// `login` is the one identity service outside of the platform that is asked: its host, or, with a leading dot, any
    /// below that name; empty = none.
    explicit endpoint_allow_list(std::optional<cloud> of, bool loopback_allowed = false, std::string login = {})
        : cloud_(of), loopback_(loopback_allowed), login_(std::move(login)) {}

    /// Fails with `not_allowed`, saying what is wrong: https on port 443 to a name below a zone of the cloud, compared
    /// label by label. With `loopback_allowed` also http or https to 127.0.0.1, ::1 or localhost on any port.
    [[nodiscard]] result<void> check(const origin& where) const;
    /// The same for hosts of cloud storage that the platform's replies point to (databricks-api B.3): requests without
    /// any credential of ours.
    [[nodiscard]] result<void> check_storage(const origin& where) const;
    /// The same for the identity service: requests with credentials that are meant for it alone.
    [[nodiscard]] result<void> check_login(const origin& where) const;

private:
    std::optional<cloud> cloud_;
    bool loopback_;
    std::string login_;
};

} // namespace canreach::crawler
