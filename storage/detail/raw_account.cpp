#include "storage/detail/raw_account.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <tuple>

#include "storage/checked_row.hpp"
#include "storage/database.hpp"
#include "storage/detail/fact_writer.hpp"
#include "storage/text.hpp"

namespace canreach::storage::detail {
namespace {

constexpr std::int64_t flags_high = 0xFFFF'FFFF;

/// In a run: the lowest byte first.
constexpr std::size_t bytes_of_a_member = 4;
std::uint32_t number_in(std::string_view bytes) {
    std::uint32_t made = 0;
    for (std::size_t i = bytes_of_a_member; i-- > 0;) made = made << 8U | static_cast<unsigned char>(bytes[i]);
    return made;
}

/// Calls `take` for every row of a query; it returns nothing and blames the row for what does not fit.
result<void> for_each_row(const database& from, std::string_view table, std::string_view sql,
                          const std::function<void(checked_row&)>& take) {
    auto query = statement::prepare(from, sql);
    if (!query) return std::move(query).error();
    for (;;) {
        const auto more = query->step();
        if (!more) return more.error();
        if (!*more) return {};
        checked_row row{*query, table};
        take(row);
        if (!row.ok()) return row.error();
    }
}

/// Reads numbers of keys, refs and masks, which have to be below the number of rows of their tables.
class loader {
public:
    loader(const database& from, raw_account& into) : from_(&from), into_(&into) {}

    result<void> load() {
        for (const auto step :
             {&loader::keys, &loader::refs, &loader::masks, &loader::reports, &loader::members, &loader::owners,
              &loader::grants, &loader::binds, &loader::links, &loader::policies, &loader::policy_parts})
            if (auto done = (this->*step)(); !done) return done;
        return {};
    }

private:
    std::uint32_t below(checked_row& row, int column, std::size_t limit) {
        return row.number_as<std::uint32_t>(column, 0, static_cast<std::int64_t>(limit) - 1);
    }
    /// The number of a node that the sealed file will hold.
    std::uint32_t key(checked_row& row, int column) {
        const auto number = below(row, column, into_->nodes.size());
        if (row.ok()) into_->nodes[number].wanted = true;
        return number;
    }
    /// The number of a reference that an edge of the sealed file has for an end.
    std::uint32_t ref(checked_row& row, int column) {
        return used_ref(row, column, below(row, column, into_->refs.size()));
    }
    std::uint32_t used_ref(checked_row& row, int column, std::uint32_t number) {
        if (number >= into_->refs.size()) row.blame(column);
        if (!row.ok()) return number;
        auto& found = into_->refs[number];
        found.used = true;
        if (found.key != nothing) into_->nodes[found.key].wanted = true;
        return number;
    }
    std::uint32_t mask_number(checked_row& row, int column) {
        const auto number = below(row, column, into_->masks.size());
        if (row.ok()) into_->masks[number].used = true;
        return number;
    }
    mask words(checked_row& row, int column) {
        return {static_cast<std::uint64_t>(row.number(column, any_low, any_high)),
                static_cast<std::uint64_t>(row.number(column + 1, any_low, any_high))};
    }

    /// Room for all rows of a table at once: to grow step by step takes half as much again.
    template <class Row>
    result<void> make_room(std::vector<Row>& rows, const char* count) {
        const auto counted = from_->number(count);
        if (!counted) return counted.error();
        rows.reserve(static_cast<std::size_t>(std::clamp<std::int64_t>(*counted, 0, nothing)));
        return {};
    }

