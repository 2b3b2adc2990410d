/// Node keys as numbers: raw_key of a crawl file.
#pragma once

#include <cstdint>
#include <string_view>

#include "model/error.hpp"
#include "model/ids.hpp"
#include "model/node.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/interner.hpp"

namespace canreach::storage::detail {

class key_table {
public:
    /// Reads back the keys that the file holds.
    [[nodiscard]] static result<key_table> load(database& where, fingerprint_key key);

    [[nodiscard]] result<std::uint32_t> number_of(const node_key& key);
    /// The same without copies, for keys that differ from row to row.
    [[nodiscard]] result<std::uint32_t> number_of(node_kind kind, std::string_view scope, std::string_view id);
    [[nodiscard]] result<void> flush() { return rows_.flush(); }

private:
    key_table(batch_insert rows, fingerprint_key key) : rows_(std::move(rows)), numbers_(key) {}

    batch_insert rows_;
    interner numbers_;
    key_bytes bytes_;
    /// Rows of one reply are mostly about one node.
    node_key last_;
    std::uint32_t last_number_ = no_node.value;
};

} // namespace canreach::storage::detail
