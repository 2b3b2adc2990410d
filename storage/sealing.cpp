#include "storage/sealing.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <utility>

#include "model/privileges.hpp"
#include "storage/database.hpp"
#include "storage/detail/completion.hpp"
#include "storage/detail/edge_sorting.hpp"
#include "storage/detail/files.hpp"
#include "storage/detail/node_order.hpp"
#include "storage/detail/parts.hpp"
#include "storage/detail/policy_matching.hpp"
#include "storage/detail/raw_account.hpp"
#include "storage/detail/sealed_writer.hpp"
#include "storage/statement.hpp"

namespace canreach::storage {
namespace {

using namespace detail;

/// Learned in the order of their names, so that bits do not depend on which name came first.
privilege_dictionary learn_all(const std::vector<raw_mask>& masks) {
    std::set<std::string> names;
    for (const auto& one : masks)
        if (one.used) names.insert(one.unknown.begin(), one.unknown.end());
    privilege_dictionary dictionary;
    for (const auto& name : names) dictionary.learn(name);
    return dictionary;
}

/// Numbers of nodes and references as dense ids.
class id_map {
public:
    id_map(const raw_account& account, const completed_account& completed, const std::vector<std::uint32_t>& order)
        : account_(&account), completed_(&completed), ids_(account.nodes.size(), nothing) {
        for (std::uint32_t id = 0; id < order.size(); ++id) ids_[order[id]] = id;
        for (std::size_t number = 0; number < ids_.size(); ++number)
            if (account.nodes[number].same_as != nothing) ids_[number] = ids_[account.nodes[number].same_as];
    }
    [[nodiscard]] std::uint32_t key(std::uint32_t number) const { return ids_[number]; }
    [[nodiscard]] std::uint32_t ref(std::uint32_t number) const { return ids_[completed_->principal_of_ref[number]]; }
    [[nodiscard]] const std::vector<std::uint32_t>& by_number() const { return ids_; }