    result<void> keys() {
        // And for those that no reply described.
        if (auto made = make_room(into_->nodes, "SELECT count(*) * 65 / 64 FROM raw_key"); !made) return made;
        return for_each_row(*from_, "raw_key", "SELECT number, kind, scope, id FROM raw_key ORDER BY number",
                            [this](checked_row& row) {
                                const auto next = static_cast<std::int64_t>(into_->nodes.size());
                                static_cast<void>(row.number(0, next, next));
                                raw_node node;
                                node.key.kind = row.one_of(1, kind_of_number);
                                node.key.scope = into_->texts.keep_once(row.text(2));
                                node.key.id = into_->texts.keep(row.text(3));
                                into_->nodes.push_back(node);
                                if (next >= nothing - 1) row.blame(0);
                            });
    }
    result<void> refs() {
        using form = principal_ref::form;
        return for_each_row(*from_, "raw_ref",
                            "SELECT number, form, kind, scope, text, key FROM raw_ref ORDER BY number",
                            [this](checked_row& row) {
                                const auto next = static_cast<std::int64_t>(into_->refs.size());
                                static_cast<void>(row.number(0, next, next));
                                raw_ref made;
                                made.ref.how = row.between(1, form::key, form::external_id);
                                made.ref.kind = row.one_of(2, kind_of_number);
                                made.ref.scope = row.text(3);
                                made.ref.text = row.text(4);
                                if (made.ref.how == form::key) made.key = below(row, 5, into_->nodes.size());
                                into_->refs.push_back(std::move(made));
                            });
    }
    result<void> masks() {
        return for_each_row(
            *from_, "raw_mask",
            "SELECT number, facet, allow_low, allow_high, deny_low, deny_high, unknown FROM raw_mask "
            "ORDER BY number",
            [this](checked_row& row) {
                const auto next = static_cast<std::int64_t>(into_->masks.size());
                static_cast<void>(row.number(0, next, next));
                raw_mask made{row.between(1, facet::unity, facet::role), words(row, 2), words(row, 4), {}, false};
                const auto unknown = unpacked(row.text(6));
                if (!unknown) return row.blame(6);
                made.unknown.assign(unknown->begin(), unknown->end());
                into_->masks.push_back(std::move(made));
            });
    }

    result<void> reports() {
        auto earlier = report_reader::open(*from_, static_cast<std::uint32_t>(into_->nodes.size()), into_->additions);
        if (!earlier) return std::move(earlier).error();
        result<void> read_back{};
        std::map<std::uint32_t, std::vector<addition>> additions;
        auto done =
            for_each_row(*from_, "raw_node",
                         "SELECT number, key, parent, name, subtype, flags, attributes FROM raw_node ORDER BY number",
                         [&](checked_row& row) {
                             const auto number = row.number_as<std::uint32_t>(0, 0, nothing - 1);
                             const auto at = key(row, 1);
                             node_report said;
                             said.parent = parent(row, 2);
                             said.name = row.text(3);
                             said.subtype = row.text(4);
                             said.flags = node_flags{row.number_as<std::uint32_t>(5, 0, flags_high)};
                             said.attributes = row.text(6);
                             if (!row.ok() || !read_back) return;
                             if (said.name.empty() && said.subtype.empty() && said.parent == nothing) {
                                 additions[at].push_back({std::string(said.attributes), number, said.flags});
                                 return;
                             }
                             auto& node = into_->nodes[at];
                             if (node.report != nothing) {
                                 const auto other = earlier->read(node.report);
                                 if (!other)
                                     read_back = other.error();
                                 else if (!is_better(said, *other))
                                     return;
                             }
                             node.report = number;
                             node.parent = said.parent;
                             node.flags = said.flags;
                         });
        if (done && !read_back) return read_back;
        for (auto& [at, list] : additions) add(into_->nodes[at], list);
        for (const auto& node : into_->nodes)
            if (node.parent != nothing) into_->nodes[node.parent].wanted = true;
        return done;
    }

