/// A connected byte stream, encrypted or not: what HTTP is spoken over. Keeps Asio's templates in few files.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>

#include <memory>
#include <string>
#include <utility>

#include "crawler/detail/watchdog.hpp"
#include "crawler/transport.hpp"

namespace canreach::crawler::detail {

class wire {
public:
    virtual ~wire() = default;
    [[nodiscard]] virtual boost::asio::awaitable<std::pair<boost::system::error_code, std::size_t>>
    read_some(boost::asio::mutable_buffer into) = 0;
    [[nodiscard]] virtual boost::asio::awaitable<boost::system::error_code> write(boost::asio::const_buffer from) = 0;
    /// Ends all operations at once; never blocks.
    virtual void close() noexcept = 0;
};

/// Opens wires: resolves, connects (through the proxy where one applies), shakes hands.
class wire_factory {
public:
    virtual ~wire_factory() = default;
    [[nodiscard]] virtual boost::asio::awaitable<result<std::unique_ptr<wire>>> open(origin where,
                                                                                     watchdog& deadlines) = 0;
};
[[nodiscard]] result<std::unique_ptr<wire_factory>> make_wire_factory(boost::asio::any_io_executor executor,
                                                                      const transport_options& options);

} // namespace canreach::crawler::detail
