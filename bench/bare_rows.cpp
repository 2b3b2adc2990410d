#include "bench/bare_rows.hpp"

#include <sqlite3.h>

#include <cstdio>
#include <cstdlib>

#include "storage/schema.hpp"

namespace canreach::bench {
namespace {

constexpr int rows_per_statement = 64;
constexpr std::size_t rows_per_transaction = 20'000;

void require(bool done, sqlite3* db) {
    if (done) return;
    std::fprintf(stderr, "%s\n", sqlite3_errmsg(db));
    std::abort();
}

void run(sqlite3* db, const char* sql) {
    require(sqlite3_exec(db, sql, nullptr, nullptr, nullptr) == SQLITE_OK, db);
}

} // namespace

void insert_bare_rows(const std::string& path, std::size_t rows, row_shape shape) {
    const bool texts = shape == row_shape::like_nodes;
    const std::string name = "catalog_123.schema_1234.table_12345";
    const std::string url = "abfss://lake@storage.dfs.core.windows.net/" + name;
    sqlite3* db = nullptr;
    require(sqlite3_open(path.c_str(), &db) == SQLITE_OK, db);
    run(db, storage::crawl_pragmas);
    run(db, texts ? "CREATE TABLE t(a INTEGER PRIMARY KEY, b INTEGER NOT NULL, c INTEGER NOT NULL, "
                    "d TEXT NOT NULL, e TEXT NOT NULL, f TEXT NOT NULL) STRICT"
                  : "CREATE TABLE t(a INTEGER NOT NULL, b INTEGER NOT NULL, c INTEGER NOT NULL) STRICT");
    std::string sql = "INSERT INTO t VALUES ";
    for (int i = 0; i < rows_per_statement; ++i)
        sql += std::string(i == 0 ? "" : ",") + (texts ? "(?,?,?,?,?,?)" : "(?,?,?)");
    sqlite3_stmt* insert = nullptr;
    require(sqlite3_prepare_v3(db, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &insert, nullptr) == SQLITE_OK, db);
    run(db, "BEGIN");
    std::size_t since_commit = 0;
    for (std::size_t row = 0; row < rows; row += rows_per_statement) {
        int parameter = 0;
        for (int i = 0; i < rows_per_statement; ++i) {
            for (int column = 0; column < 3; ++column)
                sqlite3_bind_int64(insert, ++parameter, static_cast<sqlite3_int64>(row) + i);
            if (!texts) continue;
            for (const auto* text : {&name, &name, &url})
                sqlite3_bind_text64(insert, ++parameter, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
        }
        require(sqlite3_step(insert) == SQLITE_DONE, db);
        sqlite3_reset(insert);
        if ((since_commit += rows_per_statement) >= rows_per_transaction) {
            run(db, "COMMIT; BEGIN");
            since_commit = 0;
        }
    }
    run(db, "COMMIT");
    sqlite3_finalize(insert);
    sqlite3_close(db);
}

} // namespace canreach::bench
