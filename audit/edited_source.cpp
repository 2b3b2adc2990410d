#include "audit/edited_source.hpp"

#include <algorithm>
#include <tuple>

namespace canreach::audit {
namespace {

using what = edit::what;

auto order_of(const source_member& row) {
    return std::tuple{row.group, row.member};
}
auto order_of(const source_owner& row) {
    return std::tuple{row.resource, row.owner};
}
auto order_of(const source_grant& row) {
    return std::tuple{row.resource, row.grantee, row.what};
}

/// Rows of one kind in canonical order, changed as a whole: editing is for questions, not for crawls, so memory is
/// cheaper than care.
template <class Row>
class row_list {
public:
    /// Rows of the source; `settle` when all are in.
    void append(const Row& row) { rows_.push_back(row); }
    void settle() {
        const auto order = [](const Row& row) { return order_of(row); };
        if (!std::ranges::is_sorted(rows_, {}, order)) std::ranges::sort(rows_, {}, order);
    }
    template <class Test>
    void remove_if(Test test) {
        std::erase_if(rows_, test);
    }
    Row* find(const Row& like) {
        const auto at = place_of(like);
        return at != rows_.end() && order_of(*at) == order_of(like) ? &*at : nullptr;
    }
    /// The row of this order, made if need be.
    Row& at(const Row& like) {
        const auto place = place_of(like);
        if (place != rows_.end() && order_of(*place) == order_of(like)) return *place;
        return *rows_.insert(place, like);
    }
    void hand_out(const std::function<void(const Row&)>& visit) const {
        for (const auto& row : rows_) visit(row);
    }

private:
    auto place_of(const Row& like) {
        return std::ranges::lower_bound(rows_, order_of(like), {}, [](const Row& row) { return order_of(row); });
    }
    std::vector<Row> rows_;
};

bool touches(const edit& one, std::initializer_list<what> kinds) {
    return std::ranges::find(kinds, one.kind) != kinds.end();
}

} // namespace

result<source_counts> edited_source::counts() {
    auto counted = base_.counts();
    if (!counted) return counted;
    counted->members = counted->owners = counted->grants = 0;
    auto members = visit_members([&](const source_member&) { ++counted->members; });
    if (!members) return members.error();
    auto owners = visit_owners([&](const source_owner&) { ++counted->owners; });
    if (!owners) return owners.error();
    auto grants = visit_grants([&](const source_grant&) { ++counted->grants; });
    if (!grants) return grants.error();
    return counted;
}

result<void> edited_source::visit_members(const std::function<void(const source_member&)>& visit) {
    const auto mine = [](const edit& one) {
        return touches(one, {what::add_member, what::remove_member, what::drop_group});
    };
    if (std::ranges::none_of(edits_, mine)) return base_.visit_members(visit);
    row_list<source_member> rows;
    auto read = base_.visit_members([&](const source_member& row) { rows.append(row); });
    if (!read) return read;
    rows.settle();
    for (const auto& one : edits_) {
        const source_member row{one.principal, one.target};
        switch (one.kind) {
        case what::add_member: rows.at(row); break;
        case what::remove_member:
            rows.remove_if([&](const source_member& own) { return order_of(own) == order_of(row); });
            break;
        case what::drop_group:
            rows.remove_if(
                [&](const source_member& own) { return own.group == one.target || own.member == one.target; });
            break;
        default: break;
        }
    }
    rows.hand_out(visit);
    return {};
}

result<void> edited_source::visit_owners(const std::function<void(const source_owner&)>& visit) {
    if (std::ranges::none_of(edits_, [](const edit& one) { return touches(one, {what::set_owner, what::drop_group}); }))
        return base_.visit_owners(visit);
    row_list<source_owner> rows;
    auto read = base_.visit_owners([&](const source_owner& row) { rows.append(row); });
    if (!read) return read;
    rows.settle();
    for (const auto& one : edits_) {
        if (one.kind == what::set_owner) {
            rows.remove_if([&](const source_owner& own) { return own.resource == one.target; });
            rows.at({one.principal, one.target});
        } else if (one.kind == what::drop_group) {
            rows.remove_if([&](const source_owner& own) { return own.owner == one.target; });
        }
    }
    rows.hand_out(visit);
    return {};
}

result<void> edited_source::visit_grants(const std::function<void(const source_grant&)>& visit) {
    const auto mine = [](const edit& one) {
        return touches(one, {what::grant, what::revoke, what::deny, what::drop_group});
    };
    if (std::ranges::none_of(edits_, mine)) return base_.visit_grants(visit);
    row_list<source_grant> rows;
    auto read = base_.visit_grants([&](const source_grant& row) { rows.append(row); });
    if (!read) return read;
    rows.settle();
    for (const auto& one : edits_) {
        if (one.kind == what::drop_group) {
            rows.remove_if([&](const source_grant& own) { return own.grantee == one.target; });
            continue;
        }
        if (!mine(one)) continue;
        const source_grant like{one.principal, one.target, one.in, {}, {}};
        auto* row = one.kind == what::revoke ? rows.find(like) : &rows.at(like);
        if (row == nullptr) continue;
        if (one.kind == what::grant) row->allow |= one.bits;
        if (one.kind == what::deny) row->deny |= one.bits;
        // REVOKE takes back denials, too.
        if (one.kind == what::revoke) {
            row->allow &= ~one.bits;
            row->deny &= ~one.bits;
        }
    }
    rows.remove_if([](const source_grant& own) { return own.allow.empty() && own.deny.empty(); });
    rows.hand_out(visit);
    return {};
}

} // namespace canreach::audit
