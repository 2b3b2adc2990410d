#include "simulator/detail/sql_routes.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/routes.hpp"
#include "simulator/detail/statement_book.hpp"
#include "simulator/seeded_random.hpp"

/// The SQL Statement Execution API (databricks-api G.1), and the files that its external links point to.
namespace canreach::simulator::detail {
namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::chrono::hours results_kept_for{1};
/// A header that the link's file is fetched with; without it the storage refuses.
constexpr std::string_view storage_header = "x-simulated-storage-key";

std::string text_in(const json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

struct chunking {
    std::size_t rows;
    std::size_t count;
};
chunking chunks_of(const route_context& c, const sql_table& table) {
    const std::size_t rows = std::max<std::uint32_t>(1, c.options.rows_per_chunk);
    return {rows, std::max<std::size_t>(1, (table.rows.size() + rows - 1) / rows)};
}

std::size_t bytes_of(const sql_table& table) {
    std::size_t bytes = 0;
    for (const auto& row : table.rows)
        for (const auto& cell : row) bytes += (cell ? cell->size() : 4) + 3;
    return bytes;
}

void write_rows(json_text& out, const sql_table& table, std::size_t first, std::size_t last) {
    for (auto i = first; i < last; ++i) {
        out.open_array();
        for (const auto& cell : table.rows[i])
            if (cell)
                out.value(*cell);
            else
                out.raw("null");
        out.close_array();
    }
}

std::string signature(const route_context& c, std::string_view id, std::size_t chunk, std::int64_t expires) {
    return fmt::format("{:016x}", stable_hash(fmt::format("{}/{}/{}", id, chunk, expires), c.options.secret));
}

std::string link_to(const route_context& c, std::string_view id, std::size_t chunk) {
    // A client on loopback stays there, as with documents of the token service.
    const bool loopback = c.to.host == "127.0.0.1" || c.to.host == "localhost" || c.to.host == "[::1]";
    const auto base = loopback ? fmt::format("{}://{}", c.asked.tls ? "https" : "http", c.asked.host)
                               : fmt::format("https://{}", storage_host_of(c.from.where));
    const auto expires = (c.now + c.options.link_lifetime).count();
    return fmt::format("{}/{}/{}/{}?expires={}&signature={}", base, storage_path, id, chunk, expires,
                       signature(c, id, chunk, expires));
}

void write_chunk(json_text& out, const route_context& c, const accepted_statement& what, std::size_t chunk) {
    const auto& table = **what.outcome;
    const auto [rows, count] = chunks_of(c, table);
    const auto first = chunk * rows;
    const auto last = std::min(first + rows, table.rows.size());
    const auto number = [](std::size_t value) { return static_cast<std::int64_t>(value); };
    const auto place = [&] {
        out.field("chunk_index", number(chunk)).field("row_offset", number(first));
        out.field("row_count", number(last - first));
        if (chunk + 1 >= count) return;
        out.field("next_chunk_index", number(chunk + 1));
        out.field("next_chunk_internal_link",
                  fmt::format("/api/2.0/sql/statements/{}/result/chunks/{}?row_offset={}", what.id, chunk + 1, last));
    };
    if (!what.external) {
        place();
        if (first < last) {
            out.open_array("data_array");
            write_rows(out, table, first, last);
            out.close_array();
        }
        return;
    }
    out.open_array("external_links").open_object();
    place();
    out.field("external_link", link_to(c, what.id, chunk)).field("expiration", "2026-11-22T23:59:59.000Z");
    out.open_object("http_headers").field(storage_header, what.id.substr(0, 8)).close_object();
    out.close_object().close_array();
}

void write_error(json_text& out, std::string_view code, std::string_view message, std::string_view sql_state) {
    out.field("state", "FAILED").open_object("error").field("error_code", code).field("message", message);
    out.close_object().optional_field("sql_state", sql_state);
}

reply told(const route_context& c, const accepted_statement& what) {
    json_text out;
    out.open_object().field("statement_id", what.id).open_object("status");
    if (what.polls_left > 0) {
        out.field("state", what.polls_left > 1 ? "PENDING" : "RUNNING").close_object();
        return ok(std::move(out.close_object()));
    }
    if (what.ended_by_client) {
        out.field("state", "CANCELED").close_object();
        return ok(std::move(out.close_object()));
    }
    if (c.now - what.submitted > results_kept_for) {
        out.field("state", "CLOSED").close_object();
        return ok(std::move(out.close_object()));
    }
    if (!what.outcome->has_value()) {
        const auto& error = what.outcome->error();
        write_error(out, error.code, error.message, error.sql_state);
        out.close_object();
        return ok(std::move(out.close_object()));
    }
    const auto& table = **what.outcome;
    if (!what.external && bytes_of(table) > c.options.inline_limit_bytes) {
        write_error(out, "BAD_REQUEST",
                    fmt::format("Inline byte limit exceeded. Statements executed with disposition=INLINE can have a "
                                "result size of at most {} bytes. Please execute the statement with "
                                "disposition=EXTERNAL_LINKS if you want to download the full result.",
                                c.options.inline_limit_bytes),
                    {});
        out.close_object();
        return ok(std::move(out.close_object()));
    }
    out.field("state", "SUCCEEDED").close_object();
    out.open_object("manifest").field("format", "JSON_ARRAY").open_object("schema");
    out.field("column_count", static_cast<std::int64_t>(table.columns.size())).open_array("columns");
    std::int64_t position = 0;
    for (const auto& column : table.columns) {
        out.open_object().field("name", column.name).field("position", position++);
        out.field("type_name", column.type).field("type_text", column.type).close_object();
    }
    out.close_array().close_object();
    out.field("total_chunk_count", static_cast<std::int64_t>(chunks_of(c, table).count));
    out.field("total_row_count", static_cast<std::int64_t>(table.rows.size())).field("truncated", false);
    out.close_object().open_object("result");
    write_chunk(out, c, what, 0);
    out.close_object();
    return ok(std::move(out.close_object()));
}

bool stopped(const route_context& c) {
    return c.here().warehouse == warehouse_state::stopped;
}

reply no_statement(std::string_view id) {
    return failed(404, "NOT_FOUND", fmt::format("The statement {} was not found.", id));
}

} // namespace

std::string_view storage_host_of(cloud where) noexcept {
    switch (where) {
    case cloud::azure: return "simulatedresults.blob.core.windows.net";
    case cloud::aws: return "simulated-results.s3.amazonaws.com";
    case cloud::gcp: return "storage.googleapis.com";
    }
    return {};
}

reply submit_statement(const route_context& c, statement_book& book) {
    json::error_code fault;
    const auto parsed = json::parse(c.asked.body, fault);
    const auto* body = fault ? nullptr : parsed.if_object();
    if (body == nullptr) return failed(400, "MALFORMED_REQUEST", "The body is no JSON object.");
    const auto text = text_in(*body, "statement");
    const auto disposition = text_in(*body, "disposition");
    if (text.empty()) return failed(400, "INVALID_PARAMETER_VALUE", "statement is required.");
    if (c.from.objects_of(c.here()).find(node_kind::warehouse, text_in(*body, "warehouse_id")) == nullptr)
        return failed(404, "NOT_FOUND", fmt::format("The warehouse {} was not found.", text_in(*body, "warehouse_id")));
    if (!disposition.empty() && disposition != "INLINE" && disposition != "EXTERNAL_LINKS")
        return failed(400, "INVALID_PARAMETER_VALUE", "disposition must be INLINE or EXTERNAL_LINKS.");
    if (const auto format = text_in(*body, "format"); !format.empty() && format != "JSON_ARRAY")
        return failed(400, "INVALID_PARAMETER_VALUE", "Only the format JSON_ARRAY is simulated.");
    const auto wait = text_in(*body, "wait_timeout");
    const auto seconds = wait.ends_with('s') ? whole_number(std::string_view(wait).substr(0, wait.size() - 1))
                                             : std::optional<std::int64_t>{};
    if (!wait.empty() && (!seconds || (*seconds != 0 && (*seconds < 5 || *seconds > 50))))
        return failed(400, "INVALID_PARAMETER_VALUE", "wait_timeout must be 0s or between 5s and 50s.");
    sql_context run{c.from, c.here(), {}, text_in(*body, "catalog")};
    run.caller = c.options.accepted.client_id;
    if (c.options.accepts_writes) run.written = &c.written;
    if (const auto* parameters = body->if_contains("parameters"); parameters != nullptr && parameters->is_array())
        for (const auto& entry : parameters->get_array())
            if (const auto* one = entry.if_object()) run.parameters[text_in(*one, "name")] = text_in(*one, "value");

    const auto hash = stable_hash(text, static_cast<std::uint64_t>(c.here().id));
    const auto before = book.count(hash);
    // Some are still running when the reply comes, some even queued; a stopped warehouse takes its time besides.
    auto polls = static_cast<std::uint32_t>(hash % 4 == 0 ? 2 : hash % 4 == 1 ? 1 : 0);
    if (stopped(c)) polls += 3;
    const bool fails = before == 0 && (hash >> 16U) % 1000 < c.options.failing_statements;
    auto outcome = fails ? sql_result(sql_error{"TEMPORARILY_UNAVAILABLE", "",
                                                "The simulated weather is bad. Please try again later."})
                         : run_sql(run, text);
    return told(
        c, book.add(c.options.secret, *c.to.where, disposition == "EXTERNAL_LINKS", std::move(outcome), polls, c.now));
}

reply statement_status(const route_context& c, statement_book& book) {
    const auto id = c.to.target.segment(4);
    const auto found = book.look(id, c.to.where, c.now);
    return found ? told(c, *found) : no_statement(id);
}

reply end_statement(const route_context& c, statement_book& book) {
    book.end(c.to.target.segment(4), *c.to.where);
    return ok(std::move(json_text().open_object().close_object()));
}

reply statement_chunk(const route_context& c, statement_book& book) {
    const auto id = c.to.target.segment(4);
    const auto chunk = whole_number(c.to.target.segment(7));
    const auto found = book.look(id, c.to.where, c.now);
    if (!found || !found->outcome->has_value() || found->polls_left > 0 || found->ended_by_client)
        return no_statement(id);
    const auto count = chunks_of(c, **found->outcome).count;
    if (!chunk || *chunk < 0 || static_cast<std::size_t>(*chunk) >= count)
        return failed(400, "INVALID_PARAMETER_VALUE", fmt::format("The result has {} chunks.", count));
    if (c.now - found->submitted > results_kept_for) return no_statement(id);
    json_text out;
    out.open_object();
    write_chunk(out, c, *found, static_cast<std::size_t>(*chunk));
    return ok(std::move(out.close_object()));
}

reply result_file(const route_context& c, statement_book& book) {
    const auto refuse = [](unsigned status, std::string_view code) {
        reply made;
        made.status = status;
        made.content_type = "application/xml";
        made.body = fmt::format("<?xml version=\"1.0\"?><Error><Code>{}</Code></Error>", code);
        return made;
    };
    // A storage that is shown a token of the platform refuses the request, and the token is lost.
    if (!c.asked.authorization.empty()) return refuse(400, "InvalidAuthenticationInfo");
    const auto id = c.to.target.segment(1);
    const auto chunk = whole_number(c.to.target.segment(2));
    const auto expires = c.to.target.number("expires");
    if (!chunk || !expires || *chunk < 0) return refuse(404, "ResourceNotFound");
    const auto place = static_cast<std::size_t>(*chunk);
    if (c.to.target.parameter("signature").value_or("") != signature(c, id, place, *expires) ||
        c.now > milliseconds(*expires))
        return refuse(403, "AuthenticationFailed");
    const auto found = book.look(id, std::nullopt, c.now);
    if (!found || !found->outcome->has_value()) return refuse(404, "BlobNotFound");
    if (c.asked.storage_key != found->id.substr(0, 8)) return refuse(403, "AuthorizationFailure");
    const auto& table = **found->outcome;
    const auto [rows, count] = chunks_of(c, table);
    if (place >= count) return refuse(404, "BlobNotFound");
    json_text out;
    out.open_array();
    write_rows(out, table, place * rows, std::min((place + 1) * rows, table.rows.size()));
    return ok(std::move(out.close_array()));
}

} // namespace canreach::simulator::detail
