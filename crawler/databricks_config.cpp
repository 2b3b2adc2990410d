#include "crawler/databricks_config.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>
#include <system_error>
#include <vector>

#include "crawler/ini_file.hpp"
#include "crawler/text.hpp"

namespace canreach::crawler {
namespace {

constexpr std::string_view cli_name = "databricks";
constexpr std::string_view azure_cli_name = "az";

void offer_flags(config_values& into, const config_flags& flags) {
    const auto offer = [&into](std::string_view name, const std::optional<std::string>& text) {
        if (text) into.offer(name, *text);
    };
    offer("host", flags.host);
    offer("account_id", flags.account_id);
    offer("client_id", flags.client_id);
    offer("azure_tenant_id", flags.azure_tenant_id);
    offer("auth_type", flags.auth_type);
    offer("cloud", flags.cloud);
    if (flags.client_secret) into.offer("client_secret", flags.client_secret->reveal());
    if (flags.token) into.offer("token", flags.token->reveal());
}

/// The file's own names, each quoted; a few are enough to see a slip of the finger.
std::vector<std::string> profiles_of(const ini_file& file) {
    constexpr std::size_t shown = 20;
    std::vector<std::string> names;
    for (const auto& [name, keys] : file) {
        if (name == "__settings__" || keys.empty()) continue;
        if (names.size() == shown) {
            names.emplace_back("…");
            break;
        }
        names.push_back(fmt::format("`{}`", printable(name)));
    }
    if (names.empty()) names.emplace_back("none");
    return names;
}

/// The profile's name: named, or the file's default; empty if there is nothing to read.
result<std::string> choose_profile(const ini_file& file, const std::string& named, const std::string& path) {
    constexpr std::string_view settings = "__settings__";
    if (!named.empty()) {
        if (named == settings) return fail(errc::bad_input, "`__settings__` is no profile");
        if (!file.contains(named))
            return fail(errc::not_found, fmt::format("no profile `{}`", printable(named)))
                .with("file", printable(path))
                .hinting(fmt::format("its profiles are {}", fmt::join(profiles_of(file), ", ")));
        return named;
    }
    if (const auto found = file.find(settings); found != file.end())
        if (const auto key = found->second.find("default_profile");
            key != found->second.end() && !key->second.empty()) {
            if (key->second == settings || !file.contains(key->second))
                return fail(errc::not_found,
                            fmt::format("no profile `{}`, which default_profile names", printable(key->second)))
                    .with("file", printable(path));
            return key->second;
        }
    const auto fallback = file.find("DEFAULT");
    return std::string(fallback != file.end() && !fallback->second.empty() ? "DEFAULT" : "");
}

/// Reads the file where the rules say so. Returns the profile's name, empty if none was read.
result<std::string> offer_profile(config_values& into, const config_flags& flags, const environment& env,
                                  const file_reader& read) {
    const auto named = flags.profile ? *flags.profile : env("DATABRICKS_CONFIG_PROFILE").value_or("");
    if (named.empty() && (into.has("host") || into.has("azure_workspace_resource_id") || !into.families().empty()))
        return std::string{};
    auto path = flags.config_file ? *flags.config_file : env("DATABRICKS_CONFIG_FILE").value_or("");
    const auto home = env("HOME").value_or("");
    if (path.empty()) path = "~/.databrickscfg";
    if (path.starts_with("~/")) path = home + path.substr(1);
    auto text = read(path);
    if (!text) return std::move(text).error().with("file", printable(path));
    if (!*text) {
        if (named.empty()) return std::string{};
        return fail(errc::not_found,
                    fmt::format("profile `{}` is named, but there is no configuration file", printable(named)))
            .with("file", printable(path));
    }
    auto file = parse_ini(**text);
    wipe(**text);
    if (!file) return std::move(file).error().with("file", printable(path));
    auto profile = choose_profile(*file, named, path);
    if (profile && !profile->empty())
        for (const auto& [key, value] : file->at(*profile)) into.offer(key, value);
    for (auto& [section, keys] : *file)
        for (auto& [key, value] : keys) wipe(value);
    return profile;
}

std::optional<cloud> cloud_named(std::string_view name) {
    for (const auto one : {cloud::aws, cloud::azure, cloud::gcp})
        if (equal_ignoring_case(name, name_of(one))) return one;
    return std::nullopt;
}

/// The flags name one application; with `azure-client-secret` it is that of Entra ID.
void take_flags_for_entra(config_values& into, const config_flags& flags) {
    if (flags.client_id) into.replace("azure_client_id", *flags.client_id);
    if (flags.client_secret) into.replace("azure_client_secret", flags.client_secret->reveal());
}

result<void> locate(const config_values& given, databricks_config& made) {
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
                        fmt::format("cloud `{}`: expected aws, azure or gcp", printable(given.get("cloud"))));
    }
    // A loopback host names no level; an account id then says that the account is meant.
    made.account_level = is_account_host(made.host.host) || (is_loopback(made.host.host) && !made.account_id.empty());
    return {};
}

