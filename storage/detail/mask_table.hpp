/// What a grant allows and denies as one number: raw_mask of a crawl file.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "model/error.hpp"
#include "model/fact.hpp"
#include "model/ids.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/interner.hpp"

namespace canreach::storage::detail {

class mask_table {
public:
    /// Reads back the masks that the file holds.
    [[nodiscard]] static result<mask_table> load(database& where, fingerprint_key key);

    [[nodiscard]] result<std::uint32_t> number_of(const grant_fact& grant);
    [[nodiscard]] result<void> flush() { return rows_.flush(); }

private:
    mask_table(batch_insert rows, fingerprint_key key) : rows_(std::move(rows)), numbers_(key) {}

    /// Masks met before, by a few bits of their words: a crawl has hundreds, a reply a handful.
    struct known_mask {
        facet what = facet::unity;
        mask allow;
        mask deny;
        std::uint32_t number = no_node.value;
    };

    batch_insert rows_;
    interner numbers_;
    std::array<known_mask, 256> recent_;
    key_bytes bytes_;
    std::string packed_;
};

} // namespace canreach::storage::detail
