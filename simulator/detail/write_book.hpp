/// What was written to a simulated account since it began: memberships, grants, files, tables and views. The account
/// itself stays as it was built; replies lay this over it.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/account.hpp"

namespace canreach::simulator::detail {

/// A table or view that a statement made.
struct written_object {
    std::string owner;
    bool view = false;
};
/// The privileges of one principal on one securable.
using written_grants = std::map<std::string, std::set<std::string, std::less<>>, std::less<>>;

/// Thread-safe. Moments are those at which reads begin to see what was written.
class write_book {
public:
    using moment = std::chrono::milliseconds;

    void add_member(principal_index group, principal_index member, moment seen_from);
    [[nodiscard]] std::vector<principal_index> members_of(principal_index group, moment now) const;

    /// `key`: of a securable, as `grant_key` makes it.
    void grant(const std::string& key, const std::string& principal, const std::vector<std::string>& privileges,
               moment seen_from);
    [[nodiscard]] written_grants grants_on(const std::string& key, moment now) const;

    /// False if it is there already, and may not be replaced.
    [[nodiscard]] bool put_file(const std::string& path, std::string bytes, bool overwrite);
    [[nodiscard]] bool has_file(const std::string& path) const;

    void make(const std::string& full_name, written_object what);
    [[nodiscard]] std::optional<written_object> object(const std::string& full_name) const;

    /// How often a request of this kind came before.
    std::uint32_t count(const std::string& request);
    /// Everything as one JSON object, in a fixed order.
    [[nodiscard]] std::string to_json(const account& of) const;

private:
    struct grant_entry {
        std::string privilege;
        moment seen_from;
    };
    mutable std::mutex mutex_;
    std::map<std::uint32_t, std::map<std::uint32_t, moment>> members_;
    std::map<std::string, std::map<std::string, std::vector<grant_entry>>> grants_;
    std::map<std::string, std::string> files_;
    std::map<std::string, written_object> objects_;
    std::map<std::string, std::uint32_t> counts_;
};

/// `table main.sales.orders`, whatever letter case it is asked for in.
[[nodiscard]] std::string grant_key(std::string_view kind, std::string_view full_name);

} // namespace canreach::simulator::detail
