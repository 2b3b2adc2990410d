#include "simulator/world.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <utility>

#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "simulator/detail/world_ids.hpp"
#include "simulator/detail/world_keys.hpp"
#include "simulator/detail/world_names.hpp"
#include "simulator/detail/world_text.hpp"

namespace canreach::simulator {
namespace {

namespace json = boost::json;
using detail::container_of;
using detail::default_metastore;
using detail::split;
using detail::text_at;
using detail::texts_of;
using detail::visit_rows;
using detail::world_account_id;
using detail::world_wants;

/// Things that a workspace has one of are called as the platform calls them.
std::string_view name_of_the_one(node_kind kind, std::string_view otherwise) {
    switch (kind) {
    case node_kind::hive_catalog: return "hive_metastore";
    case node_kind::any_file: return "ANY FILE";
    case node_kind::anonymous_function: return "ANONYMOUS FUNCTION";
    default: return otherwise;
    }
}

/// The list that says who holds what of a thing of this kind, and the family that reads it.
std::pair<node_part, std::string_view> own_list_of(node_kind kind) {
    switch (kind) {
    case node_kind::group: return {node_part::members, "group-members"};
    case node_kind::service_principal: return {node_part::roles, "service-principal-roles"};
    case node_kind::workspace: return {node_part::assignments, "assignments"};
    default: return {node_part::grants, "grants"};
    }
}

class world_reader {
public:
    world_reader(const json::object& text, const detail::world_names& ids) : text_(text), ids_(ids) {
        world_.account_id = world_account_id;
        world_.keys = detail::keys_of(ids);
    }

    result<world> read() {
        make_nodes();
        if (auto made = make_edges(); !made) return std::move(made).error();
        return std::move(world_);
    }

private:
    const node_key& key(std::string_view id) const { return world_.keys.find(std::string(id))->second; }

    void make_nodes() {
        std::vector<std::pair<std::size_t, std::string>> by_depth;
        for (const auto& id : ids_) {
            if (is_system_group(id)) continue; // made when the file is sealed
            std::size_t depth = 0;
            for (auto above = container_of(id); !above.empty(); above = container_of(above)) ++depth;
            by_depth.emplace_back(depth, id);
        }
        std::ranges::sort(by_depth);
        for (const auto& [depth, id] : by_depth) world_.facts.emplace_back(node(id));
    }

    static bool is_system_group(std::string_view id) {
        return split(id).word == "builtin" || id == "group:account users";
    }

    node_fact node(const std::string& id) const {
        const auto parts = split(id);
        node_fact made;
        made.key = key(id);
        made.name =
            parts.rest.empty() ? std::string(name_of_the_one(made.key.kind, parts.word)) : std::string(parts.rest);
        if (id == "account") made.name = world_account_id;
        const bool contained = !is_principal(made.key.kind) || made.key.kind == node_kind::recipient;
        if (const auto above = container_of(id); !above.empty() && contained) made.parent = key(above);
        if (parts.word == "view")
            made.subtype = "VIEW";
        else if (made.key.kind == node_kind::table)
            made.subtype = "MANAGED";
        else if (made.key.kind == node_kind::catalog)
            made.subtype = "MANAGED_CATALOG";
        else if (made.key.kind == node_kind::volume)
            made.subtype = "MANAGED";
        if (made.key.kind == node_kind::service_principal)
            made.attributes.emplace_back("application_id", application_id(made.key.id));
        if (made.key.kind == node_kind::workspace) {
            made.attributes.emplace_back("cloud", "azure");
            made.attributes.emplace_back("url", fmt::format("https://adb-{}.1.azuredatabricks.net", made.key.id));
        }
        if (made.key.kind == node_kind::account) made.attributes.emplace_back("cloud", "azure");
        if (made.key.kind == node_kind::metastore) made.attributes.emplace_back("cloud", "azure");
        describe(id, made);
        std::ranges::sort(made.attributes);
        return made;
    }

    /// A service principal's application id: a UUID that depends on its number only.
    static std::string application_id(std::string_view number) {
        return fmt::format("0b3e7a11-0000-4000-8000-{:0>12}", number);
    }

    void describe(const std::string& id, node_fact& made) const {
        if (const auto* paths = text_.if_contains("paths"))
            if (const auto* url = paths->get_object().if_contains(id); url != nullptr && url->is_string())
                made.attributes.emplace_back("url", std::string(url->get_string()));
        const auto* attrs = text_.if_contains("attrs");
        if (attrs == nullptr) return;
        const auto* own = attrs->get_object().if_contains(id);
        if (own == nullptr || !own->is_object()) return;
        for (const auto& [name, value] : own->get_object()) {
            const bool truth = value.is_bool() && value.get_bool();
            const auto text = value.is_string() ? std::string(value.get_string()) : std::string{};
            if (name == "active" && value.is_bool() && !truth)
                made.flags |= node_flag::inactive;
            else if (name == "isolation" && text == "ISOLATED")
                made.flags |= node_flag::isolated;
            else if (name == "source" && text == "external")
                made.flags |= node_flag::external;
            else if (name == "immutable" && truth)
                made.flags |= node_flag::immutable;
            else if (name == "external_access" && truth)
                made.flags |= node_flag::external_access;
            else if (name == "read_only" && truth)
                made.flags |= node_flag::read_only;
            else if (name == "text")
                made.attributes.emplace_back("definition", text);
            else if (name == "mode")
                made.attributes.emplace_back("data_security_mode", text);
            else if (!text.empty())
                made.attributes.emplace_back(std::string(name), text);
        }
    }

