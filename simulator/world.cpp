#include "simulator/world.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <set>
#include <utility>

#include "model/acl_levels.hpp"
#include "model/privileges.hpp"
#include "model/roles.hpp"
#include "simulator/detail/world_ids.hpp"

namespace canreach::simulator {
namespace {

namespace json = boost::json;
using detail::container_of;
using detail::default_metastore;
using detail::kind_of;
using detail::split;

constexpr std::string_view world_account_id = "7d0a52f4-0000-4000-8000-00000000c0de";

class world_reader {
public:
    explicit world_reader(const json::object& text) : text_(text) {}

    result<world> read(const std::vector<std::string>& extra_nodes) {
        if (auto known = check_words(); !known) return std::move(known).error();
        for (const auto& id : extra_nodes)
            if (auto seen = mention(id, "/extra"); !seen) return std::move(seen).error();
        if (auto seen = collect(); !seen) return std::move(seen).error();
        number();
        make_nodes();
        if (auto made = make_edges(); !made) return std::move(made).error();
        return std::move(world_);
    }

private:
    // --- pass 1: which nodes exist ---------------------------------------------------------------------------------

    result<void> mention(std::string_view id, std::string_view pointer) {
        const auto parts = split(id);
        if (id != "account" && (!kind_of(parts.word) || (parts.rest.empty() && parts.workspace.empty())))
            return fail(errc::bad_input,
                        fmt::format("`{}` is no node id; wanted kind:name, e.g. `user:alice`", quoted(id)))
                .with("at", std::string(pointer));
        for (std::string next(id); !next.empty() && ids_.insert(next).second; next = container_of(next))
            if (const auto at = split(next); !at.workspace.empty()) ids_.insert(fmt::format("ws:{}", at.workspace));
        return {};
    }

    /// A misspelt key would drop facts without a word.
    result<void> check_words() const {
        static const std::set<std::string_view> keys{"members",  "assign", "roles", "attach",     "owners",
                                                     "grants",   "denies", "acls",  "links",      "bind",
                                                     "policies", "paths",  "attrs", "workspaces", "not_crawled"};
        static const std::set<std::string_view> attributes{
            "active",          "isolation",       "mode",      "source", "immutable",
            "restrict_admins", "external_access", "read_only", "text",   "spark_version"};
        static const std::set<std::string_view> policy_words{"name",   "type",    "privileges", "on",    "to",
                                                             "except", "matches", "function",   "column"};
        if (const auto* policies = text_.if_contains("policies"); policies != nullptr && policies->is_array())
            for (const auto& policy : policies->get_array())
                for (const auto& [name, value] : policy.is_object() ? policy.get_object() : json::object{})
                    if (!policy_words.contains(name))
                        return wanted(fmt::format("/policies/{}", quoted(name)),
                                      "name, type, on, to, except, matches or another known key");
        for (const auto& [key, value] : text_)
            if (!keys.contains(key))
                return wanted(fmt::format("/{}", quoted(key)), "members, assign, grants, owners or another known key");
        const auto* attrs = text_.if_contains("attrs");
        if (attrs == nullptr || !attrs->is_object()) return {};
        for (const auto& [id, own] : attrs->get_object()) {
            if (!own.is_object()) return wanted(fmt::format("/attrs/{}", quoted(id)), "an object");
            for (const auto& [name, value] : own.get_object())
                if (!attributes.contains(name))
                    return wanted(fmt::format("/attrs/{}/{}", quoted(id), quoted(name)),
                                  "active, isolation, source or another known attribute");
        }
        return {};
    }

    using row_visitor = std::function<result<void>(const json::array& row, const std::string& pointer)>;

