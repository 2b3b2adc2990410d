/// The floor under the account file: rows into a table of SQLite's, with nothing of ours around them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace canreach::bench {

enum class row_shape : std::uint8_t {
    like_grants, ///< three integers
    like_nodes,  ///< three integers and three texts
};

/// Makes a new file at `path` with the crawl file's pragmas and inserts `rows`, rounded up to whole statements of 64,
/// in transactions of 20,000. Ends the program if SQLite refuses.
void insert_bare_rows(const std::string& path, std::size_t rows, row_shape shape);

} // namespace canreach::bench
