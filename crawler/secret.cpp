#include "crawler/secret.hpp"

#include <openssl/crypto.h>

#include <utility>

namespace canreach::crawler {

void wipe(std::string& text) noexcept {
    // The whole buffer, not only size(): a moved-from short string keeps old bytes behind its end. Growing to the
    // capacity never allocates.
    text.resize(text.capacity());
    OPENSSL_cleanse(text.data(), text.size());
    text.clear();
}

void secret::wipe() noexcept {
    crawler::wipe(text_);
}

secret& secret::operator=(const secret& other) {
    if (this != &other) {
        wipe();
        text_ = other.text_;
    }
    return *this;
}

secret::secret(secret&& other) noexcept : text_(std::move(other.text_)) {
    // A short string is copied by its move, so the source still holds the bytes.
    other.wipe();
}

secret& secret::operator=(secret&& other) noexcept {
    if (this != &other) {
        wipe();
        text_ = std::move(other.text_);
        other.wipe();
    }
    return *this;
}

secret::~secret() {
    wipe();
}

} // namespace canreach::crawler
