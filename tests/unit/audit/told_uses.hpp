/// Last uses by hand, for accounts made from a world file.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "model/activity_source.hpp"
#include "test_account.hpp"

namespace canreach::audit::test {

/// What a crawl with `--activity` would have kept. Everything by world id.
class told final : public activity_source {
public:
    explicit told(const test_account& in) : in_(in) {}
    told& window(bool of_tables, std::uint32_t days, std::string read_on = "2026-11-20") {
        windows_.push_back({of_tables, days, std::move(read_on)});
        return *this;
    }
    told& use(const std::string& who, std::string when, const std::string& table = {}) {
        uses_.push_back({in_.id(who), table.empty() ? no_node : in_.id(table), std::move(when)});
        return *this;
    }
    result<void> visit_windows(const std::function<void(const source_window&)>& visit) override {
        for (const auto& [of_tables, days, read_on] : windows_)
            visit({in_.id("metastore:m1"), of_tables, days, read_on});
        return {};
    }
    result<void> visit_uses(const std::function<void(const source_use&)>& visit) override {
        for (const auto& [who, table, when] : uses_) visit({who, table, when});
        return {};
    }

private:
    struct kept_window {
        bool of_tables;
        std::uint32_t days;
        std::string read_on;
    };
    struct kept_use {
        node_id who, table;
        std::string when;
    };
    const test_account& in_;
    std::vector<kept_window> windows_;
    std::vector<kept_use> uses_;
};

} // namespace canreach::audit::test