    /// Visits the rows of `key`, each an array of at least `width` elements; an absent key has no rows.
    result<void> rows(std::string_view key, std::size_t width, const row_visitor& visit) {
        const auto* list = text_.if_contains(key);
        if (list == nullptr) return {};
        if (!list->is_array()) return wanted(fmt::format("/{}", key), "an array");
        for (std::size_t i = 0; i < list->get_array().size(); ++i) {
            const auto pointer = fmt::format("/{}/{}", key, i);
            const auto* row = list->get_array()[i].if_array();
            if (row == nullptr || row->size() < width)
                return wanted(pointer, fmt::format("an array of {} elements", width));
            if (auto done = visit(*row, pointer); !done) return done;
        }
        return {};
    }

    static failure wanted(std::string pointer, std::string_view what) {
        return fail(errc::bad_input, fmt::format("the world file holds something unexpected; wanted {}", what))
            .with("at", std::move(pointer));
    }

    static result<std::string> text_at(const json::array& row, std::size_t index, const std::string& pointer) {
        if (const auto* text = row[index].if_string()) return std::string(*text);
        return wanted(fmt::format("{}/{}", pointer, index), "a string");
    }

    static result<std::vector<std::string>> texts_of(const json::value& list, const std::string& pointer) {
        if (!list.is_array()) return wanted(pointer, "an array of strings");
        std::vector<std::string> texts;
        for (const auto& element : list.get_array()) {
            if (!element.is_string()) return wanted(pointer, "an array of strings");
            texts.emplace_back(element.get_string());
        }
        return texts;
    }

    result<void> mention_at(const json::array& row, std::size_t index, const std::string& pointer) {
        auto id = text_at(row, index, pointer);
        if (!id) return std::move(id).error();
        return mention(*id == "account" ? "account" : *id, pointer);
    }

    result<void> collect() {
        ids_.insert("account");
        ids_.insert(std::string(default_metastore));
        struct column_rule {
            std::string_view key;
            std::size_t width;
            std::vector<std::size_t> nodes; ///< columns that are node ids
        };
        const std::vector<column_rule> rules{{"members", 2, {0, 1}}, {"assign", 3, {0, 1}}, {"roles", 3, {0, 1}},
                                             {"attach", 2, {0, 1}},  {"owners", 2, {0, 1}}, {"grants", 3, {0, 1}},
                                             {"denies", 3, {0, 1}},  {"acls", 3, {0, 1}},   {"links", 3, {1, 2}},
                                             {"bind", 3, {0, 1}}};
        for (const auto& rule : rules) {
            auto seen =
                rows(rule.key, rule.width, [&](const json::array& row, const std::string& pointer) -> result<void> {
                    for (const auto column : rule.nodes)
                        if (auto done = mention_at(row, column, pointer); !done) return done;
                    return {};
                });
            if (!seen) return seen;
        }
        for (const std::string_view key : {"workspaces", "not_crawled"}) {
            const auto* list = text_.if_contains(key);
            if (list == nullptr) continue;
            auto ids = texts_of(*list, fmt::format("/{}", key));
            if (!ids) return std::move(ids).error();
            for (const auto& id : *ids)
                if (auto done = mention(id, fmt::format("/{}", key)); !done) return done;
        }
        for (const std::string_view key : {"paths", "attrs"}) {
            const auto* map = text_.if_contains(key);
            if (map == nullptr) continue;
            if (!map->is_object()) return wanted(fmt::format("/{}", key), "an object");
            for (const auto& [id, value] : map->get_object())
                if (auto done = mention(id, fmt::format("/{}", key)); !done) return done;
        }
        return collect_policies();
    }

    result<void> collect_policies() {
        const auto* list = text_.if_contains("policies");
        if (list == nullptr) return {};
        if (!list->is_array()) return wanted("/policies", "an array");
        for (const auto& element : list->get_array()) {
            const auto* policy = element.if_object();
            if (policy == nullptr) return wanted("/policies", "an array of objects");
            for (const std::string_view key : {"on", "function"})
                if (const auto* node = policy->if_contains(key); node != nullptr && node->is_string())
                    if (auto done = mention(node->get_string(), fmt::format("/policies/{}", key)); !done) return done;
            for (const std::string_view key : {"to", "except", "matches"})
                if (const auto* nodes = policy->if_contains(key)) {
                    auto ids = texts_of(*nodes, fmt::format("/policies/{}", key));
                    if (!ids) return std::move(ids).error();
                    for (const auto& id : *ids)
                        if (auto done = mention(id, "/policies"); !done) return done;
                }
        }
        return {};
    }

