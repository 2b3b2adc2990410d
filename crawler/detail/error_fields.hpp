/// What an error's JSON says, read while it arrives: in bounded memory, and as far as it can be read.
#pragma once

#include <boost/json/object.hpp>

#include <memory>
#include <string_view>

namespace canreach::crawler::detail {

/// Keeps the outermost texts that a platform's error has (`error_code`, `message`, …), each cut to some kilobytes, and
/// `RetryInfo`. Nothing fails: where the JSON is cut, broken or too deep, what came before counts, a code only as a
/// whole.
class error_fields {
public:
    error_fields();
    error_fields(const error_fields&) = delete;
    error_fields& operator=(const error_fields&) = delete;
    ~error_fields();

    void take(std::string_view piece);
    /// An object with what was kept, in the shape of the error; empty if that is nothing.
    [[nodiscard]] boost::json::object kept() const;

private:
    class parser;
    std::unique_ptr<parser> parser_;
};

} // namespace canreach::crawler::detail
