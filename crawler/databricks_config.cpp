#include "crawler/databricks_config.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <system_error>
#include <vector>

#include "crawler/ini_file.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

/// Attributes of databricks-api A.4 with their variable and the auth family that they belong to.
struct attribute {
    std::string_view name;
    std::string_view variable;
    std::string_view family; ///< empty: says nothing about the way to authenticate
};
constexpr std::array attributes{
    attribute{"host", "DATABRICKS_HOST", ""},
    attribute{"account_id", "DATABRICKS_ACCOUNT_ID", ""},
    attribute{"cloud", "DATABRICKS_CLOUD", ""},
    attribute{"auth_type", "DATABRICKS_AUTH_TYPE", ""},
    attribute{"token", "DATABRICKS_TOKEN", "pat"},
    attribute{"client_id", "DATABRICKS_CLIENT_ID", "oauth"},
    attribute{"client_secret", "DATABRICKS_CLIENT_SECRET", "oauth"},
    attribute{"username", "DATABRICKS_USERNAME", "basic"},
    attribute{"password", "DATABRICKS_PASSWORD", "basic"},
    attribute{"azure_client_id", "ARM_CLIENT_ID", "azure"},
    attribute{"azure_client_secret", "ARM_CLIENT_SECRET", "azure"},
    attribute{"azure_tenant_id", "ARM_TENANT_ID", "azure"},
    attribute{"azure_use_msi", "ARM_USE_MSI", "azure"},
    attribute{"azure_workspace_resource_id", "DATABRICKS_AZURE_RESOURCE_ID", ""},
    attribute{"google_service_account", "DATABRICKS_GOOGLE_SERVICE_ACCOUNT", "google"},
    attribute{"google_credentials", "GOOGLE_CREDENTIALS", "google"},
    attribute{"metadata_service_url", "DATABRICKS_METADATA_SERVICE_URL", "metadata-service"},
    attribute{"oidc_token_filepath", "DATABRICKS_OIDC_TOKEN_FILEPATH", "file-oidc"},
    attribute{"oidc_token_env", "DATABRICKS_OIDC_TOKEN_ENV", "env-oidc"},
};

/// Attribute values on their way; secrets among them are wiped.
class values {
public:
    values() = default;
    values(const values&) = delete;
    values& operator=(const values&) = delete;
    ~values() {
        for (auto& [name, text] : map_) wipe(text);
    }
    /// The first one to say something wins: call in the order of precedence.
    void offer(std::string_view name, std::string_view text) {
        if (!text.empty()) map_.try_emplace(std::string(name), text);
    }
    [[nodiscard]] std::string_view get(std::string_view name) const {
        const auto found = map_.find(name);
        return found == map_.end() ? std::string_view{} : std::string_view(found->second);
    }
    [[nodiscard]] bool has(std::string_view name) const { return map_.contains(name); }

private:
    std::map<std::string, std::string, std::less<>> map_;
};

void offer_flags(values& into, const config_flags& flags) {
    const auto offer = [&into](std::string_view name, const std::optional<std::string>& text) {
        if (text) into.offer(name, *text);
    };
    offer("host", flags.host);
    offer("account_id", flags.account_id);
    offer("client_id", flags.client_id);
    offer("auth_type", flags.auth_type);
    offer("cloud", flags.cloud);
    if (flags.client_secret) into.offer("client_secret", flags.client_secret->reveal());
    if (flags.token) into.offer("token", flags.token->reveal());
}

void offer_environment(values& into, const environment& env) {
    for (const auto& one : attributes)
        if (auto text = env(one.variable)) {
            into.offer(one.name, trimmed(*text));
            wipe(*text);
        }
}

/// Families of the attributes that were set, each once, in the order of the table.
std::vector<std::string_view> families_in(const values& given) {
    std::vector<std::string_view> found;
    for (const auto& one : attributes)
        if (!one.family.empty() && given.has(one.name) && (found.empty() || found.back() != one.family))
            found.push_back(one.family);
    return found;
}

/// The profile's name: named, or the file's default; empty if there is nothing to read.
result<std::string> choose_profile(const ini_file& file, const std::string& named, const std::string& path) {
    constexpr std::string_view settings = "__settings__";
    if (!named.empty()) {
        if (named == settings) return fail(errc::bad_input, "`__settings__` is no profile");
        if (!file.contains(named))
            return fail(errc::not_found, fmt::format("no profile `{}`", canreach::quoted(named)))
                .with("file", canreach::quoted(path))
                .hinting("the profiles of the file are its [sections]");
        return named;
    }
    if (const auto found = file.find(settings); found != file.end())
        if (const auto key = found->second.find("default_profile");
            key != found->second.end() && !key->second.empty()) {
            if (key->second == settings || !file.contains(key->second))
                return fail(errc::not_found,
                            fmt::format("no profile `{}`, which default_profile names", canreach::quoted(key->second)))
                    .with("file", canreach::quoted(path));
            return key->second;
        }
    const auto fallback = file.find("DEFAULT");
    return std::string(fallback != file.end() && !fallback->second.empty() ? "DEFAULT" : "");
}

