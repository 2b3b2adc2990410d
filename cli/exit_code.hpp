/// What the shell learns from a run.
#pragma once

#include <cstdint>

namespace canreach::cli {

enum class exit_code : std::uint8_t {
    yes = 0,           ///< yes, clean, the same; also any list, empty or not
    error = 1,         ///< something went wrong
    no = 2,            ///< a definite no
    gaps = 3,          ///< answered, or crawled, but what was not read could change the answer
    usage = 64,        ///< a flag or argument is wrong
    interrupted = 130, ///< stopped by the user; a crawl can be resumed
};

/// The exit code of a script: the first of error, gaps, no that occurred; otherwise yes.
[[nodiscard]] constexpr exit_code combined(exit_code a, exit_code b) noexcept {
    constexpr auto rank = [](exit_code code) {
        switch (code) {
        case exit_code::interrupted: return 5;
        case exit_code::usage: return 4;
        case exit_code::error: return 3;
        case exit_code::gaps: return 2;
        case exit_code::no: return 1;
        case exit_code::yes: return 0;
        }
        return 0;
    };
    return rank(a) >= rank(b) ? a : b;
}

} // namespace canreach::cli
