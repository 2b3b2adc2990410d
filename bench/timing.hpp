/// What programs share that time questions to a whole account file.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string_view>
#include <utility>
#include <vector>

#include "graph/access_graph.hpp"
#include "graph/operations.hpp"
#include "model/error.hpp"
#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/image_file.hpp"

namespace canreach::bench {

template <class Value>
Value taken(result<Value> from) {
    if (from) return *std::move(from);
    fmt::print(stderr, "error: {}\n", from.error().to_string());
    std::exit(1);
}

/// Microseconds of CPU time of this thread, which other programs on the machine do not lengthen much.
inline double now() {
    std::timespec at{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &at);
    return static_cast<double>(at.tv_sec) * 1e6 + static_cast<double>(at.tv_nsec) / 1e3;
}

template <class Do>
double timed(Do what) {
    const auto start = now();
    what();
    return now() - start;
}

inline double percentile(std::vector<double>& all, double share) {
    std::ranges::sort(all);
    return all.empty()
               ? 0
               : all[std::min(all.size() - 1, static_cast<std::size_t>(share * static_cast<double>(all.size())))];
}

inline void report(std::string_view what, std::vector<double> all, double rows) {
    const auto median = percentile(all, 0.5);
    const auto most = percentile(all, 0.99);
    fmt::print("{:34} p50 {:10.1f} us  p99 {:10.1f} us  {:9.1f} rows  n {}\n", what, median, most,
               rows / static_cast<double>(all.size()), all.size());
    std::fflush(stdout);
}

/// Random users and tables on which something was granted, the same ones every time.
class sample {
public:
    explicit sample(const graph::access_graph& graph) : users_(graph.nodes_of_kind(node_kind::user)) {
        for (const auto table : graph.nodes_of_kind(node_kind::table))
            if (!graph.grants_on(table).empty()) tables_.push_back(table);
    }
    node_id user() { return users_[random_() % users_.size()]; }
    node_id table() { return tables_[random_() % tables_.size()]; }

private:
    std::mt19937_64 random_{42};
    std::vector<node_id> users_;
    std::vector<node_id> tables_;
};

inline constexpr std::array persons{node_kind::user, node_kind::service_principal};
inline constexpr std::array tables{node_kind::table};

inline graph::request select_in(graph::mode how) {
    graph::request asked;
    asked.how = how;
    asked.actions = {graph::operation_named("SELECT")};
    return asked;
}

inline graph::access_graph opened(const storage::account_file& file, storage::image_file& image) {
    storage::account_reader reader(file);
    const std::array<image_store*, 1> stores{&image};
    return taken(graph::access_graph::open(reader, file.snapshot().digest, stores));
}

} // namespace canreach::bench
