#include "tests/support/cases.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <ostream>
#include <set>
#include <sstream>

namespace canreach::support {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
}

std::vector<std::string> texts_of(const json::value* list) {
    std::vector<std::string> texts;
    if (list == nullptr || !list->is_array()) return texts;
    for (const auto& one : list->get_array())
        if (one.is_string()) texts.emplace_back(one.get_string());
    return texts;
}

case_expectation expectation_of(const json::value& told) {
    case_expectation expected;
    if (told.is_bool())
        expected.answer = told.get_bool() ? graph::verdict::yes : graph::verdict::no;
    else if (told.is_string() && told.get_string() == "UNKNOWN")
        expected.answer = graph::verdict::unknown;
    else if (told.is_array()) {
        expected.list = texts_of(&told);
        std::ranges::sort(*expected.list);
    } else if (told.is_object())
        for (const auto& [name, list] : told.get_object()) {
            expected.object[name] = texts_of(&list);
            if (list.is_bool()) expected.object[name] = {list.get_bool() ? "yes" : "no"};
        }
    return expected;
}

const std::set<std::string, std::less<>>& slice_rules() {
    static const auto rules = [] {
        std::set<std::string, std::less<>> made{"K1"};
        for (const auto& [letter, last] : {std::pair{'M', 10},
                                           {'T', 7},
                                           {'U', 19},
                                           {'V', 7},
                                           {'S', 6},
                                           {'H', 13},
                                           {'L', 5},
                                           {'R', 4},
                                           {'W', 9},
                                           {'A', 7},
                                           {'E', 25}})
            for (int i = 1; i <= last; ++i) made.insert(letter + std::to_string(i));
        return made;
    }();
    return rules;
}

} // namespace

std::vector<std::string> access_case::extra_nodes() const {
    std::vector<std::string> nodes;
    for (const auto* named :
         {&question.principal, &question.on, &question.group, &question.a, &question.b, &question.from, &question.as})
        if (!named->empty()) nodes.push_back(*named);
    return nodes;
}

bool access_case::in_first_slice() const {
    constexpr std::array<std::string_view, 11> asked{"rows",      "can",    "from",       "who",
                                                     "members",   "groups", "identities", "compare_groups",
                                                     "abilities", "what",   "filtered"};
    return std::ranges::find(asked, question.ask) != asked.end() &&
           std::ranges::all_of(rules, [](const std::string& rule) { return slice_rules().contains(rule); });
}

result<std::vector<access_case>> parse_cases(std::string_view json_text) {
    boost::system::error_code fault;
    const auto parsed = json::parse(json_text, fault);
    if (fault || !parsed.is_array()) return fail(errc::bad_input, "the cases are no JSON array");
    std::vector<access_case> cases;
    for (const auto& element : parsed.get_array()) {
        const auto* row = element.if_object();
        if (row == nullptr || !row->contains("world") || !row->contains("question") || !row->contains("expect"))
            return fail(errc::bad_input, "a case lacks its world, question or expectation");
        const auto* question = row->at("question").if_object();
        if (question == nullptr)
            return fail(errc::bad_input, "a question is no object").with("case", text_of(*row, "id"));
        access_case one;
        one.id = text_of(*row, "id");
        one.title = text_of(*row, "title");
        one.text = json::serialize(element);
        one.world = json::serialize(row->at("world"));
        one.query = text_of(*row, "query");
        one.expected = expectation_of(row->at("expect"));
        one.missing = texts_of(row->if_contains("missing"));
        one.rules = texts_of(row->if_contains("rules"));
        auto& q = one.question;
        for (const auto& [name, field] : {std::pair<std::string_view, std::string*>{"ask", &q.ask},
                                          {"principal", &q.principal},
                                          {"action", &q.action},
                                          {"on", &q.on},
                                          {"path", &q.path},
                                          {"group", &q.group},
                                          {"a", &q.a},
                                          {"b", &q.b},
                                          {"from", &q.from},
                                          {"as", &q.as},
                                          {"profile", &q.profile},
                                          {"type", &q.type}})
            *field = text_of(*question, name);
        const auto* compute = question->if_contains("compute");
        q.compute = compute != nullptr && compute->is_bool() && compute->get_bool();
        if (const auto mode = text_of(*question, "mode"); !mode.empty()) q.mode = mode;
        if (const auto* invoke = question->if_contains("invoke"); invoke != nullptr && invoke->is_bool())
            q.invoke = invoke->get_bool();
        cases.push_back(std::move(one));
    }
    return cases;
}

result<std::vector<access_case>> load_cases(const std::string& source_folder) {
    const auto path = source_folder + "/tests/cases/access-model-cases.json";
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(errc::not_found, "the file of cases is missing").with("file", path);
    std::ostringstream text;
    text << file.rdbuf();
    return parse_cases(text.str());
}

void PrintTo(const access_case& one, std::ostream* out) {
    *out << one.id;
}

} // namespace canreach::support