    // --- pass 2: keys ----------------------------------------------------------------------------------------------

    /// Platform-like ids in the order of the sorted names, so that they depend on the set of names only.
    void number() {
        std::int64_t principal = 1000;
        std::int64_t workspace = 9'000'000'000'000'001; // within 2^53, so that every JSON reader keeps it
        std::int64_t metastore = 0;
        for (const auto& id : ids_) {
            const auto parts = split(id);
            if (parts.word == "ws")
                world_.keys[id] = {node_kind::workspace, {}, std::to_string(workspace++)};
            else if (parts.word == "metastore")
                world_.keys[id] = {
                    node_kind::metastore, {}, fmt::format("00000000-0000-4000-8000-{:012}", ++metastore)};
        }
        const auto store = world_.keys.at(std::string(default_metastore)).id;
        world_.account_id = world_account_id;
        for (const auto& id : ids_) {
            if (world_.keys.contains(id)) continue;
            world_.keys[id] = key_of(id, store, principal);
        }
    }

    node_key key_of(std::string_view id, const std::string& store, std::int64_t& next_principal) const {
        if (id == "account") return {node_kind::account, {}, std::string(world_account_id)};
        const auto parts = split(id);
        const auto kind = *kind_of(parts.word);
        const auto scope =
            parts.workspace.empty() ? std::string{} : world_.keys.at(fmt::format("ws:{}", parts.workspace)).id;
        if (kind == node_kind::group && parts.rest == account_users_id)
            return {kind, {}, std::string(account_users_id)};
        if (parts.word == "builtin") return {kind, scope, std::string(parts.rest)};
        if (kind == node_kind::recipient) return {kind, store, std::string(parts.rest)};
        if (is_principal(kind)) return {kind, scope, std::to_string(next_principal++)};
        if (family_of(kind) == kind_family::unity) return {kind, store, std::string(parts.rest)};
        return {kind, scope, std::string(parts.rest)};
    }

