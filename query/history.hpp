/// One account at several moments, as the language sees it. Implemented in cli/ over a folder of account files.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "graph/access_graph.hpp"
#include "model/catalog.hpp"
#include "model/error.hpp"

namespace canreach::query {

/// An account at one moment; it stays open as long as somebody holds both.
struct opened_snapshot {
    std::shared_ptr<catalog> names;
    std::shared_ptr<const graph::access_graph> facts;
};

/// Of things that live elsewhere, and longer.
[[nodiscard]] inline opened_snapshot unowned(catalog& names, const graph::access_graph& facts) {
    return {{std::shared_ptr<void>(), &names}, {std::shared_ptr<void>(), &facts}};
}

/// Used from one thread at a time.
class history {
public:
    virtual ~history() = default;

    /// Ascending by the start of their crawl; never empty. The last one is asked unless a sentence says otherwise.
    [[nodiscard]] virtual std::span<const snapshot_info> snapshots() const = 0;
    /// What lies beside them and is not asked.
    [[nodiscard]] virtual std::span<const passed_over_file> passed_over() const = 0;
    /// `which` counts from 0 in `snapshots()`.
    [[nodiscard]] virtual result<opened_snapshot> open(std::size_t which) = 0;
};

/// A single account without a past. Borrows both.
class single_moment final : public history {
public:
    single_moment(catalog& names, const graph::access_graph& facts)
        : about_(names.snapshot()), opened_(unowned(names, facts)) {}

    [[nodiscard]] std::span<const snapshot_info> snapshots() const override { return {&about_, 1}; }
    [[nodiscard]] std::span<const passed_over_file> passed_over() const override { return {}; }
    [[nodiscard]] result<opened_snapshot> open(std::size_t) override { return opened_; }

private:
    snapshot_info about_;
    opened_snapshot opened_;
};

} // namespace canreach::query
