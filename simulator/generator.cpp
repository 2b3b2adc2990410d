#include "simulator/generator.hpp"

#include <fmt/format.h>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator {
namespace detail {

generation::generation(const shape& wanted)
    : wanted_(wanted), builder_(
                           [&] {
                               auto random = random_for("account");
                               return uuid(random);
                           }(),
                           wanted.where) {}

seeded_random generation::random_for(std::string_view step) const {
    return seeded_random(stable_hash(step, wanted_.seed));
}

std::int64_t generation::next_id(seeded_random& random) {
    return last_id_ += 1 + random.below(90'000);
}

std::uint32_t generation::left(std::uint32_t wanted, std::size_t have) const {
    return wanted > have ? wanted - static_cast<std::uint32_t>(have) : 0;
}

account generation::run() && {
    make_identity();
    make_tenancy();
    make_unity();
    make_grants();
    make_metastore_objects();
    make_objects();
    make_access();
    make_hive();
    make_policies();
    return std::move(builder_).build();
}

} // namespace detail

namespace {

result<void> check(const shape& s) {
    const auto wrong = [](std::string what) -> result<void> { return fail(errc::bad_input, std::move(what)); };
    if (s.securables() > 0 && (s.metastores == 0 || s.workspaces < s.metastores))
        return wrong("securables need a metastore, and each metastore a workspace");
    if (s.catalogs < s.metastores) return wrong("each metastore needs a catalog");
    if (s.schemas > 0 && s.catalogs == 0) return wrong("schemas need a catalog");
    if (s.tables + s.volumes + s.functions + s.models > 0 && s.schemas == 0) return wrong("tables need a schema");
    if (s.nesting > s.groups) return wrong("groups cannot be nested deeper than their number");
    if (s.users == 0 || s.groups == 0) return wrong("an account needs users and groups");
    if (s.securables() > 50'000'000 || s.grants > 200'000'000) return wrong("the shape is too large");
    if (s.showcase && (s.users < 40 || s.groups < 30 || s.service_principals < 8 || s.workspaces < 4 ||
                       s.metastores < 2 || s.catalogs < 6 || s.schemas < 12 || s.tables < 40 || s.locations < 4))
        return wrong("the shape is too small for the showcase");
    return {};
}

} // namespace

result<account> generate(const shape& wanted) {
    if (auto fits = check(wanted); !fits) return std::move(fits).error().with("shape", wanted.name);
    return detail::generation(wanted).run();
}

} // namespace canreach::simulator
