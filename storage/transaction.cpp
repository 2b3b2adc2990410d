#include "storage/transaction.hpp"

#include <utility>

#include "storage/database.hpp"

namespace canreach::storage {

result<transaction> transaction::begin(database& where) {
    if (auto begun = where.run("BEGIN IMMEDIATE"); !begun) return std::move(begun).error();
    return transaction{where};
}

transaction::transaction(transaction&& other) noexcept : open_(std::exchange(other.open_, nullptr)) {}

transaction& transaction::operator=(transaction&& other) noexcept {
    if (this != &other) {
        roll_back();
        open_ = std::exchange(other.open_, nullptr);
    }
    return *this;
}

transaction::~transaction() {
    roll_back();
}

result<void> transaction::commit() {
    if (auto done = open_->run("COMMIT"); !done) return std::move(done).error();
    open_ = nullptr;
    return {};
}

void transaction::roll_back() noexcept {
    // Fails only where SQLite has rolled back by itself already, as after a full disk.
    if (auto* where = std::exchange(open_, nullptr); where != nullptr) static_cast<void>(where->run("ROLLBACK"));
}

} // namespace canreach::storage
