/// Writes JSON straight into a string; knows nothing of correctness beyond commas and escapes.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

namespace canreach::simulator::detail {

class json_text {
public:
    json_text& open_object() { return open('{'); }
    json_text& close_object() { return close('}'); }
    json_text& open_array() { return open('['); }
    json_text& close_array() { return close(']'); }
    json_text& key(std::string_view name);
    json_text& value(std::string_view text);
    json_text& value(const char* text) { return value(std::string_view(text)); }
    json_text& value(const std::string& text) { return value(std::string_view(text)); }
    json_text& value(std::same_as<bool> auto truth) { return raw(truth ? "true" : "false"); }
    json_text& value(std::int64_t number) { return raw(std::to_string(number)); }
    template <class Value>
    json_text& field(std::string_view name, const Value& what) {
        return key(name).value(what);
    }
    /// Nothing at all where `text` is empty: absent means default (databricks-api, 0.3).
    json_text& optional_field(std::string_view name, std::string_view text) {
        return text.empty() ? *this : key(name).value(text);
    }
    json_text& open_object(std::string_view name) { return key(name).open_object(); }
    json_text& open_array(std::string_view name) { return key(name).open_array(); }
    json_text& raw(std::string_view token);

    [[nodiscard]] std::size_t size() const { return out_.size(); }
    [[nodiscard]] std::string take() { return std::move(out_); }

private:
    json_text& open(char bracket);
    json_text& close(char bracket);

    std::string out_;
    bool comma_ = false;
};

} // namespace canreach::simulator::detail
