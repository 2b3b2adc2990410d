/// What a person has seen and agreed to, byte for byte: of all that is no read, nothing else can leave.
#pragma once

#include <set>
#include <string>
#include <tuple>

#include "crawler/http_message.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::actions {

class confirmed_requests {
public:
    void add(crawler::http_method method, const crawler::origin& where, const std::string& target,
             const std::string& body);
    /// Lets through what was added, and what `crawler::check_read_only` does. Fails with `not_allowed` for everything
    /// else.
    [[nodiscard]] result<void> check(const crawler::http_request& request) const;

private:
    [[nodiscard]] bool holds(const crawler::http_request& request) const;

    std::set<std::tuple<crawler::http_method, crawler::origin, std::string, std::string>> requests_;
};

} // namespace canreach::actions
