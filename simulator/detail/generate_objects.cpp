#include "simulator/detail/generate_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "simulator/detail/generation.hpp"
#include "simulator/detail/names.hpp"

namespace canreach::simulator::detail {
namespace {

/// More than one list shows of a job (databricks-api E.5).
constexpr std::size_t many_tasks = 130;

bool lies_in_folder(node_kind kind) {
    switch (kind) {
    case node_kind::folder:
    case node_kind::notebook:
    case node_kind::file:
    case node_kind::repo:
    case node_kind::query:
    case node_kind::alert:
    case node_kind::dashboard:
    case node_kind::genie_space:
    case node_kind::experiment: return true;
    default: return false;
    }
}

bool is_known_by_path(node_kind kind) {
    return kind == node_kind::folder || kind == node_kind::notebook || kind == node_kind::file ||
           kind == node_kind::repo;
}

bool has_one_owner(node_kind kind) {
    return kind == node_kind::job || kind == node_kind::pipeline || kind == node_kind::warehouse;
}

} // namespace

workspace_filler::workspace_filler(account_builder& into, workspace_index where, const object_people& people,
                                   seeded_random& random)
    : into_(into), where_(where), people_(people), random_(random),
      next_number_(1'000'000'000'000 + static_cast<std::int64_t>(random.next() % 9'000'000'000'000'000U)) {}

std::string workspace_filler::hex(unsigned digits) {
    return fmt::format("{:016x}", random_.next()).substr(0, digits);
}

acl_principal_index workspace_filler::some_owner() {
    if (!people_.service_principals.empty() && random_.chance(15))
        return known(random_.pick(people_.service_principals));
    return known(people_.users[random_.skewed(static_cast<std::uint32_t>(people_.users.size()))]);
}

acl_principal_index workspace_filler::some_principal() {
    const auto dice = random_.below(100);
    const auto& groups = into_.at(where_).groups;
    if (dice < 12) return into_.acl_principal_named(node_kind::group, "users");
    if (dice < 30 && groups.size() > 2)
        return into_.acl_principal_named(node_kind::group,
                                         groups[2 + random_.below(static_cast<std::uint32_t>(groups.size()) - 2)].name);
    if (dice < 33) return into_.acl_principal_named(node_kind::user, "former.employee@example.com");
    if (dice < 50) return some_owner();
    return known(people_.groups[random_.skewed(static_cast<std::uint32_t>(people_.groups.size()))]);
}

std::string workspace_filler::name_for(const object_type& type) {
    const auto number = ++added_;
    const auto base = object_name(number, static_cast<std::uint32_t>(pos(where_)) * 7);
    switch (type.kind) {
    case node_kind::job: return fmt::format("{}-{}", random_.chance(40) ? "etl" : "run", base);
    case node_kind::app:
    case node_kind::database_instance:
    case node_kind::secret_scope:
    case node_kind::repo: return fmt::format("{}-{}", word_of(type.kind), base);
    default: return base;
    }
}

workspace_filler::made_object workspace_filler::add(const object_type& type, std::string_view id, std::string_view name,
                                                    bool in_folder) {
    new_object what{type.kind, id, name, type.subtype};
    made_object made{no_object, std::string(id)};
    if (in_folder) {
        const auto& folder = folders_[random_.skewed(static_cast<std::uint32_t>(folders_.size()))];
        what.folder = folder.index;
        const auto path = fmt::format("{}/{}", folder.id, name);
        if (is_known_by_path(type.kind)) {
            made.id = path;
            what.id = made.id;
            what.name = made.id;
            made.index = into_.add_object(where_, what);
        } else {
            what.name = type.kind == node_kind::experiment ? std::string_view(path) : name;
            made.index = into_.add_object(where_, what);
        }
    } else {
        made.index = into_.add_object(where_, what);
    }
    return made;
}

void workspace_filler::describe_job(object_index job) {
    auto& one = into_.at(where_, job);
    const auto dice = random_.below(100);
    if (dice < 60)
        one.run_as = one.owner;
    else if (dice < 90)
        one.run_as = people_.service_principals.empty() ? one.owner : known(random_.pick(people_.service_principals));
    auto& uses = into_.extra_of(where_, job).uses;
    const auto use = [&](node_kind kind, const std::vector<made_object>& from) {
        if (from.empty()) return;
        std::pair entry(kind, random_.pick(from).id);
        if (std::ranges::find(uses, entry) == uses.end()) uses.push_back(std::move(entry));
    };
    for (auto n = 1 + random_.below(3); n > 0; --n) use(node_kind::notebook, code_);
    if (random_.chance(50)) use(node_kind::cluster, clusters_);
    if (random_.chance(20)) use(node_kind::warehouse, warehouses_);
}

void workspace_filler::describe_pipeline(object_index pipeline) {
    auto& one = into_.at(where_, pipeline);
    one.run_as = random_.chance(70) ? one.owner : some_owner();
    auto& uses = into_.extra_of(where_, pipeline).uses;
    if (!code_.empty()) uses.emplace_back(node_kind::notebook, random_.pick(code_).id);
    if (random_.chance(30)) uses.emplace_back(node_kind::folder, random_.pick(folders_).id);
}

void workspace_filler::describe_cluster(object_index cluster) {
    static constexpr std::array<std::string_view, 6> modes{
        "USER_ISOLATION", "SINGLE_USER", "SINGLE_USER", "NONE", "LEGACY_TABLE_ACL", "DATA_SECURITY_MODE_AUTO"};
    auto& attributes = into_.extra_of(where_, cluster).attributes;
    const auto mode = random_.pick(modes);
    attributes.emplace_back("data_security_mode", mode);
    attributes.emplace_back("spark_version", "15.4.x-scala2.12");
    if (mode == "SINGLE_USER")
        attributes.emplace_back("single_user_name", into_.so_far().at(into_.at(where_, cluster).owner).name);
    if (cloud_ == cloud::aws && random_.chance(40))
        attributes.emplace_back("profile",
                                fmt::format("arn:aws:iam::123456789012:instance-profile/lake-{}", random_.below(3)));
    if (cloud_ == cloud::gcp && random_.chance(40))
        attributes.emplace_back("profile",
                                fmt::format("lake-{}@example-project.iam.gserviceaccount.com", random_.below(3)));
}

void workspace_filler::describe_dashboard(object_index dashboard) {
    into_.at(where_, dashboard).number = ++next_number_;
    if (random_.chance(50)) into_.set(where_, dashboard, object_trait::published);
}

void workspace_filler::finish(const object_type& type, const made_object& made) {
    auto owner = some_owner();
    into_.at(where_, made.index).owner = owner;
    switch (type.kind) {
    case node_kind::folder: folders_.push_back(made); break;
    case node_kind::notebook: code_.push_back(made); break;
    case node_kind::cluster:
        describe_cluster(made.index);
        clusters_.push_back(made);
        break;
    case node_kind::warehouse: warehouses_.push_back(made); break;
    case node_kind::job:
        describe_job(made.index);
        jobs_.push_back(made);
        break;
    case node_kind::pipeline: describe_pipeline(made.index); break;
    case node_kind::dashboard:
        describe_dashboard(made.index);
        dashboards_.push_back(made);
        break;
    case node_kind::query:
        into_.extra_of(where_, made.index)
            .attributes.emplace_back("run_as_mode", random_.chance(60) ? "OWNER" : "VIEWER");
        break;
    case node_kind::alert:
        if (type.subtype == "alertv2") into_.at(where_, made.index).run_as = some_owner();
        break;
    case node_kind::app:
        if (!people_.service_principal_ids.empty())
            into_.at(where_, made.index).number = random_.pick(people_.service_principal_ids);
        break;
    case node_kind::other:
        if (type.subtype == "token") {
            into_.at(where_, made.index).number = random_.pick(people_.user_ids);
            auto& attributes = into_.extra_of(where_, made.index).attributes;
            attributes.emplace_back("created", std::to_string(1'700'000'000'000 + random_.below(1'000'000)));
            if (random_.chance(50)) attributes.emplace_back("expires", "1900000000000");
            if (random_.chance(70)) attributes.emplace_back("last_used", "1764028800000");
        }
        // These two do not tell who made them.
        if (type.subtype == "database-projects" || type.subtype == "feature-tables")
            into_.at(where_, made.index).owner = owner = nobody;
        break;
    case node_kind::pool:
    case node_kind::secret_scope:
    case node_kind::workspace_model: into_.at(where_, made.index).owner = nobody; break;
    default: break;
    }
    if (is_known_by_path(type.kind) || type.kind == node_kind::workspace_model)
        into_.at(where_, made.index).number = ++next_number_;
    if (is_known_by_path(type.kind) || type.kind == node_kind::genie_space || type.kind == node_kind::experiment)
        into_.at(where_, made.index).owner = nobody; // their lists do not say it
    if (type.levels.empty()) return;
    // What lies in folders mostly inherits; the rest has its owner and some more.
    const bool mostly_inherits = lies_in_folder(type.kind);
    if (mostly_inherits && random_.chance(60)) return;
    if (owner != nobody)
        into_.permit(where_, made.index, owner,
                     has_one_owner(type.kind)               ? "IS_OWNER"
                     : type.kind == node_kind::secret_scope ? "MANAGE"
                                                            : type.levels.back());
    for (auto n = random_.below(mostly_inherits ? 2 : 3); n > 0; --n) {
        // Drawn one after the other: compilers differ in the order of arguments, and the account must not.
        const auto level = random_.pick(type.levels);
        into_.permit(where_, made.index, some_principal(), level);
    }
}

void workspace_filler::add_one(const object_type& type) {
    const auto name = name_for(type);
    const bool in_folder = lies_in_folder(type.kind);
    std::string id;
    switch (type.kind) {
    case node_kind::job:
    case node_kind::experiment: id = std::to_string(++next_number_); break;
    case node_kind::cluster: id = fmt::format("0131-{:06}-{}", added_, hex(8)); break;
    case node_kind::warehouse:
    case node_kind::cluster_policy: id = hex(16); break;
    case node_kind::app:
    case node_kind::database_instance:
    case node_kind::workspace_model:
    case node_kind::secret_scope: id = name; break;
    case node_kind::other: id = fmt::format("{}/{}", type.subtype, type.subtype == "token" ? hex(16) : name); break;
    default: id = uuid(random_); break;
    }
    // A token is known by its number, and names of the types below are ids.
    const bool named_by_id = type.kind == node_kind::other && type.subtype == "token";
    finish(type, add(type, id, named_by_id ? id.substr(id.find('/') + 1) : name, in_folder));
}

void workspace_filler::fill(std::uint32_t count, cloud where) {
    cloud_ = where;
    // The showcase begins with the root, too.
    const auto& known = into_.so_far().objects;
    const bool has_root =
        known.size() > pos(where_) && !known[pos(where_)].empty() && known[pos(where_)].all().front().id == "/";
    const auto root = has_root ? object_index{0} : into_.add_object(where_, {node_kind::folder, "/", "/"});
    for (const std::string_view path : {"/Users", "/Shared", "/Repos"}) {
        if (added_ >= count) return;
        ++added_;
        const auto index = into_.add_object(where_, {node_kind::folder, path, path, {}, root, ++next_number_});
        folders_.push_back({index, std::string(path)});
        // Rule W4.
        if (path == "/Shared")
            into_.permit(where_, index, into_.acl_principal_named(node_kind::group, "users"), "CAN_MANAGE");
    }
    const auto types = object_types();
    std::vector<std::int64_t> owed(types.size());
    for (std::size_t i = 0; added_ < count && i < types.size(); ++i) add_one(types[i]);
    while (added_ < count) {
        // The type that lags furthest behind its share.
        for (std::size_t i = 0; i < types.size(); ++i) owed[i] += types[i].share;
        const auto next = std::ranges::max_element(owed);
        *next -= 100;
        add_one(types[static_cast<std::size_t>(next - owed.begin())]);
    }
}

void workspace_filler::make_awkward(bool gaps) {
    if (jobs_.size() > 1 && code_.size() > 0) {
        auto& uses = into_.extra_of(where_, jobs_[0].index).uses;
        while (uses.size() < many_tasks)
            uses.emplace_back(node_kind::notebook, fmt::format("/Repos/shared/loader/step_{}", uses.size()));
        auto& silent = into_.at(where_, jobs_[1].index); // its creator was deleted
        silent.owner = nobody;
        silent.run_as = known(people_.users.front());
        into_.set(where_, jobs_[1].index, object_trait::unsaid_run_as);
        into_.permit(where_, jobs_[0].index, into_.acl_principal_named(node_kind::group, "everybody at once"),
                     "CAN_LEVITATE");
    }
    if (folders_.size() > 2) {
        const auto index =
            into_.add_object(where_, {node_kind::experiment, "77", "/Shared/notebook", {}, folders_[1].index});
        into_.set(where_, index, object_trait::of_notebook);
    }
    if (!gaps) return;
    if (!dashboards_.empty()) {
        into_.set(where_, dashboards_[0].index, object_trait::published);
        into_.set(where_, dashboards_[0].index, object_trait::embedded);
    }
    if (code_.size() > 1) {
        into_.set(where_, code_[0].index, object_trait::vanished);
        into_.set(where_, code_[1].index, object_trait::acl_refused);
    }
    if (folders_.size() > 1)
        into_.add_object(where_, {node_kind::other, "LIBRARY/Shared/old.jar", "/Shared/old.jar", "LIBRARY",
                                  folders_[1].index, ++next_number_});
}

void generation::make_objects() {
    if (wanted_.objects == 0) return;
    auto random = random_for("objects");
    const auto& account = builder_.so_far();
    object_people people;
    for (const auto& who : account.principals) {
        if (who.kind == node_kind::user) {
            people.users.push_back({who.kind, who.name});
            people.user_ids.push_back(who.id);
        } else if (who.kind == node_kind::group) {
            people.groups.push_back({who.kind, who.name});
        } else {
            people.service_principals.push_back({who.kind, who.application_id});
            people.service_principal_ids.push_back(who.id);
        }
    }
    std::vector<workspace_index> running;
    for (const auto where : workspaces_)
        if (account.at(where).running()) running.push_back(where);
    if (wanted_.showcase) make_showcase_objects(builder_, showcase_);
    const auto rest = left(wanted_.objects, showcase_.objects);
    const auto spaces = static_cast<std::uint32_t>(running.size());
    for (std::uint32_t i = 0; i < spaces; ++i) {
        workspace_filler filler(builder_, running[i], people, random);
        filler.fill(rest / spaces + (i < rest % spaces ? 1 : 0), wanted_.where);
        if (wanted_.awkward && i == 0) filler.make_awkward(wanted_.vanished > 0);
    }
}

} // namespace canreach::simulator::detail
