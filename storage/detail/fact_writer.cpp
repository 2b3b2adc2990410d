#include "storage/detail/fact_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "storage/checked_row.hpp"
#include "storage/database.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

constexpr std::int64_t none = -1;

/// One row of so many, instead of a row for each: SQLite takes ten times as long for those. Less than a page, so that
/// no row needs pages of its own.
constexpr std::size_t longest_run_bytes = 2'048;

std::int64_t as_stored(std::uint64_t word) {
    return static_cast<std::int64_t>(word);
}

std::string_view compose(key_bytes& bytes, principal_ref::form how, node_kind kind, std::string_view scope,
                         std::string_view text) {
    return bytes.start()
        .number(static_cast<std::uint64_t>(how))
        .number(static_cast<std::uint64_t>(kind))
        .text(scope)
        .text(text)
        .view();
}

} // namespace

result<fact_writer> fact_writer::open(database& where, key_table& keys, fingerprint_key key) {
    struct layout {
        std::string_view table, columns;
    };
    constexpr std::array layouts{
        layout{"raw_ref", "number, form, kind, scope, text, key"},
        layout{"raw_node", "number, key, parent, name, subtype, flags, attributes"},
        layout{"raw_member_run", "in_group, members"},
        layout{"raw_owner", "owner, resource"},
        layout{"raw_grant", "grantee, resource, mask"},
        layout{"raw_bind", "resource, workspace, how"},
        layout{"raw_link", "type, source, target_key, target_ref"},
        layout{"raw_policy", "number, name, type, resource, low, high, masked"},
        layout{"raw_policy_part", "policy, part, target"},
        layout{"raw_activity", "principal, metastore, table_name, last_seen"},
        layout{"raw_activity_window", "metastore, of_tables, days, read_on"},
        layout{"raw_part", "stage, of_table, first, last"},
        layout{"raw_kept_stage", "stage"},
    };
    std::vector<batch_insert> made;
    for (const auto& [table, columns] : layouts) {
        auto insert = batch_insert::into(where, table, columns);
        if (!insert) return std::move(insert).error();
        made.push_back(std::move(*insert));
    }
    auto masks = mask_table::load(where, key);
    if (!masks) return std::move(masks).error();
    fact_writer writer{{std::move(made[0]), std::move(made[1]), std::move(made[2]), std::move(made[3]),
                        std::move(made[4]), std::move(made[5]), std::move(made[6]), std::move(made[7]),
                        std::move(made[8]), std::move(made[9]), std::move(made[10]), std::move(made[11]),
                        std::move(made[12])},
                       keys,
                       std::move(*masks),
                       key};
    if (auto loaded = writer.reload(where); !loaded) return std::move(loaded).error();
    return writer;
}

/// Takes up the numbering of an interrupted crawl.
result<void> fact_writer::reload(database& where) {
    auto refs = statement::prepare(where, "SELECT number, form, kind, scope, text, key FROM raw_ref ORDER BY number");
    if (!refs) return std::move(refs).error();
    for (;;) {
        const auto more = refs->step();
        if (!more) return more.error();
        if (!*more) break;
        checked_row row{*refs, "raw_ref"};
        const auto number = row.number(0, 0, no_node.value - 1);
        const auto how = row.between(1, principal_ref::form::key, principal_ref::form::external_id);
        const auto kind = row.one_of(2, kind_of_number);
        const auto scope = row.text(3);
        const auto text = row.text(4);
        const auto key = row.number(5, none, no_node.value - 1);
        if (!row.ok()) return row.error();
        const bool by_key = how == principal_ref::form::key;
        if (by_key && key == none) row.blame(5);
        const bool is_new = by_key ? refs_by_key_.try_emplace(static_cast<std::uint32_t>(key), next_ref_).second
                                   : refs_.intern(compose(bytes_, how, kind, scope, text), next_ref_).is_new;
        if (!is_new || number != next_ref_++) row.blame(0);
        if (!row.ok()) return row.error();
    }
    const auto nodes = where.number("SELECT coalesce(max(number), -1) + 1 FROM raw_node");
    if (!nodes) return nodes.error();
    const auto policies = where.number("SELECT coalesce(max(number), -1) + 1 FROM raw_policy");
    if (!policies) return policies.error();
    const auto stages = where.number("SELECT coalesce(max(stage), -1) + 1 FROM raw_part");
    if (!stages) return stages.error();
    const auto kept = where.number("SELECT coalesce(max(stage), -1) + 1 FROM raw_kept_stage");
    if (!kept) return kept.error();
    first_stage_ = std::max(*stages, *kept); // a stage may be empty
    next_node_ = *nodes;
    next_policy_ = *policies;
    for (std::size_t i = 0; i < tables_of_parts.size(); ++i) {
        // What SQLite will go on from; nodes have numbers of our own, from 0.
        const auto last = where.number(fmt::format("SELECT coalesce(max(rowid), {}) FROM {}",
                                                   tables_of_parts[i] == "raw_node" ? -1 : 0, tables_of_parts[i])
                                           .c_str());
        if (!last) return last.error();
        earlier_rows_[i] = *last;
    }
    return {};
}

