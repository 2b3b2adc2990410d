/// Requests and replies as HTTP/1.1 writes them, apart from any connection.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "simulator/service.hpp"
#include "simulator/weather.hpp"

namespace canreach::simulator::detail {

/// A proxy request in plain HTTP names the host in its target: `http://host/path`.
void take_absolute_form(request& what);

/// Appends the status line and the headers, up to and including the empty line.
void write_head(std::string& out, const reply& made, bool keep_alive);

/// What is said instead of the answer under this verdict; nothing where the weather lets the answer through.
[[nodiscard]] std::optional<reply> bad_weather(const weather_verdict& verdict, std::string_view target);
[[nodiscard]] reply wants_tls(); ///< to plain HTTP where only HTTPS is served

// Whole messages, ready to be sent.
[[nodiscard]] std::string_view answer_to_connect(bool allowed);
[[nodiscard]] std::string_view too_large();

} // namespace canreach::simulator::detail
