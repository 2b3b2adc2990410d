/// A transaction that rolls back unless it was committed.
#pragma once

#include "model/error.hpp"

namespace canreach::storage {

class database;

/// Must not outlive its database. After `commit()` succeeded, or after being moved from, it does nothing at all.
class transaction {
public:
    [[nodiscard]] static result<transaction> begin(database& where);
    transaction(transaction&& other) noexcept;
    transaction& operator=(transaction&& other) noexcept;
    ~transaction();

    [[nodiscard]] result<void> commit();

private:
    explicit transaction(database& where) : open_(&where) {}
    void roll_back() noexcept;

    database* open_; ///< null once ended
};

} // namespace canreach::storage
