#include "audit/edited_source.hpp"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

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
    [[nodiscard]] std::vector<Row> take() { return std::move(rows_); }

private:
    auto place_of(const Row& like) {
        return std::ranges::lower_bound(rows_, order_of(like), {}, [](const Row& row) { return order_of(row); });
    }
    std::vector<Row> rows_;
};

constexpr std::array members_edited{what::add_member, what::remove_member, what::drop_group};
constexpr std::array owners_edited{what::set_owner, what::drop_group};
constexpr std::array grants_edited{what::grant, what::revoke, what::deny, what::drop_group};

bool concerns(const edit& one, std::span<const what> kinds) {
    return std::ranges::find(kinds, one.kind) != kinds.end();
}
bool concern(std::span<const edit> edits, std::span<const what> kinds) {
    return std::ranges::any_of(edits, [&](const edit& one) { return concerns(one, kinds); });
}

template <class Row>
result<void> hand_out(const result<const std::vector<Row>*>& rows, const std::function<void(const Row&)>& visit) {
    if (!rows) return rows.error();
    for (const auto& row : **rows) visit(row);
    return {};
}

} // namespace

result<source_counts> edited_source::counts() {
    auto counted = base_.counts();
    if (!counted) return counted;
    if (concern(edits_, members_edited)) {
        const auto rows = members();
        if (!rows) return rows.error();
        counted->members = (*rows)->size();
    }
    if (concern(edits_, owners_edited)) {
        const auto rows = owners();
        if (!rows) return rows.error();
        counted->owners = (*rows)->size();
    }
    if (concern(edits_, grants_edited)) {
        const auto rows = grants();
        if (!rows) return rows.error();
        counted->grants = (*rows)->size();
    }
    return counted;
}

result<void> edited_source::visit_members(const std::function<void(const source_member&)>& visit) {
    return concern(edits_, members_edited) ? hand_out(members(), visit) : base_.visit_members(visit);
}

result<const std::vector<source_member>*> edited_source::members() {
    if (members_) return &*members_;
    row_list<source_member> rows;
    auto read = base_.visit_members([&](const source_member& row) { rows.append(row); });
    if (!read) return read.error();
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
    members_ = rows.take();
    return &*members_;
}

result<void> edited_source::visit_owners(const std::function<void(const source_owner&)>& visit) {
    return concern(edits_, owners_edited) ? hand_out(owners(), visit) : base_.visit_owners(visit);
}

result<const std::vector<source_owner>*> edited_source::owners() {
    if (owners_) return &*owners_;
    row_list<source_owner> rows;
    auto read = base_.visit_owners([&](const source_owner& row) { rows.append(row); });
    if (!read) return read.error();
    rows.settle();
    for (const auto& one : edits_) {
        if (one.kind == what::set_owner) {
            rows.remove_if([&](const source_owner& own) { return own.resource == one.target; });
            rows.at({one.principal, one.target});
        } else if (one.kind == what::drop_group) {
            rows.remove_if([&](const source_owner& own) { return own.owner == one.target; });
        }
    }
    owners_ = rows.take();
    return &*owners_;
}

result<void> edited_source::visit_grants(const std::function<void(const source_grant&)>& visit) {
    return concern(edits_, grants_edited) ? hand_out(grants(), visit) : base_.visit_grants(visit);
}

result<const std::vector<source_grant>*> edited_source::grants() {
    if (grants_) return &*grants_;
    row_list<source_grant> rows;
    auto read = base_.visit_grants([&](const source_grant& row) { rows.append(row); });
    if (!read) return read.error();
    rows.settle();
    for (const auto& one : edits_) {
        if (one.kind == what::drop_group) {
            rows.remove_if([&](const source_grant& own) { return own.grantee == one.target; });
            continue;
        }
        if (!concerns(one, grants_edited)) continue;
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
    grants_ = rows.take();
    return &*grants_;
}

} // namespace canreach::audit
