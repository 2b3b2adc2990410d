/// Tables, views, pragmas and version of both kinds of file, in one place. docs/account_file.md explains them.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace canreach::storage {

class database;

/// `cnrc`: tells an account file from any other SQLite file.
inline constexpr std::uint32_t file_application_id = 0x636E'7263;
/// Raised when a reader of the former version could misread a file of the new one, or this one a former file. 2: up to
/// when uses are known.
inline constexpr std::uint32_t schema_version = 2;

inline constexpr std::string_view state_crawling = "crawling";
inline constexpr std::string_view state_sealed = "sealed";

struct table_definition {
    std::string_view name;
    std::string_view sql; ///< exactly as SQLite stores it
};

/// Tables of a file that is being crawled: append-only, in order of arrival.
[[nodiscard]] std::span<const table_definition> crawl_tables() noexcept;
/// Tables of a sealed file.
[[nodiscard]] std::span<const table_definition> sealed_tables() noexcept;

/// Tables and header of a new crawl file, as one script.
[[nodiscard]] const char* crawl_header_sql() noexcept;
/// Durable at every commit against a killed process, and against a lost machine but for the last commits.
inline constexpr const char* crawl_pragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 4000; "
    "PRAGMA cache_size = -32768; PRAGMA temp_store = MEMORY;";
/// The file under construction counts for nothing until it is renamed, so nothing in it needs protection.
inline constexpr const char* sealing_pragmas = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size "
                                               "= -65536; PRAGMA locking_mode = EXCLUSIVE;";
inline constexpr const char* reading_pragmas = "PRAGMA query_only = ON; PRAGMA cache_size = -32768;";

/// Views and indexes of a sealed file; the views are a public contract.
[[nodiscard]] const char* sealed_views_sql() noexcept;
[[nodiscard]] const char* sealed_indexes_sql() noexcept;

} // namespace canreach::storage
