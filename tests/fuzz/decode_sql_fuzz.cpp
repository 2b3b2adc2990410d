// Replies of the SQL API and the rows in them: whatever a server sends, decoding ends in values or a failure, and twice
// the same. The first byte chooses the decoder.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <set>
#include <string_view>

#include "crawler/decode/activity.hpp"
#include "crawler/decode/bulk_grants.hpp"
#include "crawler/decode/hive.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "crawler/sql/statement_text.hpp"
#include "crawler/sql/warehouses.hpp"
#include "tests/support/decoded.hpp"
#include "tests/support/streamed_reply.hpp"
#include "tests/support/streamed_rows.hpp"

namespace {

using namespace canreach;
using namespace canreach::crawler;

void expect(bool holds) {
    if (!holds) std::abort();
}

void expect_rows_are_sound(const sql::statement_reply& reply) {
    if (!reply.first) return;
    const decode_context context{"acc", "77", {}, {node_kind::hive_table, "77", "s.t"}};
    const auto& rows = reply.first->rows;
    hive_grants grants;
    if (grants.add(reply.columns, rows, context)) {
        const auto page = std::move(grants).take();
        expect(page.malformed <= page.summary.items);
    }
    decoded_page page;
    std::set<std::string> views;
    hive_description described;
    if (described.add(reply.columns, rows)) (void)std::move(described).take(context);
    (void)add_hive_views(views, reply.columns, rows);
    (void)add_hive_schemas(page, reply.columns, rows, context);
    (void)add_hive_tables(page, reply.columns, rows, views, context);
    (void)add_hive_functions(page, reply.columns, rows, context);
    for (const auto& view : privilege_views()) {
        bulk_grants bulk(view, "m");
        if (bulk.add(reply.columns, rows)) expect(bulk.facts().size() <= bulk.rows());
    }
    std::vector<activity_record> activity;
    (void)add_activity(activity, reply.columns, rows, "m");
    expect(activity.size() <= rows.size());
    const auto today = today_of(reply.columns, rows);
    expect(!today || today->size() == 10);
}

/// However a file of rows is cut, it holds the same rows, or is no such file.
void expect_rows_in_pieces(std::string_view body) {
    const auto whole = support::rows_in_pieces(body, 0);
    const auto cut = support::rows_in_pieces(body, 1);
    expect(whole.has_value() == cut.has_value());
    if (whole)
        expect(*whole == *cut);
    else
        expect(whole.error().is(errc::malformed_reply) && cut.error().is(errc::malformed_reply));
}

/// However a reply is cut, the stream says the same; and what a document says, but for names that come twice.
void expect_replies_in_pieces(std::string_view body) {
    const auto whole = support::reply_in_pieces(body, 0);
    expect(support::difference_of(whole, support::reply_in_pieces(body, 1)).empty());
    if (whole) expect(support::decoded(sql::decode_statement, body).has_value());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
    switch (data[0] % 5) {
    case 0:
        if (const auto reply = support::decoded(sql::decode_statement, body))
            expect_rows_are_sound(*reply);
        else
            expect(reply.error().is(errc::malformed_reply));
        expect_replies_in_pieces(body);
        break;
    case 1:
        if (const auto chunk = support::decoded(sql::decode_chunk, body); !chunk)
            expect(chunk.error().is(errc::malformed_reply));
        break;
    case 2: expect_rows_in_pieces(body); break;
    case 3:
        if (const auto page = support::decoded(sql::decode_warehouse_page, body); page)
            (void)sql::choose_warehouse(page->warehouses, {}, true);
        break;
    default:
        // A name, whatever it holds, stays within its quotes.
        expect(size > 60'000 || sql::check_reads_only("SHOW GRANTS ON TABLE " + sql::identifier(body)).has_value());
        (void)sql::check_reads_only(body);
    }
    return 0;
}
