#include "crawler/detail/error_fields.hpp"

#include <boost/json/array.hpp>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "crawler/detail/json_limits.hpp"

namespace canreach::crawler::detail {
namespace {

namespace json = boost::json;

constexpr std::size_t longest_text_bytes = 2048;
constexpr std::size_t longest_name_bytes = 64;
/// Deeper errors than any of the platform.
constexpr std::size_t deepest_error = 32;
/// Where an object in the list `details` of the outermost object stands.
constexpr std::size_t depth_of_details = 3;

struct known_text {
    std::string_view name;
    bool is_prose; ///< half of it is still worth something
};
constexpr std::array<known_text, 8> known_texts{{{"error_code", false},
                                                 {"message", true},
                                                 {"detail", true},
                                                 {"scimType", false},
                                                 {"errorCode", false},
                                                 {"errorSummary", true},
                                                 {"error", true},
                                                 {"error_description", true}}};

const known_text* known_as(std::string_view name) noexcept {
    const auto* found = std::ranges::find(known_texts, name, &known_text::name);
    return found == known_texts.end() ? nullptr : found;
}

/// Appends as much as there is room for, and no half of a character.
void append_within(std::string& text, std::string_view more, std::size_t limit_bytes) {
    if (text.size() + more.size() <= limit_bytes) {
        text += more;
        return;
    }
    auto room = limit_bytes - std::min(limit_bytes, text.size());
    while (room > 0 && (static_cast<unsigned char>(more[room]) & 0xC0U) == 0x80U) --room;
    text += more.substr(0, room);
}

/// What Boost.JSON's parser calls.
struct error_handler : unbounded_handler {
    [[nodiscard]] bool at_top() const noexcept { return depth == 1; }
    [[nodiscard]] bool in_a_detail() const noexcept { return depth == depth_of_details && within_details; }

    bool open() {
        ++depth;
        return true;
    }
    bool close() {
        if (in_a_detail()) {
            if (std::string_view(type).ends_with("google.rpc.RetryInfo") && !delay.empty())
                retry = json::object{{"@type", type}, {"retry_delay", delay}};
            type.clear();
            delay.clear();
        }
        --depth;
        return true;
    }
    void text_ends() {
        if (at_top() && known_as(name) != nullptr) kept[name] = word;
        if (in_a_detail() && name == "@type") type = word;
        if (in_a_detail() && name == "retry_delay") delay = word;
        word.clear();
    }

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_array_begin(error&) { return open(); }
    bool on_array_end(std::size_t, error&) { return close(); }
    bool on_object_begin(error&) { return open(); }
    bool on_object_end(std::size_t, error&) { return close(); }
    bool on_key_part(text part, std::size_t, error&) {
        if (!std::exchange(within_key, true)) name.clear();
        append_within(name, {part.data(), part.size()}, longest_name_bytes);
        return true;
    }
    bool on_key(text part, std::size_t size, error& fault) {
        on_key_part(part, size, fault);
        within_key = false;
        if (at_top()) within_details = name == "details";
        return true;
    }
    bool on_string_part(text part, std::size_t, error&) {
        append_within(word, {part.data(), part.size()}, longest_text_bytes);
        return true;
    }
    bool on_string(text part, std::size_t size, error& fault) {
        on_string_part(part, size, fault);
        text_ends();
        return true;
    }
    bool on_number_part(text, error&) { return true; }
    bool on_int64(std::int64_t, text, error&) { return true; }
    bool on_uint64(std::uint64_t, text, error&) { return true; }
    bool on_double(double, text, error&) { return true; }
    bool on_bool(bool, error&) { return true; }
    bool on_null(error&) { return true; }
    bool on_comment_part(text, error&) { return true; }
    bool on_comment(text, error&) { return true; }

    json::object kept;
    json::object retry;
    std::size_t depth = 0;
    bool within_key = false;
    bool within_details = false;
    std::string name;
    std::string word; ///< a text so far
    std::string type;
    std::string delay;
};

json::parse_options within_depth() {
    json::parse_options options;
    options.max_depth = deepest_error;
    return options;
}

} // namespace

class error_fields::parser {
public:
    void write(std::string_view piece) {
        if (ended_) return;
        boost::system::error_code fault;
        const auto used = inner_.write_some(true, piece.data(), piece.size(), fault);
        ended_ = fault || used < piece.size();
    }
    [[nodiscard]] const error_handler& at() const noexcept { return inner_.handler(); }

private:
    json::basic_parser<error_handler> inner_{within_depth()};
    bool ended_ = false;
};

error_fields::error_fields() : parser_(std::make_unique<parser>()) {}
error_fields::~error_fields() = default;

void error_fields::take(std::string_view piece) {
    parser_->write(piece);
}

json::object error_fields::kept() const {
    const auto& said = parser_->at();
    auto made = said.kept;
    if (said.at_top() && !said.word.empty()) // cut within a text
        if (const auto* known = known_as(said.name); known != nullptr && known->is_prose) made[said.name] = said.word;
    if (!said.retry.empty()) made["details"] = json::array{said.retry};
    return made;
}

} // namespace canreach::crawler::detail
