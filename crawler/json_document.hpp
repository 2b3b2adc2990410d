/// A parsed body, and how one is parsed while it arrives.
#pragma once

#include <boost/json/fwd.hpp>
#include <boost/json/monotonic_resource.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <string_view>

#include "crawler/body_reader.hpp"
#include "model/error.hpp"

namespace canreach::crawler {

/// A parsed body with the memory it lives in: freed in one go.
class json_document {
public:
    json_document(json_document&&) noexcept;
    json_document& operator=(json_document&&) noexcept;
    ~json_document();
    [[nodiscard]] const boost::json::value& root() const noexcept { return *root_; }
    /// Of a value that lives in `memory` with all that is in it.
    [[nodiscard]] static json_document of(std::unique_ptr<boost::json::monotonic_resource> memory,
                                          boost::json::value&& root);

private:
    json_document() noexcept;
    std::unique_ptr<boost::json::monotonic_resource> memory_;
    boost::json::value* root_ = nullptr; ///< lives in `memory_`, never destroyed on its own
};

/// Parses pieces of one body. What it holds is what they said, never their bytes.
class json_stream {
public:
    /// `size`: about how long the body will be; 0 if nobody knows.
    explicit json_stream(std::size_t size = 0);
    json_stream(const json_stream&) = delete;
    json_stream& operator=(const json_stream&) = delete;
    ~json_stream();

    /// False once it is no JSON, too deep or too large: `finish()` says which, and where.
    bool write(std::string_view piece);
    /// Once, after the last piece. Fails with `malformed_reply`, also if the body was cut.
    [[nodiscard]] result<json_document> finish();

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Parses the body of a reply and hands the document to a function.
class json_reader final : public body_reader {
public:
    using function = std::function<result<void>(const json_document& body)>;
    explicit json_reader(function read) : read_(std::move(read)) {}

    void begin(std::size_t size) override;
    [[nodiscard]] bool take(std::string_view piece) override;
    [[nodiscard]] result<void> end() override;

private:
    function read_;
    std::unique_ptr<json_stream> parsing_;
};

} // namespace canreach::crawler
