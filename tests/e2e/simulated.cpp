#include "tests/e2e/simulated.hpp"

#include <optional>
#include <utility>

#include "crawler/databricks_config.hpp"
#include "crawler/proxy.hpp"
#include "storage/crawl_file.hpp"

namespace canreach::support {

simulated::simulated(std::shared_ptr<const simulator::account> account, simulator::weather_config weather,
                     simulator::service_options service)
    : account_(std::move(account)) {
    simulator::server_options options;
    options.serves = account_;
    options.weather = std::move(weather);
    options.service = std::move(service);
    options.ca_file = scratch_.path("authority.pem");
    server_ = simulator::server::start(std::move(options)).value();
}

crawler::crawl_options simulated::options() const {
    const simulator::credentials login;
    crawler::config_flags flags;
    flags.host = "https://" + std::string(simulator::account_host_of(account_->where));
    flags.account_id = account_->id;
    flags.client_id = login.client_id;
    flags.client_secret = crawler::secret(login.client_secret);
    const auto no_variable = [](std::string_view) { return std::optional<std::string>{}; };
    const auto no_file = [](const std::string&) { return result<std::optional<std::string>>(std::nullopt); };
    crawler::crawl_options made;
    made.config = crawler::resolve_config(flags, no_variable, no_file).value();
    made.connection.ca_file = scratch_.path("authority.pem");
    made.connection.proxy = crawler::parse_proxy("http://127.0.0.1:" + std::to_string(server_->port()), "").value();
    made.retry.max_retries = 12;
    made.retry.base_delay = std::chrono::milliseconds{2};
    made.retry.max_delay = std::chrono::milliseconds{40};
    made.governor.pause_without_wish = std::chrono::milliseconds{1};
    made.sql.limits.first_poll = std::chrono::milliseconds{1};
    made.sql.limits.longest_poll = std::chrono::milliseconds{20};
    made.sql.limits.restart_delay = std::chrono::milliseconds{2};
    return made;
}

result<storage::seal_summary> simulated::crawl_into(const std::string& path, const crawler::crawl_options& how) const {
    auto file = storage::crawl_file::create(path, {account_->id, std::string(simulator::name_of(account_->where)), ""});
    if (!file) return std::move(file).error();
    silent_observer observer;
    const auto crawled = crawler::run_crawl(how, *file, observer);
    if (!crawled) return crawled.error();
    return storage::seal(std::move(*file), {});
}

} // namespace canreach::support