    /// A report that only adds attributes.
    struct addition {
        std::string attributes; ///< packed
        std::uint32_t report;
        node_flags flags;
    };
    /// In the order of their texts, since the order of arrival must not matter. Where nothing else was reported, the
    /// first of them is the report.
    void add(raw_node& node, std::vector<addition>& list) {
        std::ranges::sort(list, {}, &addition::attributes);
        auto next = list.begin();
        if (node.report == nothing) {
            node.report = next->report;
            node.flags = next->flags;
            ++next;
        }
        for (; next != list.end(); ++next) into_->additions[node.report] += next->attributes;
    }
    std::uint32_t parent(checked_row& row, int column) {
        const auto number = row.number(column, -1, static_cast<std::int64_t>(into_->nodes.size()) - 1);
        return number < 0 ? nothing : static_cast<std::uint32_t>(number);
    }
    /// Independent of the order of arrival: what was seen with more rights, then what says more, then the smaller text.
    [[nodiscard]] bool is_better(const node_report& a, const node_report& b) const {
        const bool a_browsed = a.flags.has(node_flag::browse_only);
        const bool b_browsed = b.flags.has(node_flag::browse_only);
        if (a_browsed != b_browsed) return b_browsed;
        if (a.attributes.size() != b.attributes.size()) return a.attributes.size() > b.attributes.size();
        const auto parent_key = [this](const node_report& said) {
            return said.parent == nothing ? key_view{} : into_->nodes[said.parent].key;
        };
        return std::tuple{a.name, a.subtype, a.flags, a.attributes, parent_key(a)} <
               std::tuple{b.name, b.subtype, b.flags, b.attributes, parent_key(b)};
    }

    result<void> members() {
        // One by one, as earlier versions wrote them.
        if (auto done = for_each_row(*from_, "raw_member", "SELECT member, in_group FROM raw_member",
                                     [this](checked_row& row) {
                                         into_->members.push_back({ref(row, 0), key(row, 1)});
                                     });
            !done)
            return done;
        return for_each_row(*from_, "raw_member_run", "SELECT in_group, members FROM raw_member_run",
                            [this](checked_row& row) {
                                const auto group = key(row, 0);
                                auto bytes = row.bytes(1, bytes_of_a_member);
                                for (; !bytes.empty(); bytes.remove_prefix(bytes_of_a_member))
                                    into_->members.push_back({used_ref(row, 1, number_in(bytes)), group});
                            });
    }
    result<void> owners() {
        if (auto made = make_room(into_->owners, "SELECT count(*) FROM raw_owner"); !made) return made;
        return for_each_row(*from_, "raw_owner", "SELECT owner, resource FROM raw_owner", [this](checked_row& row) {
            into_->owners.push_back({ref(row, 0), key(row, 1)});
        });
    }
    result<void> grants() {
        if (auto made = make_room(into_->grants, "SELECT count(*) FROM raw_grant"); !made) return made;
        return for_each_row(*from_, "raw_grant", "SELECT grantee, resource, mask FROM raw_grant",
                            [this](checked_row& row) {
                                into_->grants.push_back({ref(row, 0), key(row, 1), mask_number(row, 2)});
                            });
    }
    result<void> binds() {
        return for_each_row(
            *from_, "raw_bind", "SELECT resource, workspace, how FROM raw_bind", [this](checked_row& row) {
                into_->binds.push_back({key(row, 0), key(row, 1), row.between(2, binding::attach, binding::read_only)});
            });
    }
    result<void> links() {
        return for_each_row(
            *from_, "raw_link", "SELECT type, source, target_key, target_ref FROM raw_link", [this](checked_row& row) {
                raw_link made{row.between(0, link_type::run_as, link_type::holds), key(row, 1), nothing, nothing};
                if (row.number(3, -1, any_high) < 0)
                    made.target_key = key(row, 2);
                else
                    made.target_ref = ref(row, 3);
                into_->links.push_back(made);
            });
    }
    result<void> policies() {
        return for_each_row(*from_, "raw_policy",
                            "SELECT number, name, type, resource, low, high, masked FROM raw_policy ORDER BY number",
                            [this](checked_row& row) {
                                const auto next = static_cast<std::int64_t>(into_->policies.size());
                                static_cast<void>(row.number(0, next, next));
                                raw_policy made;
                                made.name = row.text(1);
                                made.type = row.between(2, policy_type::row_filter, policy_type::deny);
                                made.resource = key(row, 3);
                                made.privileges = words(row, 4);
                                made.column = row.text(6);
                                into_->policies.push_back(std::move(made));
                            });
    }
    result<void> policy_parts() {
        return for_each_row(*from_, "raw_policy_part", "SELECT policy, part, target FROM raw_policy_part",
                            [this](checked_row& row) {
                                const auto number = below(row, 0, into_->policies.size());
                                const auto part = row.number(1, policy_to, policy_function);
                                const auto target = part >= policy_matches ? key(row, 2) : ref(row, 2);
                                if (!row.ok()) return;
                                auto& policy = into_->policies[number];
                                if (part == policy_function) {
                                    policy.function = target;
                                    return;
                                }
                                (part == policy_to       ? policy.to
                                 : part == policy_except ? policy.except
                                                         : policy.matches)
                                    .push_back(target);
                            });
    }