result<void> need(const config_values& given, const databricks_config& made,
                  std::initializer_list<std::string_view> names) {
    for (const auto name : names)
        if (!given.has(name))
            return fail(errc::bad_input, fmt::format("auth type {}, but no {}", name_of(made.how), name));
    return {};
}

result<void> take_entra_place(const config_values& given, databricks_config& made) {
    if (made.where && *made.where != cloud::azure)
        return fail(errc::bad_input,
                    fmt::format("auth type {}, but the host is one of {}", name_of(made.how), name_of(*made.where)));
    auto place = entra_place_of(made.host.host, given.get("azure_environment"));
    if (!place)
        return fail(errc::bad_input, fmt::format("azure_environment `{}`: expected public, usgovernment or china",
                                                 printable(given.get("azure_environment"))));
    made.entra = std::move(*place);
    return {};
}

result<void> take_entra(const config_values& given, databricks_config& made) {
    if (auto done = need(given, made, {"azure_client_id", "azure_client_secret"}); !done) return done;
    if (auto done = take_entra_place(given, made); !done) return done;
    made.azure_tenant_id = std::string(given.get("azure_tenant_id"));
    if (made.account_level && made.azure_tenant_id.empty())
        return fail(errc::bad_input, "auth type azure-client-secret on an account host needs a tenant")
            .hinting("set ARM_TENANT_ID or give --azure-tenant-id");
    made.client_id = std::string(given.get("azure_client_id"));
    made.client_secret = secret(given.get("azure_client_secret"));
    return {};
}

result<void> take_identity_token(const config_values& given, const environment& env, databricks_config& made) {
    made.client_id = std::string(given.get("client_id"));
    auto& from = made.identity_token;
    from.audience = std::string(given.get("token_audience"));
    const auto variable = [&](std::string_view name) -> result<std::string> {
        auto text = env(name);
        if (text && !trimmed(*text).empty()) return std::string(trimmed(*text));
        return fail(errc::bad_input, fmt::format("auth type {}, but the variable {} is not set", name_of(made.how),
                                                 printable(name, 80)));
    };
    if (made.how == auth_method::file_oidc) {
        if (auto done = need(given, made, {"oidc_token_filepath"}); !done) return done;
        from.file = std::string(given.get("oidc_token_filepath"));
        return {};
    }
    const auto name = made.how == auth_method::env_oidc ? oidc_variable(given) : std::string(github_token_variable);
    auto token = variable(name);
    if (!token) return std::move(token).error();
    (made.how == auth_method::env_oidc ? from.token : from.url_token) = secret(*token);
    wipe(*token);
    if (made.how == auth_method::env_oidc) return {};
    auto where = variable(github_url_variable);
    if (!where) return std::move(where).error();
    from.url = std::move(*where);
    return {};
}

/// Empty if there is none.
std::optional<std::string> program_of(auth_method how, const config_values& given, const environment& env,
                                      const program_finder& find) {
    if (!find) return std::nullopt;
    const auto path = env("PATH").value_or("");
    if (how == auth_method::azure_cli) return find({}, std::string(azure_cli_name), path);
    return find(std::string(given.get("databricks_cli_path")), std::string(cli_name), path);
}

