#include "crawler/guarded_transport.hpp"

#include <utility>

namespace canreach::crawler {

boost::asio::awaitable<result<http_response>> guarded_transport::send(http_request request, body_reader& body) {
    if (auto allowed = check_(request); !allowed) co_return std::move(allowed).error();
    auto allowed = request.to_storage ? hosts_.check_storage(request.where)
                   : request.to_login ? hosts_.check_login(request.where)
                                      : hosts_.check(request.where);
    if (!allowed) co_return std::move(allowed).error();
    co_return co_await inner_.send(std::move(request), body);
}

} // namespace canreach::crawler
