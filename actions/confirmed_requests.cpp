#include "actions/confirmed_requests.hpp"

#include "crawler/read_only.hpp"

namespace canreach::actions {

void confirmed_requests::add(crawler::http_method method, const crawler::origin& where, const std::string& target,
                             const std::string& body) {
    requests_.emplace(method, where, target, body);
}

bool confirmed_requests::holds(const crawler::http_request& request) const {
    if (request.to_storage || request.to_login || !request.headers.empty()) return false;
    return requests_.contains({request.method, request.where, request.target, std::string(request.body.reveal())});
}

result<void> confirmed_requests::check(const crawler::http_request& request) const {
    if (holds(request)) return {};
    return crawler::check_read_only(request);
}

} // namespace canreach::actions