result<void> fact_writer::write(const fact& what) {
    return std::visit([this](const auto& one) { return put(one); }, what);
}

result<void> fact_writer::write(const activity_record& what) {
    for (const std::string_view text : {what.principal, what.metastore, what.table, what.last_seen})
        into_.activity.add(text);
    return into_.activity.end_row();
}

result<void> fact_writer::write(const activity_window& what) {
    into_.windows.add(std::string_view(what.metastore));
    into_.windows.add(static_cast<std::int64_t>(what.of_tables));
    into_.windows.add(static_cast<std::int64_t>(what.days));
    into_.windows.add(std::string_view(what.read_on));
    return into_.windows.end_row();
}

result<void> fact_writer::flush() {
    if (auto ended = end_run(); !ended) return ended;
    if (auto flushed = masks_.flush(); !flushed) return flushed;
    for (auto* table :
         {&into_.refs, &into_.nodes, &into_.member_runs, &into_.owners, &into_.grants, &into_.binds, &into_.links,
          &into_.policies, &into_.policy_parts, &into_.activity, &into_.windows, &into_.parts, &into_.kept_stages})
        if (auto flushed = table->flush(); !flushed) return flushed;
    return {};
}

std::uint64_t fact_writer::rows() const noexcept {
    return into_.nodes.rows() + members_ + into_.owners.rows() + into_.grants.rows() + into_.binds.rows() +
           into_.links.rows() + into_.policies.rows() + into_.policy_parts.rows() + into_.activity.rows() +
           into_.windows.rows() + into_.parts.rows() + into_.kept_stages.rows();
}

fact_writer::row_counts fact_writer::last_rows() const noexcept {
    row_counts made = earlier_rows_;
    std::size_t i = 0;
    for (const auto* table :
         {&into_.nodes, &into_.member_runs, &into_.owners, &into_.grants, &into_.binds, &into_.links})
        made[i++] += static_cast<std::int64_t>(table->rows());
    return made;
}

result<std::uint32_t> fact_writer::number_of(const principal_view& ref) {
    std::int64_t key = none;
    auto kind = ref.kind;
    auto scope = ref.scope;
    auto text = ref.text;
    interner::entry known{};
    if (ref.how == reference_form::key) {
        const auto number = keys_->number_of(ref.kind, ref.scope, ref.text);
        if (!number) return number.error();
        const auto [at, is_new] = refs_by_key_.try_emplace(*number, next_ref_);
        known = {at->second, is_new};
        key = *number;
        kind = node_kind::other;
        scope = {};
        text = {};
    } else {
        known = refs_.intern(compose(bytes_, ref.how, kind, scope, text), next_ref_);
    }
    if (!known.is_new) return known.number;
    ++next_ref_;
    into_.refs.add(known.number);
    into_.refs.add(static_cast<std::int64_t>(ref.how));
    into_.refs.add(static_cast<std::int64_t>(kind));
    into_.refs.add(scope);
    into_.refs.add(text);
    into_.refs.add(key);
    if (auto ended = into_.refs.end_row(); !ended) return std::move(ended).error();
    return known.number;
}

result<void> fact_writer::put(const node_fact& node) {
    const auto key = keys_->number_of(node.key);
    if (!key) return key.error();
    std::int64_t parent = none;
    if (node.parent) {
        const auto number = keys_->number_of(*node.parent);
        if (!number) return number.error();
        parent = *number;
    }
    packed_.clear();
    for (const auto& [name, value] : node.attributes) {
        pack(packed_, has_nul(name) ? without_nul(name) : name);
        pack(packed_, has_nul(value) ? without_nul(value) : value);
    }
    into_.nodes.add(next_node_++);
    into_.nodes.add(*key);
    into_.nodes.add(parent);
    into_.nodes.add(node.name);
    into_.nodes.add(node.subtype);
    into_.nodes.add(node.flags.bits);
    into_.nodes.add(packed_);
    return into_.nodes.end_row();
}

result<void> fact_writer::put(const member_fact& edge) {
    const auto group = keys_->number_of(edge.group);
    if (!group) return group.error();
    return add_member(edge.member.view(), *group);
}

result<void> fact_writer::put(const members_fact& edges) {
    const auto group = keys_->number_of(edges.group);
    if (!group) return group.error();
    result<void> done;
    edges.members.for_each([&](const principal_view& member) {
        if (done) done = add_member(member, *group);
    });
    return done;
}

