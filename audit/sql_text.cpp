#include "audit/sql_text.hpp"

#include "query/object_kinds.hpp"
#include "query/spelling.hpp"

namespace canreach::audit {

std::string full_name_in_sql(std::string_view dotted) {
    std::string name;
    for (;;) {
        const auto dot = dotted.find('.');
        name += (name.empty() ? "" : ".") + query::quoted_name(dotted.substr(0, dot));
        if (dot == std::string_view::npos) return name;
        dotted.remove_prefix(dot + 1);
    }
}

std::string text_in_sql(std::string_view text) {
    std::string literal = "'";
    for (const char c : text) {
        if (c == '\'' || c == '\\') literal += '\\';
        literal += c;
    }
    return literal + '\'';
}

std::string object_in_sql(const node_description& node) {
    if (node.key.kind == node_kind::metastore) return "METASTORE";
    std::string kind(query::spelling_of(node.key.kind));
    if (node.key.kind == node_kind::table && query::is_view_subtype(node.subtype)) kind = "VIEW";
    if (node.key.kind == node_kind::model) kind = "FUNCTION"; // models are granted on as functions
    return kind + ' ' + (family_of(node.key.kind) == kind_family::unity ? full_name_in_sql(node.name) : std::string{});
}

std::string name_in_sql(const node_description& principal) {
    if (principal.key.kind == node_kind::service_principal)
        for (const auto& [key, value] : principal.attributes)
            if (key == "application_id") return value;
    return principal.name;
}

} // namespace canreach::audit
