#include "storage/detail/sealed_writer.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <array>
#include <set>

#include "model/acl_levels.hpp"
#include "model/kinds.hpp"
#include "model/ledger.hpp"
#include "model/roles.hpp"
#include "storage/detail/batch_insert.hpp"
#include "storage/detail/fact_writer.hpp"
#include "storage/detail/files.hpp"
#include "storage/digest.hpp"
#include "storage/schema.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

constexpr std::int64_t none = -1;

std::int64_t stored_id(std::uint32_t number, std::span<const std::uint32_t> id_of) {
    return number == nothing ? none : static_cast<std::int64_t>(id_of[number]);
}

std::string bit_name(facet what, unsigned bit, const privilege_dictionary& names) {
    std::string_view known;
    if (bit >= first_learned_privilege_bit) return names.name_of_bit(bit); // one dictionary for all facets
    switch (what) {
    case facet::unity: return names.name_of_bit(bit);
    case facet::hive: known = name_of(static_cast<hive_privilege>(bit)); break;
    case facet::acl: known = name_of(static_cast<acl_level>(bit)); break;
    case facet::role: known = name_of(static_cast<role>(bit)); break;
    }
    return known.empty() ? fmt::format("BIT_{}", bit) : std::string{known};
}

void sql_fold(sqlite3_context* context, int, sqlite3_value** values) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_value_text(values[0]));
    const auto size = static_cast<std::size_t>(sqlite3_value_bytes(values[0]));
    const auto small = folded(text == nullptr ? std::string_view{} : std::string_view{text, size});
    sqlite3_result_text64(context, small.data(), small.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
}

} // namespace

result<sealed_writer> sealed_writer::create(const std::string& path) {
    if (auto made = make_empty_file(path); !made) return std::move(made).error();
    auto file = database::open(path, open_mode::write);
    if (!file) return std::move(file).error();
    if (auto set = file->run(sealing_pragmas); !set) return std::move(set).error();
    const auto header = fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; BEGIN;", file_application_id,
                                    schema_version);
    if (auto begun = file->run(header.c_str()); !begun) return std::move(begun).error();
    for (const auto& table : sealed_tables())
        if (auto made = file->run(std::string{table.sql}.c_str()); !made) return std::move(made).error();
    return sealed_writer{std::move(*file)};
}

result<void> sealed_writer::write_nodes(const raw_account& account, std::span<const std::uint32_t> order,
                                        std::span<const std::uint32_t> id_of, report_reader& reports) {
    auto rows = batch_insert::into(file_, "node", "id, kind, scope, key, name, parent, scope_node, subtype, flags");
    if (!rows) return std::move(rows).error();
    auto attributes = batch_insert::into(file_, "attribute", "node, name, value");
    if (!attributes) return std::move(attributes).error();
    for (const auto number : order) {
        const auto& node = account.nodes[number];
        const auto id = id_of[number];
        node_report said{node.name, node.parent, {}, node.flags, {}};
        if (node.report != nothing) {
            auto read = reports.read(node.report);
            if (!read) return std::move(read).error();
            said = *read;
        }
        rows->add(id);
        rows->add(static_cast<std::int64_t>(node.key.kind));
        rows->add(node.key.scope);
        rows->add(node.key.id);
        rows->add(said.name);
        rows->add(stored_id(node.parent, id_of)); // not the report's: a cycle may have been cut
        rows->add(stored_id(node.scope, id_of));
        rows->add(said.subtype);
        rows->add(node.flags.bits);
        if (auto ended = rows->end_row(); !ended) return ended;
        ++counts_[fmt::format("node.{}", word_of(node.key.kind))];

        const auto pairs = unpacked(said.attributes);
        if (!pairs || pairs->size() % 2 != 0)
            return fail(errc::damaged_file, "table raw_node holds attributes that are no list of pairs");
        // Sorted, the first of two with one name: the primary key wants it so, whatever a reply said.
        std::map<std::string_view, std::string_view> sorted;
        for (std::size_t i = 0; i < pairs->size(); i += 2) sorted.try_emplace((*pairs)[i], (*pairs)[i + 1]);
        for (const auto& [name, value] : sorted) {
            attributes->add(id);
            attributes->add(name);
            attributes->add(value);
            if (auto ended = attributes->end_row(); !ended) return ended;
            if (node.key.kind == node_kind::service_principal && name == "application_id")
                service_principal_aliases_.emplace_back(folded(value), id);
        }
    }
    for (const auto& node : account.nodes) {
        if (!node.wanted || node.same_as == nothing || node.report == nothing) continue;
        const auto said = reports.read(node.report);
        if (!said) return said.error();
        user_aliases_.emplace_back(folded(said->name), id_of[node.same_as]);
    }
    counts_["node"] = rows->rows();
    counts_["attribute"] = attributes->rows();
    if (auto flushed = rows->flush(); !flushed) return flushed;
    return attributes->flush();
}

