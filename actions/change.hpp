/// Changes of the platform, as they are shown, confirmed and made.
///
/// A change comes to the same however often it is made: it may be sent again after a reply that was lost, and a run
/// that stopped half-way is simply started again.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "crawler/http_message.hpp"
#include "crawler/json_document.hpp"
#include "crawler/rate_limits.hpp"
#include "crawler/url.hpp"
#include "model/error.hpp"

namespace canreach::actions {

/// A request that changes something, exactly as it will be sent.
struct write_request {
    crawler::http_method method = crawler::http_method::patch;
    crawler::origin where;
    std::string target; ///< path and query, percent-encoded
    std::string content_type;
    std::string body;
    crawler::rate_class of = crawler::rate_class::workspace_other;
};

/// A statement of SQL that changes something, for a warehouse.
struct write_statement {
    crawler::origin where;
    std::string warehouse;
    std::string text;
};

/// Nobody but a person can do it here; what and why is said.
struct by_hand {
    std::string why;
};

/// A read that shows whether a change is in place.
struct look {
    crawler::origin where;
    std::string target;
    crawler::rate_class of = crawler::rate_class::workspace_other;
    /// Fails with `malformed_reply` on a body that is none of its kind. `seen` is what was found instead, for a person.
    std::function<result<bool>(const crawler::json_document& body, std::string& seen)> shows;
};

struct change {
    std::string what; ///< one line, as a person would write it
    std::variant<by_hand, write_request, write_statement> how;
    std::optional<look> check; ///< empty: that the platform took it is all there is to know
    /// Made only if the check shows that it is not there yet. Otherwise it is made in any case: a file is uploaded
    /// anew.
    bool skip_if_there = true;
};

} // namespace canreach::actions