    const database* from_;
    raw_account* into_;
};

} // namespace

namespace {

/// A user that only workspaces list is the second identity of a guest, and named by them (rule M8).
std::string_view guest_name_in(std::string_view attributes) {
    const auto pairs = unpacked(attributes);
    if (!pairs) return {};
    for (std::size_t i = 0; i + 1 < pairs->size(); i += 2)
        if ((*pairs)[i] == "guest_name") return (*pairs)[i + 1];
    return {};
}

} // namespace

std::string_view text_arena::keep(std::string_view text) {
    if (text.empty()) return {};
    if (text.size() > block_size - used_) {
        // A text that is longer than a block has one of its own, before the one that is being filled.
        const bool alone = text.size() > block_size;
        auto made = std::make_unique<char[]>(alone ? text.size() : block_size);
        auto* start = made.get();
        if (alone) {
            blocks_.insert(blocks_.empty() ? blocks_.end() : blocks_.end() - 1, std::move(made));
            std::memcpy(start, text.data(), text.size());
            return {start, text.size()};
        }
        blocks_.push_back(std::move(made));
        used_ = 0;
    }
    auto* copy = blocks_.back().get() + used_;
    std::memcpy(copy, text.data(), text.size());
    used_ += text.size();
    return {copy, text.size()};
}

std::string_view text_arena::keep_once(std::string_view text) {
    if (text == last_) return last_;
    auto found = shared_.find(text);
    if (found == shared_.end()) found = shared_.insert(keep(text)).first;
    last_ = *found;
    return last_;
}

std::uint32_t raw_account::add_node(const key_view& key, std::string_view name, node_flags flags) {
    raw_node node;
    node.key = {key.kind, texts.keep_once(key.scope), texts.keep(key.id)};
    node.name = texts.keep(name);
    node.flags = flags;
    node.wanted = true;
    nodes.push_back(node);
    return static_cast<std::uint32_t>(nodes.size() - 1);
}

result<raw_account> load_raw_account(const database& from) {
    raw_account account;
    if (auto loaded = loader{from, account}.load(); !loaded) return std::move(loaded).error();
    return account;
}

result<report_reader> report_reader::open(const database& from, std::uint32_t key_count,
                                          const report_additions& additions) {
    auto query = statement::prepare(from, "SELECT parent, name, subtype, flags, attributes FROM raw_node "
                                          "WHERE number = ?");
    if (!query) return std::move(query).error();
    return report_reader{std::move(*query), key_count, additions};
}

result<node_report> report_reader::read(std::uint32_t report) {
    query_.reset();
    query_.bind(1, static_cast<std::int64_t>(report));
    const auto found = query_.step();
    if (!found) return found.error();
    if (!*found) return fail(errc::damaged_file, "table raw_node lacks a row");
    checked_row row{query_, "raw_node"};
    node_report said;
    const auto parent = row.number(0, -1, static_cast<std::int64_t>(key_count_) - 1);
    said.parent = parent < 0 ? nothing : static_cast<std::uint32_t>(parent);
    said.name = row.text(1);
    said.subtype = row.text(2);
    said.flags = node_flags{row.number_as<std::uint32_t>(3, 0, flags_high)};
    said.attributes = row.text(4);
    if (!row.ok()) return row.error();
    if (const auto more = additions_->find(report); more != additions_->end()) {
        merged_.assign(said.attributes);
        merged_ += more->second;
        said.attributes = merged_;
    }
    if (said.name.empty()) said.name = guest_name_in(said.attributes);
    return said;
}

} // namespace canreach::storage::detail