result<void> sealed_writer::write_pairs(std::string_view table, std::string_view columns,
                                        std::span<const pair_edge> edges) {
    auto rows = batch_insert::into(file_, table, columns);
    if (!rows) return std::move(rows).error();
    for (const auto& edge : edges) {
        rows->add(edge.first);
        rows->add(edge.second);
        if (auto ended = rows->end_row(); !ended) return ended;
    }
    counts_[std::string{table.substr(0, table.find('_'))}] = rows->rows();
    return rows->flush();
}

result<void> sealed_writer::write_triples(std::string_view table, std::string_view columns,
                                          std::span<const typed_edge> edges) {
    auto rows = batch_insert::into(file_, table, columns);
    if (!rows) return std::move(rows).error();
    for (const auto& edge : edges) {
        rows->add(edge.first);
        rows->add(edge.second);
        rows->add(edge.third);
        if (auto ended = rows->end_row(); !ended) return ended;
    }
    counts_[std::string{table.substr(0, table.find('_'))}] = rows->rows();
    return rows->flush();
}

result<void> sealed_writer::write_grants(const sealed_grants& grants, const privilege_dictionary& names) {
    auto masks = batch_insert::into(file_, "mask", "number, facet, allow_low, allow_high, deny_low, deny_high");
    if (!masks) return std::move(masks).error();
    auto bits = batch_insert::into(file_, "mask_bit", "mask, denied, bit, name");
    if (!bits) return std::move(bits).error();
    auto rows = batch_insert::into(file_, "grant_edge", "resource, grantee, mask");
    if (!rows) return std::move(rows).error();
    auto learned = batch_insert::into(file_, "learned_privilege", "bit, name");
    if (!learned) return std::move(learned).error();

    result<void> done{};
    for (std::size_t number = 0; number < grants.masks.size(); ++number) {
        const auto& one = grants.masks[number];
        masks->add(static_cast<std::int64_t>(number));
        masks->add(static_cast<std::int64_t>(one.what));
        for (const auto word : {one.allow.low, one.allow.high, one.deny.low, one.deny.high})
            masks->add(static_cast<std::int64_t>(word));
        if (done = masks->end_row(); !done) return done;
        for (const auto denied : {false, true}) {
            (denied ? one.deny : one.allow).for_each([&](unsigned bit) {
                if (!done) return;
                bits->add(static_cast<std::int64_t>(number));
                bits->add(denied ? 1 : 0);
                bits->add(bit);
                bits->add(bit_name(one.what, bit, names));
                done = bits->end_row();
            });
        }
        if (!done) return done;
    }
    for (const auto& [bit, name] : names.learned()) {
        learned->add(bit);
        learned->add(name);
        if (done = learned->end_row(); !done) return done;
    }
    for (const auto& grant : grants.grants) {
        rows->add(grant.resource);
        rows->add(grant.grantee);
        rows->add(grant.mask);
        if (done = rows->end_row(); !done) return done;
    }
    counts_["grant"] = rows->rows();
    counts_["mask"] = masks->rows();
    counts_["learned_privilege"] = learned->rows();
    for (auto* table : {&*masks, &*bits, &*rows, &*learned})
        if (done = table->flush(); !done) return done;
    return done;
}

result<void> sealed_writer::write_policies(std::span<const sealed_policy> policies) {
    auto rows = batch_insert::into(file_, "policy", "number, name, type, resource, low, high, masked");
    if (!rows) return std::move(rows).error();
    auto parts = batch_insert::into(file_, "policy_node", "policy, part, node");
    if (!parts) return std::move(parts).error();
    for (std::size_t number = 0; number < policies.size(); ++number) {
        const auto& one = policies[number];
        rows->add(static_cast<std::int64_t>(number));
        rows->add(one.name);
        rows->add(static_cast<std::int64_t>(one.type));
        rows->add(one.resource);
        rows->add(static_cast<std::int64_t>(one.privileges.low));
        rows->add(static_cast<std::int64_t>(one.privileges.high));
        rows->add(one.column);
        if (auto ended = rows->end_row(); !ended) return ended;
        for (const auto& [part, list] :
             {std::pair{policy_to, &one.to}, std::pair{policy_except, &one.except},
              std::pair{policy_matches, &one.matches}, std::pair{policy_function, &one.function}}) {
            for (const auto id : *list) {
                parts->add(static_cast<std::int64_t>(number));
                parts->add(part);
                parts->add(id);
                if (auto ended = parts->end_row(); !ended) return ended;
            }
        }
    }
    counts_["policy"] = rows->rows();
    counts_["policy_node"] = parts->rows();
    if (auto flushed = rows->flush(); !flushed) return flushed;
    return parts->flush();
}

