#include "actions/confirmed_transport.hpp"

namespace canreach::actions {

using crawler::http_request;
using crawler::http_response;

void confirmed_requests::add(crawler::http_method method, const crawler::origin& where, const std::string& target,
                             const std::string& body) {
    requests_.emplace(method, where, target, body);
}

bool confirmed_requests::holds(const http_request& request) const {
    if (request.to_storage || request.to_login || !request.headers.empty()) return false;
    return requests_.contains({request.method, request.where, request.target, std::string(request.body.reveal())});
}

boost::asio::awaitable<result<http_response>> confirmed_transport::send(http_request request) {
    if (!confirmed_.holds(request)) co_return co_await reads_.send(std::move(request));
    if (auto allowed = hosts_.check(request.where); !allowed) co_return std::move(allowed).error();
    co_return co_await inner_.send(std::move(request));
}

} // namespace canreach::actions
