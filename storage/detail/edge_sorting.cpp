#include "storage/detail/edge_sorting.hpp"

#include <map>
#include <tuple>

namespace canreach::storage::detail {

sealed_grants unite_grants(std::vector<sealed_grant> grants, const std::vector<sealed_mask>& masks) {
    const auto slot = [&](const sealed_grant& grant) {
        return std::tuple{grant.resource, grant.grantee, masks[grant.mask].what};
    };
    std::ranges::sort(grants, [&](const sealed_grant& a, const sealed_grant& b) {
        return std::tuple_cat(slot(a), std::tuple{a.mask}) < std::tuple_cat(slot(b), std::tuple{b.mask});
    });

    // Distinct masks are few, hundreds in a large account; most grants have a slot of their own and keep their mask.
    std::map<sealed_mask, std::uint32_t> numbers;
    std::vector<std::uint32_t> number_of(masks.size());
    for (std::size_t i = 0; i < masks.size(); ++i)
        number_of[i] = numbers.try_emplace(masks[i], static_cast<std::uint32_t>(numbers.size())).first->second;
    std::size_t kept = 0;
    for (std::size_t first = 0; first < grants.size();) {
        auto one = grants[first];
        auto united = masks[one.mask];
        one.mask = number_of[one.mask];
        auto next = first + 1;
        for (; next < grants.size() && slot(grants[next]) == std::tuple{one.resource, one.grantee, united.what};
             ++next) {
            united.allow |= masks[grants[next].mask].allow;
            united.deny |= masks[grants[next].mask].deny;
        }
        if (next != first + 1) {
            const auto number = static_cast<std::uint32_t>(numbers.size());
            one.mask = numbers.try_emplace(united, number).first->second;
        }
        first = next;
        if (!united.allow.empty() || !united.deny.empty()) grants[kept++] = one;
    }
    grants.resize(kept);

    std::vector<bool> used(numbers.size(), false);
    for (const auto& grant : grants) used[grant.mask] = true;
    sealed_grants sealed;
    std::vector<std::uint32_t> final_number(numbers.size(), 0);
    for (const auto& [what, number] : numbers) {
        if (!used[number]) continue;
        final_number[number] = static_cast<std::uint32_t>(sealed.masks.size());
        sealed.masks.push_back(what);
    }
    for (auto& grant : grants) grant.mask = final_number[grant.mask];
    sealed.grants = std::move(grants);
    return sealed;
}

} // namespace canreach::storage::detail
