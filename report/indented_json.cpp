#include "report/indented_json.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <string_view>

namespace canreach::report {
namespace {

namespace json = boost::json;

void write(const json::value& what, std::size_t level, std::string& into) {
    const auto line = [&](std::size_t depth) { into.append("\n").append(2 * depth, ' '); };
    std::string_view separator;
    if (const auto* object = what.if_object(); object != nullptr && !object->empty()) {
        into += '{';
        for (const auto& [key, value] : *object) {
            into += separator;
            line(level + 1);
            into += json::serialize(json::string(key)) + ": ";
            write(value, level + 1, into);
            separator = ",";
        }
        line(level);
        into += '}';
    } else if (const auto* array = what.if_array(); array != nullptr && !array->empty()) {
        into += '[';
        for (const auto& value : *array) {
            into += separator;
            line(level + 1);
            into += json::serialize(value);
            separator = ",";
        }
        line(level);
        into += ']';
    } else {
        into += json::serialize(what);
    }
}

} // namespace

std::string indented(const json::value& what) {
    std::string text;
    write(what, 0, text);
    return text + '\n';
}

} // namespace canreach::report
