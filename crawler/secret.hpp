/// Text that must never be printed: tokens, client secrets.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace canreach::crawler {

/// Owns the text and wipes it on destruction, assignment and move. There is no way to print or format it: the stream
/// operator is deleted and no implicit conversion to text exists. `reveal()` is for the transport's header lines only.
class secret {
public:
    secret() = default;
    explicit secret(std::string_view text) : text_(text) {}
    secret(const secret&) = default;
    secret& operator=(const secret& other);
    secret(secret&& other) noexcept;
    secret& operator=(secret&& other) noexcept;
    ~secret();

    [[nodiscard]] bool empty() const noexcept { return text_.empty(); }
    [[nodiscard]] std::size_t size() const noexcept { return text_.size(); }
    [[nodiscard]] std::string_view reveal() const noexcept { return text_; }
    friend bool operator==(const secret& a, const secret& b) noexcept { return a.text_ == b.text_; }

private:
    void wipe() noexcept;
    std::string text_;
};

std::ostream& operator<<(std::ostream&, const secret&) = delete;

/// Overwrites the characters of `text`, then empties it.
void wipe(std::string& text) noexcept;

} // namespace canreach::crawler
