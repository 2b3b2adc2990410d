#include "query/cell_words.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "model/kinds.hpp"
#include "model/ledger.hpp"
#include "query/object_kinds.hpp"
#include "query/spelling.hpp"
#include "query/unicode.hpp"

namespace canreach::query {
namespace {

// Views are tables of a subtype; answers tell them apart.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> views{
    {{"view", "view"}, {"hview", "Hive view"}}};

std::optional<node_kind> kind_of_cell(std::string_view word) noexcept {
    if (word == "view") return node_kind::table;
    if (word == "hview") return node_kind::hive_table;
    return kind_of_word(word);
}

std::string hive_name(node_kind kind, const node_cell& node) {
    const auto place = spelled_name(node.scope);
    switch (kind) {
    // The grammar has no place before these two.
    case node_kind::any_file: return "ANY FILE FROM " + place;
    case node_kind::anonymous_function: return "ANONYMOUS FUNCTION FROM " + place;
    case node_kind::hive_catalog: return place + ":hive_metastore";
    default: return fmt::format("{}:hive_metastore.{}", place, spelled_dotted_name(node.name));
    }
}

} // namespace

std::string_view noun_of_word(std::string_view kind_word) noexcept {
    for (const auto& [word, noun] : views)
        if (word == kind_word) return noun;
    const auto kind = kind_of_word(kind_word);
    return kind ? noun_of(*kind) : kind_word;
}

std::optional<std::string> word_of_noun(std::string_view noun) {
    for (const auto& [word, called] : views)
        if (same_word(word, noun) || same_word(called, noun)) return std::string(word);
    for (const auto kind : all_kinds())
        if (same_word(word_of(kind), noun) || same_word(noun_of(kind), noun)) return std::string(word_of(kind));
    return std::nullopt;
}

std::string full_name(const node_cell& node) {
    const auto kind = kind_of_cell(node.kind);
    if (!kind || node.scope.empty()) return node.name;
    switch (family_of(*kind)) {
    case kind_family::hive: return hive_name(*kind, node);
    case kind_family::object:
    case kind_family::unknown:
        return fmt::format("{}:{}", spelled_name(node.scope),
                           node.name.starts_with('/') ? spelled_text(node.name) : spelled_name(node.name));
    default: return node.name;
    }
}

std::string thing(const node_cell& node) {
    const auto kind = kind_of_cell(node.kind);
    const bool names_itself = kind == node_kind::any_file || kind == node_kind::anonymous_function;
    auto name = full_name(node);
    return names_itself ? name : fmt::format("{} {}", noun_of_word(node.kind), name);
}

std::string part_and_family(std::string_view part, std::string_view family) {
    if (family.empty() || family.find(part) != std::string_view::npos) return std::string(part);
    if (part == name_of(node_part::children)) return std::string(family);
    return fmt::format("{} ({})", part, family);
}

std::string unread_part(const coverage_note& note) {
    return fmt::format("{} of {}", part_and_family(note.part, note.family), thing(note.about));
}

} // namespace canreach::query
