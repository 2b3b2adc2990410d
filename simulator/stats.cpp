#include "simulator/stats.hpp"

#include <numeric>

#include "simulator/detail/json_text.hpp"

namespace canreach::simulator {

std::uint64_t stats::total() const {
    return std::accumulate(requests.begin(), requests.end(), std::uint64_t{0});
}

std::string to_json(const stats& what) {
    detail::json_text out;
    const auto number = [&](std::string_view name, std::uint64_t value) {
        out.field(name, static_cast<std::int64_t>(value));
    };
    const auto by_family = [&](std::string_view name, const std::array<std::uint64_t, endpoint_count>& counts) {
        out.open_object(name);
        for (std::size_t i = 0; i < counts.size(); ++i)
            if (counts[i] > 0) number(name_of(static_cast<endpoint>(i)), counts[i]);
        out.close_object();
    };
    out.open_object();
    number("requests", what.total());
    by_family("by_family", what.requests);
    by_family("throttled", what.throttled);
    number("refused", what.refused);
    number("unauthenticated", what.unauthenticated);
    number("faults", what.faults);
    number("damaged", what.damaged);
    number("writes", what.writes);
    number("bytes_sent", what.bytes_sent);
    number("connections", what.connections);
    number("tunnels", what.tunnels);
    number("in_flight", what.in_flight);
    number("peak_in_flight", what.peak_in_flight);
    number("peak_of_one_host", what.peak_of_one_host);
    return out.close_object().take();
}

} // namespace canreach::simulator