    // --- pass 3: facts ---------------------------------------------------------------------------------------------

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
        made.name = parts.rest.empty() ? std::string(parts.word) : std::string(parts.rest);
        if (id == "account") made.name = world_account_id;
        if (const auto above = container_of(id); !above.empty() && !is_principal(made.key.kind))
            made.parent = key(above);
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
        make_attachments();
        if (auto made = edges("members",
                              [this](auto& c) -> result<void> {
                                  add(member_fact{principal_ref::to(key(c[0])), key(c[1])});
                                  return {};
                              });
            !made)
            return made;
        if (auto made =
                edges("assign",
                      [this](auto& c) -> result<void> {
                          const auto bit = role_named(c[2]);
                          if (!bit) return wanted("/assign", "USER or ADMIN");
                          add(grant_fact{principal_ref::to(key(c[0])), key(c[1]), facet::role, mask{*bit}, {}, {}});
                          return {};
                      });
            !made)
            return made;
        if (auto made =
                edges("roles",
                      [this](auto& c) -> result<void> {
                          const auto bit = role_named(c[2]);
                          if (!bit) return wanted("/roles", "a role such as group.manager");
                          add(grant_fact{principal_ref::to(key(c[0])), key(c[1]), facet::role, mask{*bit}, {}, {}});
                          return {};
                      });
            !made)
            return made;
        if (auto made = edges("owners",
                              [this](auto& c) -> result<void> {
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

    /// Visits the rows of `key` as three texts (the third empty where the row has two).
    result<void> edges(std::string_view name,
                       const std::function<result<void>(const std::array<std::string, 3>&)>& visit) {
        return rows(name, 2, [&](const json::array& row, const std::string& pointer) -> result<void> {
            std::array<std::string, 3> columns;
            for (std::size_t i = 0; i < std::min<std::size_t>(row.size(), 3); ++i) {
                auto text = text_at(row, i, pointer);
                if (!text) return std::move(text).error();
                columns[i] = std::move(*text);
            }
            return visit(columns);
        });
    }

    void make_attachments() {
        std::map<std::string, std::string> attached;
        for (const auto& id : ids_)
            if (split(id).word == "ws") attached[id] = default_metastore;
        (void)edges("attach", [&](auto& c) -> result<void> {
            attached[c[0]] = c[1];
            return {};
        });
        for (const auto& [workspace, metastore] : attached)
            add(bind_fact{key(metastore), key(workspace), binding::attach});
        (void)edges("bind", [&](auto& c) -> result<void> {
            add(bind_fact{key(c[0]), key(c[1]), c[2] == "READ_ONLY" ? binding::read_only : binding::read_write});
            return {};
        });
    }

    result<void> make_grants() {
        const auto bits_of = [](const std::vector<std::string>& names, grant_fact& made) {
            mask bits;
            for (const auto& name : names) {
                if (made.what == facet::hive) {
                    if (const auto known = hive_privilege_named(name)) bits |= mask{*known};
                } else if (const auto known = privilege_named(name))
                    bits |= mask{*known};
                else
                    made.unknown.push_back(normalised_privilege_name(name));
            }
            return bits;
        };
        for (const bool denial : {false, true}) {
            auto made = rows(denial ? "denies" : "grants", 3,
                             [&](const json::array& row, const std::string& pointer) -> result<void> {
                                 auto names = texts_of(row[2], pointer + "/2");
                                 if (!names) return std::move(names).error();
                                 grant_fact grant;
                                 grant.grantee = principal_ref::to(key(row[0].get_string()));
                                 grant.resource = key(row[1].get_string());
                                 grant.what =
                                     family_of(grant.resource.kind) == kind_family::hive ? facet::hive : facet::unity;
                                 (denial ? grant.deny : grant.allow) = bits_of(*names, grant);
                                 add_grant(std::move(grant));
                                 return {};
                             });
            if (!made) return made;
        }
        return edges("acls", [this](auto& c) -> result<void> {
            const auto level = acl_level_named(key(c[1]).kind, c[2]);
            if (!level) return wanted("/acls", "a permission level such as CAN_MANAGE");
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
        return edges("links", [this](auto& c) -> result<void> {
            for (int number = 1; number <= static_cast<int>(link_type::holds); ++number) {
                const auto type = static_cast<link_type>(number);
                if (name_of(type) != c[0]) continue;
                add(link_fact{type, key(c[1]), key(c[2])});
                return {};
            }
            return wanted("/links", "a link type such as READS");
        });
    }

    result<void> make_policies() {
        const auto* list = text_.if_contains("policies");
        if (list == nullptr) return {};
        for (const auto& element : list->get_array()) {
            const auto& source = element.get_object();
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
            if (!known) return wanted("/policies/type", "ROW_FILTER, COLUMN_MASK, GRANT or DENY");
            if (!world_.keys.contains(text("on"))) return wanted("/policies/on", "a node id");
            made.on = key(text("on"));
            for (const auto& name : texts("privileges")) {
                const auto bit = privilege_named(name);
                if (!bit) return wanted("/policies/privileges", "known privileges such as SELECT");
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
            const bool group = key(id).kind == node_kind::group;
            world_.gaps.push_back({key(id), group ? node_part::members : node_part::grants, outcome::skipped,
                                   group ? "group-members" : "grants", "not crawled"});
        }
        return {};
    }

    const json::object& text_;
    std::set<std::string, std::less<>> ids_;
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
    return world_reader(parsed.get_object()).read(extra_nodes);
}

std::string world_id_of(const world& where, const node_key& key) {
    const auto found = std::ranges::find(where.keys, key, &std::pair<const std::string, node_key>::second);
    return found == where.keys.end() ? std::string{} : found->first;
}

} // namespace canreach::simulator
