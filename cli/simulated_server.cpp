#include "cli/simulated_server.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "cli/text_file.hpp"
#include "simulator/generator.hpp"
#include "simulator/shape.hpp"
#include "simulator/world_account.hpp"
#include "simulator/world_file.hpp"

namespace canreach::cli {

result<chosen_account> make_account(const account_choice& choice) {
    if (!choice.world.empty()) {
        auto text = read_text_file(choice.world);
        if (!text) return std::move(text).error();
        auto world = simulator::read_world_file(*text, choice.case_id);
        if (!world) return std::move(world).error().with("file", choice.world);
        auto made = simulator::account_of(*world);
        if (!made) return std::move(made).error().with("file", choice.world);
        chosen_account chosen{std::make_shared<const simulator::account>(std::move(made->made)), {}};
        for (const auto& one : made->unsaid) chosen.unsaid.push_back(fmt::format("{}: {}", one.row, one.why));
        return chosen;
    }
    auto shape = simulator::preset_named(choice.preset);
    if (!shape) return std::move(shape).error();
    shape->seed = choice.seed;
    const auto cloud = simulator::cloud_named(choice.cloud);
    if (!cloud)
        return fail(errc::bad_input,
                    fmt::format("unknown cloud `{}`; wanted azure, aws or gcp", printable(choice.cloud)));
    shape->where = *cloud;
    auto made = simulator::generate(*shape);
    if (!made) return std::move(made).error();
    return chosen_account{std::make_shared<const simulator::account>(std::move(*made)), {}};
}

std::string client_environment(const simulator::account& account, const simulator::service_options& service,
                               std::uint16_t port, const std::string& ca_file) {
    std::string lines = fmt::format("HTTPS_PROXY=http://127.0.0.1:{}\n", port);
    if (!ca_file.empty())
        for (const auto* name : {"SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"})
            lines += fmt::format("{}={}\n", name, std::filesystem::absolute(ca_file).string());
    lines += fmt::format("DATABRICKS_HOST=https://{}\n", simulator::account_host_of(account.where));
    lines += fmt::format("DATABRICKS_ACCOUNT_ID={}\n", account.id);
    lines += fmt::format("DATABRICKS_CLIENT_ID={}\n", service.accepted.client_id);
    lines += fmt::format("DATABRICKS_CLIENT_SECRET={}\n", service.accepted.client_secret);
    return lines;
}

} // namespace canreach::cli
