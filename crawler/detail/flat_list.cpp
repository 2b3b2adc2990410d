#include "crawler/detail/flat_list.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "crawler/detail/json_limits.hpp"
#include "crawler/detail/json_scanner.hpp"
#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler::detail {
namespace {

namespace json = boost::json;

constexpr std::string_view token_name = "next_page_token";

/// What the scanner tells. It counts how deep it is: 1 in the body, 2 in the list, 3 in an element.
struct flat_handler {
    flat_handler(std::string_view list_name, std::span<const std::string_view> field_names, bool has_token,
                 flat_elements& taker)
        : list(list_name), names(field_names), has_next_page(has_token), into(taker), fields(field_names.size()) {}

    /// Where the value that comes now is kept; null if nobody wants it.
    [[nodiscard]] flat_field* place() noexcept {
        if (depth == 3 && in_element) return field;
        return depth == 1 && at_token ? &token : nullptr;
    }
    void key(std::string_view name) {
        if (depth == 3) {
            if (!in_element) return;
            const auto found = std::ranges::find(names, name);
            field = found == names.end() ? nullptr : &fields[static_cast<std::size_t>(found - names.begin())];
            if (field != nullptr) field->what = flat_field::kind::none;
            return;
        }
        if (depth != 1) return;
        at_list = name == list;
        at_token = has_next_page && name == token_name;
        if (at_list) {
            list_is_wrong = false;
            into.begin();
        }
        if (at_token) {
            token_is_wrong = false;
            token.what = flat_field::kind::none;
        }
    }
    /// A value that is no object, or an object in place of something else.
    void value_begins(bool is_array, bool is_text, bool is_null) {
        if (depth == 0) {
            root_is_wrong = true;
        } else if (depth == 1) {
            if (at_list && !is_array && !is_null) list_is_wrong = true;
            if (at_token && !is_text && !is_null) token_is_wrong = true;
        } else if (depth == 2 && in_list) {
            into.take_other();
        }
    }
    void begin_object() {
        if (depth == 2 && in_list) {
            in_element = true;
            for (auto& one : fields) one.what = flat_field::kind::none;
        } else if (depth > 0) {
            value_begins(false, false, false);
        }
        ++depth;
    }
    void end_object() {
        if (--depth == 2 && in_element) {
            in_element = false;
            into.take(fields);
        }
    }
    void begin_array() {
        value_begins(true, false, false);
        if (depth == 1 && at_list) in_list = true;
        ++depth;
    }
    void end_array() {
        if (--depth == 1) in_list = false;
    }
    void text(std::string_view value) {
        if (auto* at = place()) {
            at->value = value;
            at->what = flat_field::kind::text;
        }
        value_begins(false, true, false);
    }
    bool number(std::string_view spelling) {
        boost::system::error_code fault;
        const auto value = json::parse(json::string_view(spelling.data(), spelling.size()), fault);
        if (fault) return false;
        if (auto* at = place(); at != nullptr && !value.is_double()) {
            at->value = value.is_int64() ? std::to_string(value.get_int64()) : std::to_string(value.get_uint64());
            at->what = flat_field::kind::number;
        }
        value_begins(false, false, false);
        return true;
    }
    void literal(bool is_null) { value_begins(false, false, is_null); }

    std::string_view list;
    std::span<const std::string_view> names;
    bool has_next_page;
    flat_elements& into;
    std::vector<flat_field> fields;
    flat_field* field = nullptr; ///< that the value in the element belongs to
    flat_field token;
    std::size_t depth = 0;
    bool at_list = false; ///< the value in the body is the list
    bool at_token = false;
    bool in_list = false;
    bool in_element = false;
    bool root_is_wrong = false;
    bool list_is_wrong = false;
    bool token_is_wrong = false;
};

} // namespace

class flat_list::parser {
public:
    parser(std::string_view list, std::span<const std::string_view> fields, pages how, flat_elements& into)
        : got_(list, fields, how == pages::by_token, into), scanner_(got_) {}
    parser(const parser&) = delete;
    parser& operator=(const parser&) = delete;

    bool write(std::string_view piece) {
        if (is_too_long_ || piece.size() > longest_json_bytes - scanner_.taken()) {
            is_too_long_ = true;
            return false;
        }
        return scanner_.write(piece);
    }
    result<std::string> finish() {
        if (is_too_long_) return json_too_long();
        if (!scanner_.finish()) return no_json_at(scanner_.taken(), scanner_.why());
        if (got_.root_is_wrong) return wrong_page("", "an object");
        if (got_.list_is_wrong) return wrong_page(fmt::format("/{}", got_.list), "an array");
        if (got_.token_is_wrong) return wrong_page(fmt::format("/{}", token_name), "a string");
        return std::string(got_.token.text());
    }

private:
    flat_handler got_;
    json_scanner<flat_handler> scanner_;
    bool is_too_long_ = false;
};

flat_list::flat_list(std::string_view list, std::span<const std::string_view> fields, pages how, flat_elements& into)
    : parser_(std::make_unique<parser>(list, fields, how, into)) {}
flat_list::~flat_list() = default;

bool flat_list::write(std::string_view piece) {
    return parser_->write(piece);
}

result<std::string> flat_list::finish() {
    return parser_->finish();
}

} // namespace canreach::crawler::detail