result<void> sealed_writer::write_aliases() {
    auto alias = statement::prepare(file_, "INSERT OR IGNORE INTO lookup(folded, kind, node) VALUES (?, ?, ?)");
    if (!alias) return std::move(alias).error();
    for (const auto& [kind, list] : {std::pair{node_kind::user, &user_aliases_},
                                     std::pair{node_kind::service_principal, &service_principal_aliases_}}) {
        for (const auto& [text, id] : *list) {
            alias->bind(1, std::string_view{text});
            alias->bind(2, static_cast<std::int64_t>(kind));
            alias->bind(3, static_cast<std::int64_t>(id));
            if (auto ran = alias->run(); !ran) return ran;
        }
    }
    return {};
}

result<void> sealed_writer::write_vocabulary() {
    auto rows = batch_insert::into(file_, "vocabulary", "list, number, word");
    if (!rows) return std::move(rows).error();
    result<void> done{};
    const auto put = [&](std::string_view list, std::int64_t number, std::string_view word) {
        if (!done) return;
        rows->add(list);
        rows->add(number);
        rows->add(word);
        done = rows->end_row();
    };
    for (const auto kind : all_kinds()) put("kind", static_cast<std::int64_t>(kind), word_of(kind));
    for (std::int64_t i = 0; const auto part = node_part_of_number(i + 1); ++i) put("part", i + 1, name_of(*part));
    for (std::int64_t i = 0; const auto how = outcome_of_number(i); ++i) put("outcome", i, name_of(*how));
    for (const auto what : {facet::unity, facet::hive, facet::acl, facet::role})
        put("facet", static_cast<std::int64_t>(what), name_of(what));
    for (const auto how : {binding::attach, binding::read_write, binding::read_only})
        put("binding", static_cast<std::int64_t>(how), name_of(how));
    for (auto i = static_cast<int>(link_type::run_as); i <= static_cast<int>(link_type::holds); ++i)
        put("link", i, name_of(static_cast<link_type>(i)));
    for (const auto type : {policy_type::row_filter, policy_type::column_mask, policy_type::grant, policy_type::deny})
        put("policy", static_cast<std::int64_t>(type), name_of(type));
    put("policy_part", policy_to, "to");
    put("policy_part", policy_except, "except");
    put("policy_part", policy_matches, "matches");
    put("policy_part", policy_function, "function");
    if (!done) return done;
    return rows->flush();
}

result<std::string> sealed_writer::finish(std::map<std::string, std::string> meta) {
    sqlite3_create_function_v2(file_.handle(), "canreach_fold", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nullptr,
                               sql_fold, nullptr, nullptr, nullptr);
    // Sorted first: a million rows in random order take four times as long.
    if (auto filled = file_.run("INSERT INTO lookup(folded, kind, node) "
                                "SELECT canreach_fold(name), kind, id FROM node ORDER BY 1, 2, 3");
        !filled)
        return std::move(filled).error();
    for (const auto step : {&sealed_writer::write_aliases, &sealed_writer::write_vocabulary})
        if (auto done = (this->*step)(); !done) return std::move(done).error();
    const auto lookups = file_.number("SELECT count(*) FROM lookup");
    if (!lookups) return lookups.error();
    counts_["lookup"] = static_cast<std::uint64_t>(*lookups);
    for (const auto* script : {sealed_indexes_sql(), sealed_views_sql()})
        if (auto ran = file_.run(script); !ran) return std::move(ran).error();

    auto digest = digest_of(file_);
    if (!digest) return std::move(digest).error();
    meta["digest"] = *digest;
    meta["state"] = state_sealed;
    auto texts = batch_insert::into(file_, "meta", "key, value");
    if (!texts) return std::move(texts).error();
    for (const auto& [key, value] : meta) {
        texts->add(key);
        texts->add(value);
        if (auto ended = texts->end_row(); !ended) return std::move(ended).error();
    }
    auto counts = batch_insert::into(file_, "row_count", "what, count");
    if (!counts) return std::move(counts).error();
    for (const auto& [what, rows] : counts_) {
        counts->add(what);
        counts->add(static_cast<std::int64_t>(rows));
        if (auto ended = counts->end_row(); !ended) return std::move(ended).error();
    }
    for (auto* table : {&*texts, &*counts})
        if (auto flushed = table->flush(); !flushed) return std::move(flushed).error();
    if (auto committed = file_.run("COMMIT"); !committed) return std::move(committed).error();
    return digest;
}

std::uint64_t sealed_writer::count(const std::string& what) const {
    const auto found = counts_.find(what);
    return found == counts_.end() ? 0 : found->second;
}

} // namespace canreach::storage::detail