/// Where a person who is logged in at Azure can be asked for.
bool lies_on_azure(const config_values& given) {
    const auto where = parse_url(given.get("host"));
    if (!where) return false;
    const auto told = cloud_of_host(where->where.host);
    return told ? *told == cloud::azure : cloud_named(given.get("cloud")) == cloud::azure;
}

result<void> take_cli(const config_values& given, const environment& env, const program_finder& find,
                      databricks_config& made) {
    auto program = program_of(made.how, given, env, find);
    if (!program)
        return fail(errc::not_found, "auth type databricks-cli, but there is no program `databricks`")
            .hinting("install the Databricks CLI, or set DATABRICKS_CLI_PATH");
    made.cli_program = std::move(*program);
    return {};
}

result<void> take_azure_cli(const config_values& given, const environment& env, const program_finder& find,
                            databricks_config& made) {
    if (auto done = take_entra_place(given, made); !done) return done;
    auto program = program_of(made.how, given, env, find);
    if (!program)
        return fail(errc::not_found, "auth type azure-cli, but there is no program `az`")
            .hinting("install the Azure CLI and log in with: az login");
    made.cli_program = std::move(*program);
    made.azure_tenant_id = std::string(given.get("azure_tenant_id"));
    return {};
}

result<void> take_credentials(const config_values& given, const environment& env, const program_finder& find,
                              databricks_config& made) {
    switch (made.how) {
    case auth_method::pat:
        if (!given.has("token")) return fail(errc::bad_input, "auth type pat, but no token");
        if (made.account_level && !is_loopback(made.host.host))
            return fail(errc::bad_input, "a personal access token does not work on an account host")
                .hinting("give a workspace host, or the client id and secret of a service principal");
        made.token = secret(given.get("token"));
        return {};
    case auth_method::oauth_m2m:
        if (auto done = need(given, made, {"client_id", "client_secret"}); !done) return done;
        made.client_id = std::string(given.get("client_id"));
        made.client_secret = secret(given.get("client_secret"));
        return {};
    case auth_method::env_oidc:
    case auth_method::file_oidc:
    case auth_method::github_oidc: return take_identity_token(given, env, made);
    case auth_method::azure_client_secret: return take_entra(given, made);
    case auth_method::azure_cli: return take_azure_cli(given, env, find, made);
    case auth_method::databricks_cli: return take_cli(given, env, find, made);
    }
    return fail(errc::unsupported, "an unknown auth type");
}

} // namespace

result<databricks_config> resolve_config(const config_flags& flags, const environment& env, const file_reader& read,
                                         const program_finder& find) {
    config_values given;
    offer_flags(given, flags);
    given.offer_environment(env);
    auto profile = offer_profile(given, flags, env, read);
    if (!profile) return std::move(profile).error();
    auto how = choose_method(given, env, [&](auth_method one) {
        return (one != auth_method::azure_cli || lies_on_azure(given)) && program_of(one, given, env, find).has_value();
    });
    if (!how) return std::move(how).error();
    if (*how == auth_method::azure_client_secret) take_flags_for_entra(given, flags);
    databricks_config made;
    made.how = *how;
    made.profile = *profile;
    if (auto done = locate(given, made); !done) return std::move(done).error();
    if (auto done = take_credentials(given, env, find, made); !done) return std::move(done).error();
    if (made.account_level && made.account_id.empty())
        return fail(errc::bad_input, "an account host needs an account id")
            .hinting("set DATABRICKS_ACCOUNT_ID or give --account-id");
    return made;
}

result<std::optional<std::string>> read_config_file(const std::string& path) {
    constexpr std::size_t limit_bytes = std::size_t{1} << 20U;
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return std::optional<std::string>{};
    if (error || status.type() != std::filesystem::file_type::regular)
        return fail(errc::bad_input, fmt::format("`{}` is no readable file", printable(path)));
    std::ifstream file(path, std::ios::binary);
    std::string text(limit_bytes + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!file.is_open() || file.bad())
        return fail(errc::bad_input, fmt::format("`{}` cannot be read", printable(path)));
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > limit_bytes)
        return fail(errc::bad_input, fmt::format("`{}` is larger than 1 MiB", printable(path)));
    return std::optional(std::move(text));
}

} // namespace canreach::crawler
