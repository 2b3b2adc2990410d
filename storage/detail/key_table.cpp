#include "storage/detail/key_table.hpp"

#include <utility>

#include "storage/checked_row.hpp"
#include "storage/database.hpp"

namespace canreach::storage::detail {
namespace {

std::string_view compose(key_bytes& bytes, node_kind kind, std::string_view scope, std::string_view id) {
    return bytes.start().number(static_cast<std::uint64_t>(kind)).text(scope).text(id).view();
}

} // namespace

result<key_table> key_table::load(database& where, fingerprint_key key) {
    auto rows = batch_insert::into(where, "raw_key", "number, kind, scope, id");
    if (!rows) return std::move(rows).error();
    key_table table{std::move(*rows), key};
    auto query = statement::prepare(where, "SELECT number, kind, scope, id FROM raw_key ORDER BY number");
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return table;
        checked_row row{*query, "raw_key"};
        const auto number = row.number(0, 0, no_node.value - 1);
        const auto kind = row.one_of(1, kind_of_number);
        const auto scope = row.text(2);
        const auto id = row.text(3);
        if (!row.ok()) return row.error();
        if (table.numbers_.intern(compose(table.bytes_, kind, scope, id)).number != number) {
            row.blame(0);
            return row.error();
        }
    }
}

result<std::uint32_t> key_table::number_of(const node_key& key) {
    if (last_number_ != no_node.value && key == last_) return last_number_;
    const auto number = number_of(key.kind, key.scope, key.id);
    if (!number) return number;
    last_ = key;
    last_number_ = *number;
    return number;
}

result<std::uint32_t> key_table::number_of(node_kind kind, std::string_view scope, std::string_view id) {
    const auto [number, is_new] = numbers_.intern(compose(bytes_, kind, scope, id));
    if (!is_new) return number;
    rows_.add(number);
    rows_.add(static_cast<std::int64_t>(kind));
    rows_.add(scope);
    rows_.add(id);
    if (auto ended = rows_.end_row(); !ended) return std::move(ended).error();
    return number;
}

} // namespace canreach::storage::detail
