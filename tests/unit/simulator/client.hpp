/// The simulated platform as tests ask it: replies by path, without a network.
#pragma once

#include <boost/json/value.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/account.hpp"
#include "simulator/service.hpp"

namespace canreach::simulator::test {

struct answer {
    unsigned status = 0;
    boost::json::value body;
    std::string text;
    std::vector<std::pair<std::string, std::string>> headers;

    [[nodiscard]] std::string code() const; ///< `error_code`
};

class client {
public:
    explicit client(std::shared_ptr<const account> of, service_options options = {});

    [[nodiscard]] answer send(request what, std::chrono::milliseconds now = {}) const;
    [[nodiscard]] answer get(std::string_view host, std::string_view target) const;
    [[nodiscard]] answer post(std::string_view host, std::string_view target, std::string_view body,
                              std::chrono::milliseconds now = {}) const;
    /// `target` follows `/api/2.0/accounts/{id}/`.
    [[nodiscard]] answer account_get(std::string_view target) const;
    [[nodiscard]] std::string account_host() const;
    [[nodiscard]] const account& of() const { return *account_; }
    [[nodiscard]] const service& served() const { return service_; }
    /// Every element under `key`, walking all pages by token; `pages` counts them.
    [[nodiscard]] boost::json::array walk(std::string_view host, const std::string& target, std::string_view key,
                                          int* pages = nullptr) const;
    /// Every resource, walking by SCIM index.
    [[nodiscard]] boost::json::array walk_scim(std::string_view host, const std::string& path, int count) const;

private:
    std::shared_ptr<const account> account_;
    service service_;
    std::string bearer_;
};

[[nodiscard]] std::shared_ptr<const account> preset(std::string_view name);
[[nodiscard]] std::string encoded(std::string_view text);
/// A member of an object as text; empty if absent.
[[nodiscard]] std::string text_at(const boost::json::value& from, std::string_view name);

} // namespace canreach::simulator::test
