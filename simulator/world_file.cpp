#include "simulator/world_file.hpp"

#include <boost/json.hpp>

#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "model/error.hpp"

namespace canreach::simulator {
namespace {

namespace json = boost::json;

std::string_view text_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    const auto* text = found == nullptr ? nullptr : found->if_string();
    return text == nullptr ? std::string_view{} : std::string_view(*text);
}

/// Nodes that the question of a case names; a path or an action is none.
std::vector<std::string> named_by(const json::object& question) {
    constexpr std::array<std::string_view, 7> of_nodes{"principal", "on", "group", "a", "b", "from", "as"};
    std::vector<std::string> nodes;
    for (const auto name : of_nodes)
        if (const auto id = text_in(question, name); !id.empty()) nodes.emplace_back(id);
    return nodes;
}

result<world> world_of_case(const json::object& one) {
    const auto* world = one.if_contains("world");
    if (world == nullptr || !world->is_object())
        return fail(errc::bad_input, "a worked case holds its `world` as a JSON object").with("at", "/world");
    const auto* question = one.if_contains("question");
    if (question != nullptr && !question->is_object())
        return fail(errc::bad_input, "the question of a worked case is a JSON object").with("at", "/question");
    auto made = parse_world(json::serialize(*world),
                            question == nullptr ? std::vector<std::string>{} : named_by(question->get_object()));
    if (!made) return std::move(made).error().with("case", std::string(text_in(one, "id")));
    return made;
}

result<world> chosen_case(const json::array& cases, std::string_view id) {
    if (cases.empty()) return fail(errc::bad_input, "the file holds a list without any worked case");
    if (id.empty())
        return fail(
            errc::bad_input,
            fmt::format("the file holds a list of {} worked cases; say which one with --case ID", cases.size()));
    for (const auto& one : cases)
        if (const auto* row = one.if_object(); row != nullptr && text_in(*row, "id") == id) return world_of_case(*row);
    return fail(errc::not_found, fmt::format("no worked case has the id `{}`", printable(id)));
}

} // namespace

result<world> read_world_file(std::string_view json_text, std::string_view case_id) {
    boost::system::error_code fault;
    json::parse_options options;
    options.max_depth = 32;
    const auto parsed = json::parse(json_text, fault, {}, options);
    if (fault) return fail(errc::bad_input, fmt::format("the world file is no JSON: {}", fault.message()));
    if (const auto* cases = parsed.if_array()) return chosen_case(*cases, case_id);
    if (!case_id.empty())
        return fail(errc::bad_input, "the file holds one world, not a list of worked cases: leave --case out");
    if (const auto* one = parsed.if_object(); one != nullptr && one->contains("world")) return world_of_case(*one);
    return parse_world(json_text);
}

} // namespace canreach::simulator
