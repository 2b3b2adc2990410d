#include "crawler/detail/json_fields.hpp"

#include "crawler/text.hpp"

namespace canreach::crawler::detail {

namespace json = boost::json;

result<json_document> parse_json(std::string_view text) {
    json_stream parsing(text.size());
    parsing.write(text);
    return parsing.finish();
}

std::string_view text_in(const json::object& where, std::string_view key) noexcept {
    const auto* value = where.if_contains(key);
    if (value == nullptr || !value->is_string()) return {};
    const auto& text = value->get_string();
    return {text.data(), text.size()};
}

std::string id_of(const json::value& value) {
    if (value.is_string()) return std::string(value.get_string().data(), value.get_string().size());
    if (value.is_int64()) return std::to_string(value.get_int64());
    if (value.is_uint64()) return std::to_string(value.get_uint64());
    return {};
}

std::string id_in(const json::object& where, std::string_view key) {
    const auto* value = where.if_contains(key);
    return value == nullptr ? std::string{} : id_of(*value);
}

std::optional<bool> bool_in(const json::object& where, std::string_view key) noexcept {
    const auto* value = where.if_contains(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_bool()) return value->get_bool();
    const auto text = text_in(where, key);
    if (equal_ignoring_case(text, "true")) return true;
    if (equal_ignoring_case(text, "false")) return false;
    return std::nullopt;
}

std::optional<std::int64_t> int_in(const json::object& where, std::string_view key) noexcept {
    const auto* value = where.if_contains(key);
    if (value == nullptr) return std::nullopt;
    if (value->is_int64()) return value->get_int64();
    return parse_int(text_in(where, key));
}

const json::object* object_in(const json::object& where, std::string_view key) noexcept {
    const auto* value = where.if_contains(key);
    return value == nullptr ? nullptr : value->if_object();
}

const json::array& array_in(const json::object& where, std::string_view key) noexcept {
    static const json::array none;
    const auto* value = where.if_contains(key);
    if (value == nullptr || !value->is_array()) return none;
    return value->get_array();
}

bool has(const json::object& where, std::string_view key) noexcept {
    const auto* value = where.if_contains(key);
    return value != nullptr && !value->is_null();
}

} // namespace canreach::crawler::detail
