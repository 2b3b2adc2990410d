/// What is kept of the body of a reply that is no success.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "crawler/detail/error_fields.hpp"
#include "crawler/gzip.hpp"

namespace canreach::crawler::detail {

/// More than any message of the platform.
inline constexpr std::size_t kept_of_errors_bytes = std::size_t{64} << 10U;
/// No more than this is read of an error.
inline constexpr std::size_t longest_error_bytes = std::size_t{1} << 20U;

/// Nothing fails here: such a reply is decided by its status, and by what can be read of it.
class error_body {
public:
    explicit error_body(std::string_view encoding);

    /// `room` is for what is decompressed. False: no more is wanted.
    [[nodiscard]] bool put(std::string_view piece, std::span<char> room);
    /// After the whole body.
    void end();
    /// Nothing more will come, though the body was not whole.
    void cut(std::string_view why);

    /// The first 64 KiB; of a JSON object that is longer, an object with its code, message and `RetryInfo`. Once.
    [[nodiscard]] std::string take_kept();
    /// Why the body, or the rest of it, could not be read; empty = it could.
    [[nodiscard]] const std::string& trouble() const noexcept { return trouble_; }

private:
    [[nodiscard]] bool keep(std::string_view plain);

    std::optional<inflater> unpacking_;
    bool foreign_ = false; ///< in an encoding that nobody asked for
    bool begun_ = false;
    std::size_t seen_ = 0;
    std::string kept_;
    std::optional<error_fields> fields_; ///< of what is longer than what is kept
    std::string trouble_;
};

} // namespace canreach::crawler::detail