result<void> fact_writer::add_member(const principal_view& member, std::uint32_t group) {
    const auto number = number_of(member);
    if (!number) return number.error();
    if (group != run_of_ || run_.size() >= longest_run_bytes)
        if (auto ended = end_run(); !ended) return ended;
    run_of_ = group;
    for (unsigned shift = 0; shift < 32; shift += 8) run_ += static_cast<char>(*number >> shift & 0xFFU);
    ++members_;
    return {};
}

result<void> fact_writer::end_run() {
    if (run_.empty()) return {};
    into_.member_runs.add(run_of_);
    into_.member_runs.add_bytes(run_);
    run_.clear();
    return into_.member_runs.end_row();
}

result<void> fact_writer::put(const owner_fact& edge) {
    const auto owner = number_of(edge.owner);
    if (!owner) return owner.error();
    const auto resource = keys_->number_of(edge.resource);
    if (!resource) return resource.error();
    into_.owners.add(*owner);
    into_.owners.add(*resource);
    return into_.owners.end_row();
}

result<void> fact_writer::write_part(std::span<const fact> facts, std::uint32_t stage) {
    if (auto ended = end_run(); !ended) return ended;
    const auto before = last_rows();
    for (const auto& one : facts)
        if (auto written = write(one); !written) return written;
    if (auto ended = end_run(); !ended) return ended;
    const auto after = last_rows();
    for (std::size_t i = 0; i < after.size(); ++i) {
        if (after[i] == before[i]) continue;
        into_.parts.add(first_stage_ + stage);
        into_.parts.add(static_cast<std::int64_t>(i));
        into_.parts.add(before[i] + 1);
        into_.parts.add(after[i]);
        if (auto ended = into_.parts.end_row(); !ended) return ended;
    }
    return {};
}

result<void> fact_writer::keep_stage(std::uint32_t stage) {
    into_.kept_stages.add(first_stage_ + stage);
    return into_.kept_stages.end_row();
}

result<void> fact_writer::put(const grant_fact& edge) {
    const auto grantee = number_of(edge.grantee);
    if (!grantee) return grantee.error();
    const auto resource = keys_->number_of(edge.resource);
    if (!resource) return resource.error();
    const auto bits = masks_.number_of(edge);
    if (!bits) return bits.error();
    into_.grants.add(*grantee);
    into_.grants.add(*resource);
    into_.grants.add(*bits);
    return into_.grants.end_row();
}

result<void> fact_writer::put(const bind_fact& edge) {
    const auto resource = keys_->number_of(edge.resource);
    if (!resource) return resource.error();
    const auto workspace = keys_->number_of(edge.workspace);
    if (!workspace) return workspace.error();
    into_.binds.add(*resource);
    into_.binds.add(*workspace);
    into_.binds.add(static_cast<std::int64_t>(edge.how));
    return into_.binds.end_row();
}

result<void> fact_writer::put(const link_fact& edge) {
    const auto source = keys_->number_of(edge.from);
    if (!source) return source.error();
    const auto* key = std::get_if<node_key>(&edge.to);
    const auto target = key != nullptr ? keys_->number_of(*key) : number_of(std::get<principal_ref>(edge.to));
    if (!target) return target.error();
    into_.links.add(static_cast<std::int64_t>(edge.type));
    into_.links.add(*source);
    into_.links.add(key != nullptr ? *target : none);
    into_.links.add(key != nullptr ? none : *target);
    return into_.links.end_row();
}

result<void> fact_writer::write_policy_part(std::int64_t policy, int part, std::uint32_t target) {
    into_.policy_parts.add(policy);
    into_.policy_parts.add(part);
    into_.policy_parts.add(target);
    return into_.policy_parts.end_row();
}

result<void> fact_writer::put(const policy_fact& policy) {
    const auto resource = keys_->number_of(policy.on);
    if (!resource) return resource.error();
    const auto number = next_policy_++;
    into_.policies.add(number);
    into_.policies.add(policy.name);
    into_.policies.add(static_cast<std::int64_t>(policy.type));
    into_.policies.add(*resource);
    into_.policies.add(as_stored(policy.privileges.low));
    into_.policies.add(as_stored(policy.privileges.high));
    into_.policies.add(policy.column);
    if (auto ended = into_.policies.end_row(); !ended) return ended;
    for (const auto& [part, list] : {std::pair{policy_to, &policy.to}, std::pair{policy_except, &policy.except}}) {
        for (const auto& ref : *list) {
            const auto target = number_of(ref);
            if (!target) return target.error();
            if (auto written = write_policy_part(number, part, *target); !written) return written;
        }
    }
    for (const auto& key : policy.matches) {
        const auto target = keys_->number_of(key);
        if (!target) return target.error();
        if (auto written = write_policy_part(number, policy_matches, *target); !written) return written;
    }
    if (policy.function) {
        const auto target = keys_->number_of(*policy.function);
        if (!target) return target.error();
        return write_policy_part(number, policy_function, *target);
    }
    return {};
}

} // namespace canreach::storage::detail
