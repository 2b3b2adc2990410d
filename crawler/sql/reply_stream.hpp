/// Replies about a statement with the rows that came inline: rows are given away while they arrive, all else is a small
/// document.
#pragma once

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "crawler/body_reader.hpp"
#include "crawler/json_document.hpp"
#include "crawler/sql/statement_reply.hpp"
#include "model/error.hpp"

namespace canreach::crawler::sql {

/// For one request. Up to 25 MiB come inline, which as a document would be a multiple of that. Rows are given as a
/// `row_stream` gives them, once their columns are known.
class reply_stream final : public body_reader {
public:
    enum class shape : std::uint8_t {
        statement, ///< rows at `/result/data_array`, columns before them in `/manifest`
        chunk,     ///< rows at `/data_array`; nothing is said of columns
    };
    /// Of a chunk there are no columns.
    using giver = std::function<boost::asio::awaitable<result<void>>(const std::vector<sql_column>& columns,
                                                                     const std::vector<sql_row>& rows)>;
    using restarter = std::function<void()>;

    /// `read` is told the rest of the reply, with an empty list in place of the rows. A reply that has to be asked for
    /// again holds the same rows in the same order, so those that were given before are passed over; with `restart`,
    /// which is called then, all rows are given anew.
    reply_stream(shape what, giver give, json_reader::function read, restarter restart = {});
    ~reply_stream() override;

    /// What `give` failed with, if it did: the reply was not read to its end then.
    [[nodiscard]] const std::optional<failure>& refused() const noexcept { return refused_; }
    /// After the reply: rows that were not given.
    [[nodiscard]] std::vector<sql_row> take_rest();

    void begin(std::size_t size) override;
    [[nodiscard]] bool take(std::string_view piece) override;
    [[nodiscard]] bool is_full() const noexcept override;
    [[nodiscard]] boost::asio::awaitable<bool> make_room() override;
    [[nodiscard]] result<void> end() override;

private:
    class parser;
    [[nodiscard]] bool is_narrow_or_wide(const std::vector<sql_row>& rows) const;

    shape what_;
    giver give_;
    json_reader::function read_;
    restarter restart_;
    std::unique_ptr<parser> parser_;
    std::size_t given_ = 0;
    std::optional<failure> refused_;
    std::optional<failure> odd_;
};

} // namespace canreach::crawler::sql
