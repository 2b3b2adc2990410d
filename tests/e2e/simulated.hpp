/// A simulated account on a loopback port, and crawls of it into account files.
#pragma once

#include <memory>
#include <string>

#include "crawler/crawl.hpp"
#include "model/error.hpp"
#include "simulator/account.hpp"
#include "simulator/server.hpp"
#include "simulator/service.hpp"
#include "simulator/weather.hpp"
#include "storage/sealing.hpp"
#include "tests/support/scratch_folder.hpp"

namespace canreach::support {

class silent_observer final : public crawler::crawl_observer {
public:
    void on_progress(const crawler::crawl_progress&) override {}
    void on_gap(const crawl_task&, const task_result&) override {}
    void on_note(const std::string&) override {}
};

class simulated {
public:
    explicit simulated(std::shared_ptr<const simulator::account> account, simulator::weather_config weather = {},
                       simulator::service_options service = {});

    /// Leads to the server through its CONNECT; retries are quick.
    [[nodiscard]] crawler::crawl_options options() const;
    /// A whole crawl into a new file, sealed.
    [[nodiscard]] result<storage::seal_summary> crawl_into(const std::string& path) const {
        return crawl_into(path, options());
    }
    [[nodiscard]] result<storage::seal_summary> crawl_into(const std::string& path,
                                                           const crawler::crawl_options& how) const;
    [[nodiscard]] simulator::stats stats() const { return server_->stats(); }
    [[nodiscard]] std::string writes() const { return server_->writes(); }

private:
    std::shared_ptr<const simulator::account> account_;
    scratch_folder scratch_;
    std::unique_ptr<simulator::server> server_;
};

} // namespace canreach::support
