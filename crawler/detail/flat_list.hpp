/// Lists of which each element says little: read while they arrive, element by element, without a document of them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.hpp"

namespace canreach::crawler::detail {

/// What an element says under one name. As with documents, the last value of a name counts.
struct flat_field {
    enum class kind : std::uint8_t { none, text, number };
    std::string value; ///< a whole number in decimal
    kind what = kind::none;

    /// As `text_in` of a document: strings only.
    [[nodiscard]] std::string_view text() const noexcept {
        return what == kind::text ? std::string_view(value) : std::string_view{};
    }
    /// As `id_in`: a string, or a whole number.
    [[nodiscard]] std::string_view id() const noexcept {
        return what == kind::none ? std::string_view{} : std::string_view(value);
    }
};

/// Takes what is in the list.
class flat_elements {
public:
    virtual ~flat_elements() = default;
    /// The list begins; what an earlier one of the same name said is forgotten.
    virtual void begin() = 0;
    /// An element that is an object. The fields are in the order of the names asked for, and good for this call.
    virtual void take(std::span<const flat_field> fields) = 0;
    /// One that is none.
    virtual void take_other() = 0;
};

/// An object with a list under `list` (absent or null = empty) and perhaps `next_page_token`. Memory does not grow with
/// the body.
class flat_list {
public:
    /// Is a token of a next page looked for?
    enum class pages : std::uint8_t { one, by_token };

    /// `fields`: the names that are of interest in an element. Names and `into` outlive this object.
    flat_list(std::string_view list, std::span<const std::string_view> fields, pages how, flat_elements& into);
    flat_list(const flat_list&) = delete;
    flat_list& operator=(const flat_list&) = delete;
    ~flat_list();

    /// False once it is no JSON, too deep or too large.
    bool write(std::string_view piece);
    /// Once, after the last piece: the token of the next page, empty if there is none. Fails with `malformed_reply` as
    /// `read_page` does, and if the body was cut.
    [[nodiscard]] result<std::string> finish();

private:
    class parser;
    std::unique_ptr<parser> parser_;
};

} // namespace canreach::crawler::detail