    result<void> make_edges() {
        if (auto made = make_attachments(); !made) return made;
        if (auto made = edges("members",
                              [this](auto& c, auto&) -> result<void> {
                                  add(member_fact{principal_ref::to(key(c[0])), key(c[1])});
                                  return {};
                              });
            !made)
            return made;
        if (auto made =
                edges("assign",
                      [this](auto& c, auto& pointer) -> result<void> {
                          const auto bit = role_named(c[2]);
                          if (!bit) return world_wants(pointer + "/2", "USER or ADMIN");
                          add(grant_fact{principal_ref::to(key(c[0])), key(c[1]), facet::role, mask{*bit}, {}, {}});
                          return {};
                      });
            !made)
            return made;
        if (auto made =
                edges("roles",
                      [this](auto& c, auto& pointer) -> result<void> {
                          const auto bit = role_named(c[2]);
                          if (!bit) return world_wants(pointer + "/2", "a role such as group.manager");
                          add(grant_fact{principal_ref::to(key(c[0])), key(c[1]), facet::role, mask{*bit}, {}, {}});
                          return {};
                      });
            !made)
            return made;
        if (auto made = edges("owners",
                              [this](auto& c, auto&) -> result<void> {
                                  add(owner_fact{principal_ref::to(key(c[0])), key(c[1])});
                                  return {};
                              });
            !made)
            return made;
        if (auto made = make_grants(); !made) return made;
        if (auto made = make_links(); !made) return made;
        if (auto made = make_policies(); !made) return made;
        return make_gaps();
    }

    template <class Fact>
    void add(Fact made) {
        world_.facts.emplace_back(std::move(made));
    }

    using edge_visitor =
        std::function<result<void>(const std::array<std::string, 3>& columns, const std::string& pointer)>;
    /// Visits the rows of `key` as three texts (the third empty where the row has two).
    result<void> edges(std::string_view name, const edge_visitor& visit) {
        return visit_rows(text_, name, 2, [&](const json::array& row, const std::string& pointer) -> result<void> {
            std::array<std::string, 3> columns;
            for (std::size_t i = 0; i < std::min<std::size_t>(row.size(), 3); ++i) {
                auto text = text_at(row, i, pointer);
                if (!text) return std::move(text).error();
                columns[i] = std::move(*text);
            }
            return visit(columns, pointer);
        });
    }

    result<void> make_attachments() {
        std::map<std::string, std::string> attached;
        for (const auto& id : ids_)
            if (split(id).word == "ws") attached[id] = default_metastore;
        auto read = edges("attach", [&](auto& c, auto&) -> result<void> {
            attached[c[0]] = c[1];
            return {};
        });
        if (!read) return read;
        for (const auto& [workspace, metastore] : attached)
            add(bind_fact{key(metastore), key(workspace), binding::attach});
        return edges("bind", [&](auto& c, auto& pointer) -> result<void> {
            const bool reads = c[2] == "READ_ONLY";
            if (!reads && c[2] != "READ_WRITE") return world_wants(pointer + "/2", "READ_WRITE or READ_ONLY");
            add(bind_fact{key(c[0]), key(c[1]), reads ? binding::read_only : binding::read_write});
            return {};
        });
    }

    result<void> make_grants() {
        const auto bits_of = [&](const std::vector<std::string>& names, const std::string& pointer, grant_fact& made) {
            mask bits;
            for (std::size_t i = 0; i < names.size(); ++i) {
                const bool hive = made.what == facet::hive;
                if (const auto known = hive_privilege_named(names[i]); hive && known)
                    bits |= mask{*known};
                else if (const auto other = privilege_named(names[i]); !hive && other)
                    bits |= mask{*other};
                else {
                    if (!hive) made.unknown.push_back(normalised_privilege_name(names[i])); // Hive has no new ones
                    world_.unknown.push_back({names[i], fmt::format("{}/{}", pointer, i), made.what});
                }
            }
            return bits;
        };
        for (const bool denial : {false, true}) {
            auto made = visit_rows(text_, denial ? "denies" : "grants", 3,
                                   [&](const json::array& row, const std::string& pointer) -> result<void> {
                                       auto names = texts_of(row[2], pointer + "/2");
                                       if (!names) return std::move(names).error();
                                       grant_fact grant;
                                       grant.grantee = principal_ref::to(key(row[0].get_string()));
                                       grant.resource = key(row[1].get_string());
                                       grant.what = family_of(grant.resource.kind) == kind_family::hive ? facet::hive
                                                                                                        : facet::unity;
                                       (denial ? grant.deny : grant.allow) = bits_of(*names, pointer + "/2", grant);
                                       add_grant(std::move(grant));
                                       return {};
                                   });
            if (!made) return made;
        }
        return edges("acls", [this](auto& c, auto& pointer) -> result<void> {
            const auto level = acl_level_named(key(c[1]).kind, c[2]);
            if (!level) return world_wants(pointer + "/2", "a permission level such as CAN_MANAGE");
            add(grant_fact{principal_ref::to(key(c[0])), key(c[1]), facet::acl, mask{*level}, {}, {}});
            return {};
        });
    }

