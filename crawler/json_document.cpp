#include "crawler/json_document.hpp"

#include <boost/json/stream_parser.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <new>
#include <optional>
#include <utility>

#include "crawler/detail/json_limits.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;

/// A document takes a few times its text; starting near that saves most of the growing. What a server says of its
/// length is believed within reason.
std::size_t first_block_for(std::size_t size) {
    return std::clamp<std::size_t>(size * 2, 1024, std::size_t{1} << 20U);
}

} // namespace

json_document::json_document() noexcept = default;
json_document::json_document(json_document&&) noexcept = default;
json_document& json_document::operator=(json_document&&) noexcept = default;
json_document::~json_document() = default;

json_document json_document::of(std::unique_ptr<json::monotonic_resource> memory, json::value&& root) {
    json_document made;
    // Never destroyed: everything it owns lies in the memory, which is released as a whole.
    auto* place = memory->allocate(sizeof(json::value), alignof(json::value));
    made.root_ = ::new (place) json::value(std::move(root));
    made.memory_ = std::move(memory);
    return made;
}

struct json_stream::state {
    explicit state(std::size_t size)
        : memory(std::make_unique<json::monotonic_resource>(first_block_for(size))),
          parser(json::storage_ptr{}, detail::json_limits(), scratch.data(), scratch.size()) {
        parser.reset(memory.get());
    }
    void give_up(std::string_view why) { failed = detail::no_json_at(taken, why); }

    std::unique_ptr<json::monotonic_resource> memory;
    std::array<unsigned char, 4096> scratch; // NOLINT: filled by the parser
    json::stream_parser parser;
    std::size_t taken = 0;
    std::optional<failure> failed;
};

json_stream::json_stream(std::size_t size) : state_(std::make_unique<state>(size)) {}
json_stream::~json_stream() = default;

bool json_stream::write(std::string_view piece) {
    auto& mine = *state_;
    if (mine.failed) return false;
    if (piece.size() > detail::longest_json_bytes - mine.taken) {
        mine.failed = detail::json_too_long();
        return false;
    }
    boost::system::error_code error;
    mine.taken += mine.parser.write(piece.data(), piece.size(), error);
    if (error) mine.give_up(error.message());
    return !mine.failed;
}

result<json_document> json_stream::finish() {
    auto& mine = *state_;
    if (!mine.failed) {
        boost::system::error_code error;
        mine.parser.finish(error);
        if (error) mine.give_up(error.message());
    }
    if (mine.failed) return std::move(*mine.failed);
    return json_document::of(std::move(mine.memory), mine.parser.release());
}

void json_reader::begin(std::size_t size) {
    parsing_ = std::make_unique<json_stream>(size);
}

bool json_reader::take(std::string_view piece) {
    return parsing_->write(piece);
}

result<void> json_reader::end() {
    const auto parsing = std::move(parsing_);
    const auto body = parsing->finish();
    if (!body) return body.error();
    return read_(*body);
}

} // namespace canreach::crawler