    /// For the ledger: a task about a node that the account does not hold is about what the node is scoped to.
    [[nodiscard]] std::vector<std::uint32_t> about() const {
        auto ids = ids_;
        std::map<std::string_view, std::uint32_t> scopes;
        for (std::uint32_t number = 0; number < ids.size(); ++number) {
            const auto& key = account_->nodes[number].key;
            const bool is_scope = key.kind == node_kind::workspace || key.kind == node_kind::metastore;
            if (is_scope && ids[number] != nothing) scopes.emplace(key.id, ids[number]);
        }
        for (std::uint32_t number = 0; number < ids.size(); ++number) {
            if (ids[number] != nothing) continue;
            const auto scope = scopes.find(account_->nodes[number].key.scope);
            ids[number] = scope != scopes.end() ? scope->second : ids_[completed_->account];
        }
        return ids;
    }

private:
    const raw_account* account_;
    const completed_account* completed_;
    std::vector<std::uint32_t> ids_;
};

std::vector<pair_edge> sealed_pairs(const std::vector<raw_pair>& raw, const id_map& ids) {
    std::vector<pair_edge> edges;
    edges.reserve(raw.size());
    for (const auto& [ref, key] : raw) edges.push_back({ids.key(key), ids.ref(ref)});
    sort_and_unite(edges);
    return edges;
}

std::vector<typed_edge> sealed_binds(const std::vector<raw_bind>& raw, const id_map& ids) {
    std::vector<typed_edge> edges;
    for (const auto& one : raw)
        edges.push_back({ids.key(one.resource), ids.key(one.workspace), static_cast<std::uint32_t>(one.how)});
    sort_and_unite(edges);
    return edges;
}

std::vector<typed_edge> sealed_links(const std::vector<raw_link>& raw, const id_map& ids) {
    std::vector<typed_edge> edges;
    for (const auto& one : raw)
        edges.push_back({static_cast<std::uint32_t>(one.type), ids.key(one.source),
                         one.target_key != nothing ? ids.key(one.target_key) : ids.ref(one.target_ref)});
    sort_and_unite(edges);
    return edges;
}

sealed_grants sealed_grants_of(raw_account& account, const id_map& ids, const privilege_dictionary& names) {
    std::vector<sealed_mask> masks;
    for (const auto& one : account.masks) {
        sealed_mask made{one.what, one.allow, one.deny};
        for (const auto& name : one.unknown) made.allow.set(names.find(name).value_or(overflow_privilege_bit));
        masks.push_back(made);
    }
    std::vector<sealed_grant> grants;
    grants.reserve(account.grants.size());
    for (const auto& one : account.grants) grants.push_back({ids.key(one.key), ids.ref(one.ref), one.mask});
    account.grants = {};
    return unite_grants(std::move(grants), masks);
}

std::vector<sealed_policy> sealed_policies(const std::vector<raw_policy>& raw, const id_map& ids) {
    std::vector<sealed_policy> policies;
    for (const auto& one : raw) {
        sealed_policy made{one.name, one.type, ids.key(one.resource), one.privileges, {}, {}, {}, {}, one.column};
        for (const auto ref : one.to) made.to.push_back(ids.ref(ref));
        for (const auto ref : one.except) made.except.push_back(ids.ref(ref));
        for (const auto key : one.matches) made.matches.push_back(ids.key(key));
        if (one.function != nothing) made.function.push_back(ids.key(one.function));
        for (auto* list : {&made.to, &made.except, &made.matches}) sort_and_unite(*list);
        policies.push_back(std::move(made));
    }
    sort_and_unite(policies);
    return policies;
}

/// Folds the write-ahead log into the file, so that a rename over it leaves no log that belongs to another file.
result<void> end_write_ahead_log(database& file) {
    auto query = statement::prepare(file, "PRAGMA journal_mode = DELETE");
    if (!query) return std::move(query).error();
    const auto row = query->step();
    if (!row) return row.error();
    if (*row && query->text(0) == "delete") return query->run();
    return fail(errc::not_allowed, "the file cannot be sealed: another program has it open")
        .with("file", printable(file.path()))
        .hinting("close it and try again");
}

result<std::map<std::string, std::string>> meta_of(const database& file) {
    std::map<std::string, std::string> meta;
    auto query = statement::prepare(file, "SELECT key, value FROM meta ORDER BY key");
    if (!query) return std::move(query).error();
    for (;;) {
        const auto row = query->step();
        if (!row) return row.error();
        if (!*row) return meta;
        meta.emplace(query->text(0), query->text(1));
    }
}

result<seal_summary> build(database& crawl, const std::string& path, const crawl_identity& identity,
                           const seal_options& options) {
    auto account = load_raw_account(crawl);
    if (!account) return std::move(account).error();
    auto reports = report_reader::open(crawl, static_cast<std::uint32_t>(account->nodes.size()), account->additions);
    if (!reports) return std::move(reports).error();
    auto completed = complete(*account, *reports, identity.account_id);
    if (!completed) return std::move(completed).error();
    if (auto matched = match_policies(*account, *reports); !matched) return std::move(matched).error();
    const auto order = canonical_order(account->nodes);
    const id_map ids{*account, *completed, order};

    auto writer = sealed_writer::create(path);
    if (!writer) return std::move(writer).error();
    const auto names = learn_all(account->masks);
    auto written = writer->write_nodes(*account, order, ids.by_number(), *reports);
    if (written) written = writer->write_pairs("member_edge", "in_group, member", sealed_pairs(account->members, ids));
    if (written) written = writer->write_pairs("owner_edge", "resource, owner", sealed_pairs(account->owners, ids));
    if (written)
        written = writer->write_triples("bind_edge", "resource, workspace, how", sealed_binds(account->binds, ids));
    if (written)
        written = writer->write_triples("link_edge", "type, source, target", sealed_links(account->links, ids));
    if (written) written = writer->write_policies(sealed_policies(account->policies, ids));
    if (written) written = writer->write_grants(sealed_grants_of(*account, ids, names), names);
    if (written) written = writer->write_activity(crawl);
    if (written) written = writer->write_activity_windows(crawl);
    if (written) written = writer->write_ledger(crawl, ids.about());
    if (!written) return std::move(written).error();

    auto meta = meta_of(crawl);
    if (!meta) return std::move(meta).error();
    (*meta)["sealed_at"] = options.sealed_at;
    if (!options.made_by.empty()) (*meta)["made_by"] = options.made_by;
    auto digest = writer->finish(std::move(*meta));
    if (!digest) return std::move(digest).error();
    seal_summary summary;
    summary.digest = std::move(*digest);
    summary.counts = {static_cast<std::uint32_t>(writer->count("node")),
                      writer->count("member"),
                      writer->count("owner"),
                      writer->count("grant"),
                      writer->count("bind"),
                      writer->count("link")};
    summary.policies = writer->count("policy");
    summary.tasks = writer->count("task");
    summary.gaps = writer->count("gap");
    return summary;
}

} // namespace

result<seal_summary> seal(crawl_file crawl, const seal_options& options) {
    if (auto flushed = crawl.flush(); !flushed) return std::move(flushed).error();
    if (const auto pending = crawl.pending_count(); pending != 0)
        return fail(errc::not_allowed,
                    fmt::format("the crawl has not ended: {} of {} tasks are pending", pending, crawl.task_count()))
            .with("file", printable(crawl.path()))
            .hinting("go on with --resume");
    crawl.end_writing();
    auto& file = crawl.connection();
    if (auto dropped = drop_parts_without_end(file); !dropped) return std::move(dropped).error();
    if (auto ended = end_write_ahead_log(file); !ended) return std::move(ended).error();

    const auto making = crawl.path() + ".sealing";
    auto summary = build(file, making, crawl.identity(), options);
    if (summary)
        if (auto published = publish_over(making, crawl.path()); !published) summary = std::move(published).error();
    if (!summary) {
        remove_if_there(making);
        return summary;
    }
    summary->file_bytes = size_of(crawl.path());
    return summary;
}

} // namespace canreach::storage