    /// Rows of one grantee on one resource are one grant.
    void add_grant(grant_fact made) {
        for (auto& one : world_.facts) {
            auto* known = std::get_if<grant_fact>(&one);
            if (known == nullptr || known->grantee != made.grantee || known->resource != made.resource ||
                known->what != made.what)
                continue;
            known->allow |= made.allow;
            known->deny |= made.deny;
            known->unknown.insert(known->unknown.end(), made.unknown.begin(), made.unknown.end());
            return;
        }
        add(std::move(made));
    }

    result<void> make_links() {
        return edges("links", [this](auto& c, auto& pointer) -> result<void> {
            for (int number = 1; number <= static_cast<int>(link_type::holds); ++number) {
                const auto type = static_cast<link_type>(number);
                if (name_of(type) != c[0]) continue;
                add(link_fact{type, key(c[1]), key(c[2])});
                return {};
            }
            return world_wants(pointer + "/0", "a link type such as READS");
        });
    }

    result<void> make_policies() {
        const auto* list = text_.if_contains("policies");
        if (list == nullptr) return {};
        for (std::size_t i = 0; i < list->get_array().size(); ++i) {
            const auto& source = list->get_array()[i].get_object();
            const auto at = [&](std::string_view word) { return fmt::format("/policies/{}/{}", i, word); };
            const auto text = [&](std::string_view name) {
                const auto* value = source.if_contains(name);
                return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string{};
            };
            const auto texts = [&](std::string_view name) {
                const auto* value = source.if_contains(name);
                std::vector<std::string> found;
                if (value == nullptr || !value->is_array()) return found;
                for (const auto& one : value->get_array())
                    if (one.is_string()) found.emplace_back(one.get_string());
                return found;
            };
            policy_fact made;
            made.name = text("name");
            bool known = false;
            for (int number = 1; number <= 4; ++number)
                if (name_of(static_cast<policy_type>(number)) == text("type")) {
                    made.type = static_cast<policy_type>(number);
                    known = true;
                }
            if (!known) return world_wants(at("type"), "ROW_FILTER, COLUMN_MASK, GRANT or DENY");
            if (!world_.keys.contains(text("on"))) return world_wants(at("on"), "a node id");
            made.on = key(text("on"));
            for (const auto& name : texts("privileges")) {
                const auto bit = privilege_named(name);
                if (!bit) return world_wants(at("privileges"), "known privileges such as SELECT");
                made.privileges |= mask{*bit};
            }
            if (const auto function = text("function"); !function.empty()) made.function = key(function);
            made.column = text("column");
            for (const auto& id : texts("to")) made.to.push_back(principal_ref::to(key(id)));
            for (const auto& id : texts("except")) made.except.push_back(principal_ref::to(key(id)));
            for (const auto& id : texts("matches")) made.matches.push_back(key(id));
            add(std::move(made));
        }
        return {};
    }

    result<void> make_gaps() {
        const auto* list = text_.if_contains("not_crawled");
        if (list == nullptr) return {};
        auto ids = texts_of(*list, "/not_crawled");
        if (!ids) return std::move(ids).error();
        for (const auto& id : *ids) {
            const auto [part, family] = own_list_of(key(id).kind);
            world_.gaps.push_back({key(id), part, outcome::skipped, std::string(family), "not crawled"});
        }
        return {};
    }

    const json::object& text_;
    const detail::world_names& ids_;
    world world_;
};

} // namespace

result<world> parse_world(std::string_view json_text, const std::vector<std::string>& extra_nodes) {
    boost::system::error_code fault;
    json::parse_options options;
    options.max_depth = 16;
    const auto parsed = json::parse(json_text, fault, {}, options);
    if (fault) return fail(errc::bad_input, fmt::format("the world file is no JSON: {}", fault.message()));
    if (!parsed.is_object()) return fail(errc::bad_input, "the world file holds no JSON object");
    const auto& text = parsed.get_object();
    if (auto known = detail::check_words(text); !known) return std::move(known).error();
    const auto names = detail::names_in(text, extra_nodes);
    if (!names) return names.error();
    return world_reader(text, *names).read();
}

std::string world_id_of(const world& where, const node_key& key) {
    const auto found = std::ranges::find(where.keys, key, &std::pair<const std::string, node_key>::second);
    return found == where.keys.end() ? std::string{} : found->first;
}

} // namespace canreach::simulator
