#include <fmt/format.h>

#include <algorithm>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {
namespace {

std::string capitalised(std::string text) {
    if (!text.empty() && text.front() >= 'a' && text.front() <= 'z')
        text.front() = static_cast<char>(text.front() - 32);
    return text;
}

} // namespace

void generation::make_identity() {
    if (wanted_.showcase) showcase_ = make_showcase_people(builder_);
    auto random = random_for("identity");
    make_users(random, left(wanted_.users, showcase_.users));
    make_service_principals(random, left(wanted_.service_principals, showcase_.service_principals));
    make_groups(random, left(wanted_.groups, showcase_.groups));
    nest_groups(random);
    fill_groups(random);
}

void generation::make_users(seeded_random& random, std::uint32_t count) {
    const auto odd = awkward_display_names();
    for (std::uint32_t i = 0; i < count; ++i) {
        const auto person = person_named(i);
        principal who;
        who.id = next_id(random);
        const auto suffix = person.repetition == 0 ? std::string{} : std::to_string(person.repetition + 1);
        who.name = fmt::format("{}.{}{}@example.com", person.first, person.last, suffix);
        who.display_name = fmt::format("{} {}", capitalised(person.first), capitalised(person.last));
        if (random.chance(70)) who.external_id = uuid(random);
        who.active = !random.chance(3);
        if (wanted_.awkward && i < odd.size()) who.display_name = odd[i];
        if (wanted_.awkward && i == 1) who.active = false;
        if (wanted_.awkward && i == 2) who.name = fmt::format("{}.O'{}+test@Example.com", person.first, person.last);
        if (wanted_.awkward && i == 3) who.display_name = who.name; // nothing beyond the name
        if (wanted_.awkward && i == 4) who.display_name.clear();
        users_.push_back(builder_.add(std::move(who)));
    }
    if (!wanted_.awkward || count < 8) return;
    // A guest whose two spellings share one directory id (rule M8).
    const auto directory_id = uuid(random);
    builder_.at(users_[count - 2]).name = "guest.auditor@partner.example";
    builder_.at(users_[count - 2]).external_id = directory_id;
    builder_.at(users_[count - 1]).name = "guest.auditor_partner.example#EXT#@tenant.onmicrosoft.com";
    builder_.at(users_[count - 1]).external_id = directory_id;
    builder_.at(users_[5]).account_admin = true;
}

void generation::make_service_principals(seeded_random& random, std::uint32_t count) {
    for (std::uint32_t i = 0; i < count; ++i) {
        principal who;
        who.kind = node_kind::service_principal;
        who.id = next_id(random);
        who.name = service_principal_name(i);
        who.application_id = uuid(random);
        if (random.chance(20)) who.external_id = uuid(random);
        who.active = !random.chance(2);
        if (wanted_.awkward && i == 1) who.name.clear(); // known by its application id only
        service_principals_.push_back(builder_.add(std::move(who)));
    }
}

void generation::make_groups(seeded_random& random, std::uint32_t count) {
    const auto odd = awkward_group_names();
    for (std::uint32_t i = 0; i < count; ++i) {
        principal who;
        who.kind = node_kind::group;
        who.id = next_id(random);
        who.name = group_name(i);
        if (random.chance(50)) who.external_id = uuid(random);
        // The last ones, so that the large groups at the front have plain names.
        if (wanted_.awkward && count >= 9 && i + 1 < count &&
            count - 2 - i < std::min<std::size_t>(odd.size(), count / 3))
            who.name = odd[count - 2 - i];
        groups_.push_back(builder_.add(std::move(who)));
    }
    if (wanted_.awkward && count >= 40) {
        builder_.at(groups_[count / 2]).vanished = wanted_.vanished > 0;
        builder_.at(groups_[count / 3]).account_admin = true;
    }
}

void generation::nest_groups(seeded_random& random) {
    const auto count = static_cast<std::uint32_t>(groups_.size());
    const auto depth = std::min(wanted_.nesting, count);
    if (depth < 2) return;
    // A chain of the wanted depth; every other group has the layer of its number and one or two parents a layer above.
    const bool odd = wanted_.awkward && count >= 9;
    for (std::uint32_t i = 1; i < depth; ++i) builder_.add_member(groups_[i], groups_[i - 1]);
    for (std::uint32_t i = depth; i < (odd ? count - 5 : count); ++i) {
        const auto layer = i % depth;
        if (layer == 0) continue;
        const auto parents = random.chance(30) ? 2U : random.chance(70) ? 1U : 0U;
        for (std::uint32_t k = 0; k < parents; ++k)
            builder_.add_member(groups_[i], groups_[layer - 1 + depth * random.skewed(i / depth)]);
    }
    if (odd) {
        // A diamond and, in inconsistent data, a cycle. The last group stays empty.
        builder_.add_member(groups_[count - 2], groups_[count - 3]);
        builder_.add_member(groups_[count - 2], groups_[count - 4]);
        builder_.add_member(groups_[count - 3], groups_[count - 5]);
        builder_.add_member(groups_[count - 4], groups_[count - 5]);
        builder_.add_member(groups_[count - 5], groups_[count - 2]);
        if (depth > 4) builder_.add_member(groups_[count - 5], groups_.front());
    }
}

void generation::fill_groups(seeded_random& random) {
    const auto groups = static_cast<std::uint32_t>(groups_.size());
    if (groups < 2) return;
    const auto join = [&](principal_index who, std::uint32_t most) {
        for (auto n = random.skewed(most) + 1; n > 0; --n) builder_.add_member(who, groups_[random.skewed(groups - 1)]);
    };
    for (const auto who : users_) {
        if (wanted_.showcase)
            builder_.add_member(who, showcase_.everyone);
        else if (random.chance(60))
            builder_.add_member(who, groups_.front());
        join(who, 8);
    }
    for (const auto who : service_principals_)
        if (random.chance(60)) join(who, 3);
}

} // namespace canreach::simulator::detail