/// Reads the file where the rules say so. Returns the profile's name, empty if none was read.
result<std::string> offer_profile(values& into, const config_flags& flags, const environment& env,
                                  const file_reader& read) {
    const auto named = flags.profile ? *flags.profile : env("DATABRICKS_CONFIG_PROFILE").value_or("");
    if (named.empty() && (into.has("host") || into.has("azure_workspace_resource_id") || !families_in(into).empty()))
        return std::string{};
    auto path = flags.config_file ? *flags.config_file : env("DATABRICKS_CONFIG_FILE").value_or("");
    const auto home = env("HOME").value_or("");
    if (path.empty()) path = "~/.databrickscfg";
    if (path.starts_with("~/")) path = home + path.substr(1);
    auto text = read(path);
    if (!text) return std::move(text).error().with("file", canreach::quoted(path));
    if (!*text) {
        if (named.empty()) return std::string{};
        return fail(errc::not_found,
                    fmt::format("profile `{}` is named, but there is no configuration file", canreach::quoted(named)))
            .with("file", canreach::quoted(path));
    }
    auto file = parse_ini(**text);
    wipe(**text);
    if (!file) return std::move(file).error().with("file", canreach::quoted(path));
    auto profile = choose_profile(*file, named, path);
    if (profile && !profile->empty())
        for (const auto& [key, value] : file->at(*profile)) into.offer(key, value);
    for (auto& [section, keys] : *file)
        for (auto& [key, value] : keys) wipe(value);
    return profile;
}

result<auth_method> choose_method(const values& given) {
    const auto families = families_in(given);
    if (const auto type = given.get("auth_type"); !type.empty()) {
        if (type == "pat") return auth_method::pat;
        if (type == "oauth-m2m") return auth_method::oauth_m2m;
        return fail(errc::unsupported,
                    fmt::format("auth type `{}`: this version knows `oauth-m2m` and `pat`", canreach::quoted(type)));
    }
    if (families.size() > 1)
        return fail(errc::bad_input, fmt::format("both {} and {} credentials are set", families[0], families[1]))
            .hinting("set auth_type (DATABRICKS_AUTH_TYPE), or take one of them away");
    if (families.empty())
        return fail(errc::bad_input, "no credentials")
            .hinting("set DATABRICKS_CLIENT_ID and DATABRICKS_CLIENT_SECRET, or DATABRICKS_TOKEN, or name a profile");
    if (families[0] == "pat") return auth_method::pat;
    if (families[0] == "oauth") return auth_method::oauth_m2m;
    return fail(errc::unsupported, fmt::format("{} credentials: this version knows OAuth of service principals and "
                                               "personal access tokens",
                                               families[0]));
}

std::optional<cloud> cloud_named(std::string_view name) {
    for (const auto one : {cloud::aws, cloud::azure, cloud::gcp})
        if (equal_ignoring_case(name, name_of(one))) return one;
    return std::nullopt;
}

result<databricks_config> checked(const values& given, databricks_config made) {
    if (!given.has("host"))
        return fail(errc::bad_input, "no host").hinting("set DATABRICKS_HOST, give --host, or name a profile");
    auto where = parse_url(given.get("host"));
    if (!where) return std::move(where).error();
    made.host = where->where;
    made.account_id = std::string(given.get("account_id"));
    made.where = cloud_of_host(made.host.host);
    if (!made.where && given.has("cloud")) {
        made.where = cloud_named(given.get("cloud"));
        if (!made.where)
            return fail(errc::bad_input,
                        fmt::format("cloud `{}`: expected aws, azure or gcp", canreach::quoted(given.get("cloud"))));
    }
    // A loopback host names no level; an account id then says that the account is meant.
    made.account_level = is_account_host(made.host.host) || (is_loopback(made.host.host) && !made.account_id.empty());
    if (made.how == auth_method::pat) {
        if (!given.has("token")) return fail(errc::bad_input, "auth type pat, but no token");
        if (made.account_level && !is_loopback(made.host.host))
            return fail(errc::bad_input, "a personal access token does not work on an account host")
                .hinting("give a workspace host, or the client id and secret of a service principal");
        made.token = secret(given.get("token"));
        return made;
    }
    for (const std::string_view name : {"client_id", "client_secret"})
        if (!given.has(name)) return fail(errc::bad_input, fmt::format("auth type oauth-m2m, but no {}", name));
    if (made.account_level && made.account_id.empty())
        return fail(errc::bad_input, "an account host needs an account id")
            .hinting("set DATABRICKS_ACCOUNT_ID or give --account-id");
    made.client_id = std::string(given.get("client_id"));
    made.client_secret = secret(given.get("client_secret"));
    return made;
}

} // namespace

std::string_view name_of(auth_method how) noexcept {
    return how == auth_method::pat ? "pat" : "oauth-m2m";
}

result<databricks_config> resolve_config(const config_flags& flags, const environment& env, const file_reader& read) {
    values given;
    offer_flags(given, flags);
    offer_environment(given, env);
    auto profile = offer_profile(given, flags, env, read);
    if (!profile) return std::move(profile).error();
    auto how = choose_method(given);
    if (!how) return std::move(how).error();
    databricks_config made;
    made.how = *how;
    made.profile = *profile;
    return checked(given, std::move(made));
}

result<std::optional<std::string>> read_config_file(const std::string& path) {
    constexpr std::size_t limit_bytes = std::size_t{1} << 20U;
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return std::optional<std::string>{};
    if (error || status.type() != std::filesystem::file_type::regular)
        return fail(errc::bad_input, fmt::format("`{}` is no readable file", canreach::quoted(path)));
    std::ifstream file(path, std::ios::binary);
    std::string text(limit_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad())
        return fail(errc::bad_input, fmt::format("`{}` cannot be read", canreach::quoted(path)));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > limit_bytes)
        return fail(errc::bad_input, fmt::format("`{}` is larger than 1 MiB", canreach::quoted(path)));
    return std::optional(std::move(text));
}

} // namespace canreach::crawler
