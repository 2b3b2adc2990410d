/// Writes the tables of a sealed file, each once, in canonical order.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/error.hpp"
#include "model/privileges.hpp"
#include "storage/database.hpp"
#include "storage/detail/edge_sorting.hpp"
#include "storage/detail/raw_account.hpp"

namespace canreach::storage::detail {

class sealed_writer {
public:
    /// An empty file of mode 0600 in place of whatever is at `path`.
    [[nodiscard]] static result<sealed_writer> create(const std::string& path);

    /// `order`: numbers of the nodes to write; `id_of`: their dense ids by number.
    [[nodiscard]] result<void> write_nodes(const raw_account& account, std::span<const std::uint32_t> order,
                                           std::span<const std::uint32_t> id_of, report_reader& reports);
    /// `columns` as in `in_group, member`.
    [[nodiscard]] result<void> write_pairs(std::string_view table, std::string_view columns,
                                           std::span<const pair_edge> edges);
    [[nodiscard]] result<void> write_triples(std::string_view table, std::string_view columns,
                                             std::span<const typed_edge> edges);
    [[nodiscard]] result<void> write_grants(const sealed_grants& grants, const privilege_dictionary& names);
    [[nodiscard]] result<void> write_policies(std::span<const sealed_policy> policies);
    /// `about`: dense ids of what tasks are about, by key number.
    [[nodiscard]] result<void> write_ledger(const database& crawl, std::span<const std::uint32_t> about);
    /// The last use of each principal, and of each principal and table, of all that the crawl read.
    [[nodiscard]] result<void> write_activity(const database& crawl);
    /// What stretch of time that is.
    [[nodiscard]] result<void> write_activity_windows(const database& crawl);
    /// Lookups, words, counts, views, indexes and meta, digest included.
    [[nodiscard]] result<std::string> finish(std::map<std::string, std::string> meta);

    [[nodiscard]] std::uint64_t count(const std::string& what) const;

private:
    explicit sealed_writer(database file) : file_(std::move(file)) {}
    [[nodiscard]] result<void> write_aliases();
    [[nodiscard]] result<void> write_vocabulary();

    database file_;
    std::map<std::string, std::uint64_t> counts_;
    /// (folded text, node): other names that principals answer to.
    std::vector<std::pair<std::string, std::uint32_t>> user_aliases_;
    std::vector<std::pair<std::string, std::uint32_t>> service_principal_aliases_;
};

} // namespace canreach::storage::detail
