/// Files of rows behind external links: one JSON array of rows each, read row by row while it arrives.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "crawler/body_reader.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

/// More rows are never given at once, however many a file packs into how few bytes; nor more than some megabytes.
inline constexpr std::size_t most_rows_of_a_piece = 8192;

/// Reads the files of one chunk, one after the other, and gives away rows as soon as there are some thousands, or fewer
/// that are long: a chunk is never kept whole. A file that has to be fetched again, even by a new link, holds the same
/// rows in the same order, so those that were given before are passed over. Rows are given before the end of a
/// compressed file has shown its checksum; on the wire TLS vouches for them.
class row_stream final : public body_reader {
public:
    using giver = std::function<boost::asio::awaitable<result<void>>(const std::vector<sql_row>& rows)>;

    explicit row_stream(giver give);
    ~row_stream() override;

    /// The chunk is read anew, from its first file.
    void restart() noexcept { before_ = 0; }
    /// The file was read to its end: gives the rest of it, and makes ready for the next. Fails with what `give` failed
    /// with, now or while the file was read.
    [[nodiscard]] boost::asio::awaitable<result<void>> end_file();
    /// All files were read. Fails if that were fewer rows than have been given: what came again is not what it was.
    [[nodiscard]] result<void> end_chunk() const;

    void begin(std::size_t size) override;
    [[nodiscard]] bool take(std::string_view piece) override;
    [[nodiscard]] bool is_full() const noexcept override;
    [[nodiscard]] boost::asio::awaitable<bool> make_room() override;
    /// Fails with `malformed_reply` if the file is no array of rows, with `limit_exceeded` on a row of megabytes.
    [[nodiscard]] result<void> end() override;

private:
    class parser;
    giver give_;
    std::unique_ptr<parser> parser_;
    std::size_t before_ = 0; ///< rows in the files before this one
    std::size_t given_ = 0;  ///< of the chunk
    std::optional<failure> refused_;
};

} // namespace canreach::crawler::sql
