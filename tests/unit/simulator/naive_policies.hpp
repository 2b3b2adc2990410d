/// Attribute-based policies in the naive crawl: conditions are compared with what the simulator writes, not parsed.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "model/fact.hpp"
#include "model/privileges.hpp"
#include "tests/unit/simulator/naive_json.hpp"

namespace canreach::simulator::test {

class naive_policies {
public:
    naive_policies(const client& ask, std::string host, std::function<void(fact)> add)
        : ask_(ask), host_(std::move(host)), add_(std::move(add)) {}

    /// Looks at a securable: its policies, its tags, and which policies here and above match it.
    void enter(const node_key& key) {
        const bool has_policies =
            key.kind == node_kind::table || key.kind == node_kind::schema || key.kind == node_kind::catalog;
        const auto path = fmt::format("{}policies/{}/{}", unity, word_of(key.kind), encoded(key.id));
        if (has_policies && ask_.get(host_, path).status == 200)
            for (const auto& row : ask_.walk(host_, path, "policies")) open(row, key);
        const auto about = [&](const one& policy) { return policy.word == word_for(key.kind); };
        if (std::ranges::none_of(open_, about)) return;
        const bool wanted =
            std::ranges::any_of(open_, [&](const one& policy) { return about(policy) && !policy.condition.empty(); });
        const auto target = fmt::format("{}entity-tag-assignments/{}s/{}/tags?include_inherited=true", unity,
                                        word_of(key.kind), encoded(key.id));
        json::array tags;
        if (wanted && ask_.get(host_, target).status == 200) {
            tags = ask_.walk(host_, target, "tag_assignments");
            tell(key, "tags", "read");
        }
        for (const auto& tag : tags) tell(key, "tag:" + text_at(tag, "tag_key"), text_at(tag, "tag_value"));
        for (auto& policy : open_)
            if (about(policy) && (policy.condition.empty() || std::ranges::any_of(tags, [&](const auto& tag) {
                                      return fits(policy.condition, tag);
                                  })))
                policy.told.matches.push_back(key);
    }

    /// What was set on a securable has matched all it can.
    void leave(const node_key& key) {
        std::erase_if(open_, [&](const one& policy) {
            if (policy.told.on != key) return false;
            add_(policy.told);
            return true;
        });
    }

private:
    struct one {
        policy_fact told;
        std::string word; ///< of what it is about
        std::string condition;
    };

    static std::string_view word_for(node_kind kind) {
        switch (kind) {
        case node_kind::catalog: return "CATALOG";
        case node_kind::schema: return "SCHEMA";
        case node_kind::table: return "TABLE";
        case node_kind::volume: return "VOLUME";
        default: return "FUNCTION";
        }
    }
    static std::string in_quotes(std::string text) {
        for (std::size_t at = 0; (at = text.find('\'', at)) != std::string::npos; at += 2) text.insert(at, 1, '\'');
        return "'" + text + "'";
    }
    static bool fits(const std::string& condition, const json::value& tag) {
        const auto key = in_quotes(text_at(tag, "tag_key"));
        return condition == fmt::format("has_tag({})", key) ||
               condition == fmt::format("has_tag_value({}, {})", key, in_quotes(text_at(tag, "tag_value")));
    }

    void tell(const node_key& of, std::string name, std::string value) {
        node_fact more;
        more.key = of;
        more.attributes.emplace_back(std::move(name), std::move(value));
        add_(more);
    }

    void open(const json::value& row, const node_key& on) {
        one made;
        made.told.name = text_at(row, "name");
        made.told.on = on;
        const json::value* does = nullptr;
        for (const auto& [part, type] :
             {std::pair{"row_filter", policy_type::row_filter}, std::pair{"column_mask", policy_type::column_mask},
              std::pair{"grant", policy_type::grant}, std::pair{"deny", policy_type::deny}})
            if (row.get_object().contains(part)) {
                made.told.type = type;
                does = &row.at(part);
            }
        if (const auto function = text_at(*does, "function_name"); !function.empty())
            made.told.function = node_key{node_kind::function, on.scope, function};
        for (const auto& word : list_at(*does, "privileges"))
            made.told.privileges |= mask{privilege_named(std::string_view(word.get_string())).value()};
        for (const auto& name : list_at(row, "to_principals"))
            made.told.to.push_back(principal_ref::named(std::string(name.get_string())));
        for (const auto& name : list_at(row, "except_principals"))
            made.told.except.push_back(principal_ref::named(std::string(name.get_string())));
        made.condition = text_at(row, "when_condition");
        if (!made.condition.empty() && !made.condition.starts_with("has_tag")) {
            add_(made.told); // beyond what is understood: about nothing
            return;
        }
        made.word = text_at(row, "for_securable_type");
        std::string kinds = made.word == "FUNCTION" ? "function model" : made.word;
        std::ranges::transform(kinds, kinds.begin(), [](char l) { return l >= 'A' && l <= 'Z' ? char(l + 32) : l; });
        tell(on, "policy:" + made.told.name, kinds + ": " + made.condition);
        open_.push_back(std::move(made));
    }

    const client& ask_;
    std::string host_;
    std::function<void(fact)> add_;
    std::vector<one> open_;
};

} // namespace canreach::simulator::test
