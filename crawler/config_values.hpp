/// Attributes of the unified configuration (databricks-api A.4) on their way to a login. No I/O.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace canreach::crawler {

/// Looks up one environment variable; empty if it is not set.
using environment = std::function<std::optional<std::string>(std::string_view name)>;

/// Values by attribute name; wiped when they go, since secrets are among them.
class config_values {
public:
    config_values() = default;
    config_values(const config_values&) = delete;
    config_values& operator=(const config_values&) = delete;
    ~config_values();

    /// The first one to say something wins: call in the order of precedence.
    void offer(std::string_view name, std::string_view text);
    /// Whatever was said before; empty text says nothing.
    void replace(std::string_view name, std::string_view text);
    /// Offers every attribute whose variable is set.
    void offer_environment(const environment& env);

    [[nodiscard]] std::string_view get(std::string_view name) const; ///< empty if not said
    [[nodiscard]] bool has(std::string_view name) const;
    /// Families of the ways to log in that attributes were set of, each once, in the order of the table: `pat`,
    /// `oauth`, `basic`, `azure`, `google`, `metadata-service`, `file-oidc`, `env-oidc`.
    [[nodiscard]] std::vector<std::string_view> families() const;

private:
    std::map<std::string, std::string, std::less<>> map_;
};

} // namespace canreach::crawler
