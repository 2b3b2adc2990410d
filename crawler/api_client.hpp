/// A read with everything around it: token, admission, retry, classification.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "crawler/admission.hpp"
#include "crawler/body_reader.hpp"
#include "crawler/clock.hpp"
#include "crawler/host_gate.hpp"
#include "crawler/json_document.hpp"
#include "crawler/rate_limits.hpp"
#include "crawler/retry.hpp"
#include "crawler/token_source.hpp"
#include "crawler/transport.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// What a read cost; added to, never reset.
struct request_counts {
    std::uint32_t requests = 0; ///< sent, retries included
    std::uint32_t retries = 0;
    std::uint32_t throttled = 0; ///< answered with 429 or 503
    int last_status = 0;         ///< 0 = no reply at all

    request_counts& operator+=(const request_counts& other) noexcept;
};

/// Used from one thread.
class api_client {
public:
    struct options {
        retry_policy retry;
        governor_options governor;
        std::uint64_t seed = 1;
    };
    /// Reads a document; `malformed_reply` makes the client ask again, any other failure ends the read.
    using reader = json_reader::function;

    /// `sender` must be the guarded one.
    api_client(boost::asio::any_io_executor executor, transport& sender, token_source& tokens, clock& time,
               options how);

    /// Asks until a body is read or the retry rules give up, then says which failure it was, with host and path. `read`
    /// may be called several times; only its last success counts. `counts` outlives the call.
    [[nodiscard]] boost::asio::awaitable<result<void>> get(origin where, std::string target, rate_class of, reader read,
                                                           request_counts& counts);

    /// The same for a body that is read as it comes; `body` outlives the call.
    [[nodiscard]] boost::asio::awaitable<result<void>> get(origin where, std::string target, rate_class of,
                                                           body_reader& body, request_counts& counts);
    /// The same for a statement of SQL, which is a POST: everything the guard lets through is a read, so asking again
    /// does no harm.
    [[nodiscard]] boost::asio::awaitable<result<void>> post_json(origin where, std::string target, std::string body,
                                                                 rate_class of, body_reader& answer,
                                                                 request_counts& counts);
    /// Any request that the guard of `sender` lets through, and that may be said twice: whoever changes something
    /// brings a guard of its own. What a success says besides is of no interest.
    [[nodiscard]] boost::asio::awaitable<result<void>> send(http_request question, rate_class of,
                                                            request_counts& counts);
    /// Says something once, as far as it gets through; what comes back is of no interest.
    [[nodiscard]] boost::asio::awaitable<void> tell(http_request order);
    /// A file of a query's result, fetched without any token. Fails with `refused` on 403, which is what an expired
    /// link answers. The URL is a secret of its own: it occurs in no failure.
    [[nodiscard]] boost::asio::awaitable<result<void>>
    get_from_storage(url link, std::vector<std::pair<std::string, std::string>> headers, body_reader& body,
                     request_counts& counts);

private:
    boost::asio::awaitable<result<void>> ask(http_request question, rate_class of, body_reader& body,
                                             request_counts& counts);
    using lane_key = std::pair<origin, rate_class>;
    admission& lane(const origin& where, rate_class of);
    host_gate& gate(const origin& where);
    boost::asio::awaitable<host_gate::pass> pass_gate(host_gate& of, admission& line);

    boost::asio::any_io_executor executor_;
    transport& sender_;
    token_source& tokens_;
    clock& clock_;
    options options_;
    std::map<lane_key, std::unique_ptr<admission>> lanes_;
    std::map<origin, std::unique_ptr<host_gate>> gates_;
};

} // namespace canreach::crawler
