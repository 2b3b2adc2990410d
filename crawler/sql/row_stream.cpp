#include "crawler/sql/row_stream.hpp"

#include <fmt/format.h>

#include <utility>

#include "crawler/detail/row_handler.hpp"

namespace canreach::crawler::sql {

namespace asio = boost::asio;

class row_stream::parser final : public detail::rows_parser<detail::row_handler> {};

row_stream::row_stream(giver give) : give_(std::move(give)) {}
row_stream::~row_stream() = default;

void row_stream::begin(std::size_t) {
    parser_ = std::make_unique<parser>();
    parser_->at().passed_over = given_ > before_ ? given_ - before_ : 0;
}

bool row_stream::take(std::string_view piece) {
    return !refused_ && parser_->write(piece);
}

bool row_stream::is_full() const noexcept {
    return !refused_ && (parser_->is_full() || parser_->has_rest());
}

asio::awaitable<bool> row_stream::make_room() {
    do {
        const auto rows = parser_->take_rows();
        auto given = co_await give_(rows);
        if (!given) {
            refused_ = std::move(given).error();
            co_return false;
        }
        given_ += rows.size();
        if (!parser_->parse_rest()) co_return false;
    } while (is_full());
    co_return true;
}

result<void> row_stream::end() {
    if (refused_) return {}; // the file is not at fault: `end_file()` tells
    return parser_->finish();
}

asio::awaitable<result<void>> row_stream::end_file() {
    // An empty result is given away as well: its columns are looked at.
    if (!refused_ && (!parser_->at().rows.empty() || given_ == 0)) co_await make_room();
    if (refused_) co_return *refused_;
    before_ += parser_->at().number;
    co_return result<void>{};
}

result<void> row_stream::end_chunk() const {
    if (before_ >= given_) return {};
    return fail(errc::malformed_reply,
                fmt::format("a chunk of a result that came again holds {} rows, and {} were read of it before", before_,
                            given_));
}

} // namespace canreach::crawler::sql
