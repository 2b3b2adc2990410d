#include "crawler/detail/flat_list.hpp"

#include <boost/json/basic_parser_impl.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "crawler/detail/json_limits.hpp"
#include "crawler/detail/page_reader.hpp"

namespace canreach::crawler::detail {
namespace {

namespace json = boost::json;

constexpr std::string_view token_name = "next_page_token";

/// What Boost.JSON's parser calls. It counts how deep it is: 1 in the body, 2 in the list, 3 in an element.
struct flat_handler : unbounded_handler {
    flat_handler(std::string_view list_name, std::span<const std::string_view> field_names, bool has_token,
                 flat_elements& taker)
        : list(list_name), names(field_names), has_next_page(has_token), into(taker), fields(field_names.size()) {}

    [[nodiscard]] bool names_matter() const noexcept { return depth == 1 || (depth == 3 && in_element); }
    /// Where the value that comes now is kept; null if nobody wants it.
    [[nodiscard]] flat_field* place() noexcept {
        if (depth == 3 && in_element) return field;
        return depth == 1 && at_token ? &token : nullptr;
    }
    void name_is(std::string_view name) {
        if (depth == 3) {
            const auto found = std::ranges::find(names, name);
            field = found == names.end() ? nullptr : &fields[static_cast<std::size_t>(found - names.begin())];
            if (field != nullptr) field->what = flat_field::kind::none;
            return;
        }
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
    bool scalar(bool is_text = false, bool is_null = false) {
        value_begins(false, is_text, is_null);
        return true;
    }
    /// Part of a text that is kept, which is `size` long by now.
    static void add(std::string& to, text part, std::size_t size) {
        if (size == part.size()) to.clear();
        to.append(part.data(), part.size());
    }
    template <class Number>
    bool whole_number(Number value) {
        if (auto* at = place()) {
            at->value = std::to_string(value);
            at->what = flat_field::kind::number;
        }
        return scalar();
    }

    bool on_document_begin(error&) { return true; }
    bool on_document_end(error&) { return true; }
    bool on_object_begin(error&) {
        if (depth == 2 && in_list) {
            in_element = true;
            for (auto& one : fields) one.what = flat_field::kind::none;
        } else if (depth > 0) {
            value_begins(false, false, false);
        }
        ++depth;
        return true;
    }
    bool on_object_end(std::size_t, error&) {
        if (--depth == 2 && in_element) {
            in_element = false;
            into.take(fields);
        }
        return true;
    }
    bool on_array_begin(error&) {
        value_begins(true, false, false);
        if (depth == 1 && at_list) in_list = true;
        ++depth;
        return true;
    }
    bool on_array_end(std::size_t, error&) {
        if (--depth == 1) in_list = false;
        return true;
    }
    bool on_key_part(text part, std::size_t size, error&) {
        if (names_matter()) add(name_so_far, part, size);
        return true;
    }
    bool on_key(text part, std::size_t size, error&) {
        if (!names_matter()) return true;
        if (size == part.size()) {
            name_is({part.data(), part.size()});
        } else {
            add(name_so_far, part, size);
            name_is(name_so_far);
        }
        return true;
    }
    bool on_string_part(text part, std::size_t size, error&) {
        if (auto* at = place()) add(at->value, part, size);
        return true;
    }
    bool on_string(text part, std::size_t size, error&) {
        if (auto* at = place()) {
            add(at->value, part, size);
            at->what = flat_field::kind::text;
        }
        return scalar(true);
    }
    bool on_number_part(text, error&) { return true; }
    bool on_int64(std::int64_t value, text, error&) { return whole_number(value); }
    bool on_uint64(std::uint64_t value, text, error&) { return whole_number(value); }
    bool on_double(double, text, error&) { return scalar(); }
    bool on_bool(bool, error&) { return scalar(); }
    bool on_null(error&) { return scalar(false, true); }
    bool on_comment_part(text, error&) { return true; }
    bool on_comment(text, error&) { return true; }

    std::string_view list;
    std::span<const std::string_view> names;
    bool has_next_page;
    flat_elements& into;
    std::vector<flat_field> fields;
    flat_field* field = nullptr; ///< that the value in the element belongs to
    flat_field token;
    std::string name_so_far; ///< of a name that came in pieces
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
        : inner_(json_limits(), list, fields, how == pages::by_token, into) {}

    bool write(std::string_view piece) {
        if (failed_) return false;
        if (piece.size() > longest_json_bytes - taken_) {
            failed_ = json_too_long();
            return false;
        }
        boost::system::error_code fault;
        const auto used = inner_.write_some(true, piece.data(), piece.size(), fault);
        taken_ += used;
        if (!fault && used < piece.size()) fault = json::error::extra_data;
        note(fault);
        return !failed_;
    }
    result<std::string> finish() {
        if (!failed_ && !inner_.done()) {
            boost::system::error_code fault;
            inner_.write_some(false, nullptr, 0, fault);
            note(fault);
        }
        if (failed_) return std::move(*failed_);
        auto& got = inner_.handler();
        if (got.root_is_wrong) return wrong_page("", "an object");
        if (got.list_is_wrong) return wrong_page(fmt::format("/{}", got.list), "an array");
        if (got.token_is_wrong) return wrong_page(fmt::format("/{}", token_name), "a string");
        return std::string(got.token.text());
    }

private:
    void note(const boost::system::error_code& fault) {
        if (fault) failed_ = no_json_at(taken_, fault.message());
    }

    json::basic_parser<flat_handler> inner_;
    std::size_t taken_ = 0;
    std::optional<failure> failed_;
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
