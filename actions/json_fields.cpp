#include "actions/json_fields.hpp"

#include <boost/json/object.hpp>
#include <boost/json/string.hpp>
#include <boost/json/value.hpp>

namespace canreach::actions {

std::string text_in(const boost::json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    const auto* text = value == nullptr ? nullptr : value->if_string();
    return text == nullptr ? std::string{} : std::string(*text);
}

} // namespace canreach::actions
