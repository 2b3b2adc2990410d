#include "graph/questions/shaped_courses.hpp"

#include "graph/detail/account.hpp"
#include "graph/questions/plan.hpp"
#include "graph/questions/shared_circuit.hpp"

namespace canreach::graph::detail {
namespace {

constexpr std::size_t most_made = 4096;

/// Empty where there is no metastore, or something sets a node apart: policies, groups of workspaces.
std::optional<path_of_levels> ordinary_path(const account& in, node_id resource) {
    path_of_levels made;
    for (auto at = resource; at != no_node; at = in.nodes.parent[at.value]) {
        if (made.count == made.nodes.size() || in.set_apart.test(at.value)) return std::nullopt;
        made.nodes[made.count++] = at;
        if (in.nodes.kind[at.value] == node_kind::metastore) break;
    }
    const bool inside = made.count > 1 && in.nodes.kind[made.metastore().value] == node_kind::metastore;
    return inside ? std::optional(made) : std::nullopt;
}

} // namespace

/// One course, and one shape in one metastore.
class shaped_course {
public:
    shaped_course(const account& in, const escalation& edges, course done)
        : in_(in), done_(std::move(done)), by_(edges.after(done_)), circuit_(in, by_.now),
          alive_(in.alive_after(by_.profile, by_.now)) {}
    shaped_course(const shaped_course&) = delete;
    shaped_course& operator=(const shaped_course&) = delete;
    ~shaped_course() = default;

    /// Goes to a resource. Whether the shape has one answer to the request.
    [[nodiscard]] bool take(const request& what, const path_of_levels& path, truth definer) {
        asked_ = nullptr;
        auto& one = asking(what, path);
        if (!one.plan) return false;
        circuit_.move_to(path, definer);
        root_ = path.root();
        asked_ = &one;
        return true;
    }
    /// Of the one taken.
    [[nodiscard]] subject_set ask_all() { return asked_->plan->ask_all_of(each(), alive_, root_); }
    [[nodiscard]] shaped_courses::by_workspace ask_all_from_each() {
        return asked_->plan->ask_all_from_each_of(each(), alive_, root_);
    }
    [[nodiscard]] bool out_of_question() const {
        std::vector<bool> each;
        for (const auto way : asked_->ways) each.push_back(circuit_.out_of_question(way));
        return asked_->plan->out_of_question(each);
    }

private:
    struct asking_one {
        request what;
        std::optional<detail::plan> plan; ///< without circuits; empty: has no answer for the shape
        std::vector<shared_circuit::part_no> ways;
    };

    [[nodiscard]] std::vector<subject_set> each() {
        std::vector<subject_set> made;
        made.reserve(asked_->ways.size());
        for (const auto way : asked_->ways) made.push_back(circuit_.value(way));
        return made;
    }

    asking_one& asking(const request& what, const path_of_levels& path) {
        // Those who ask for several things ask for them of each resource in the same order.
        for (std::size_t i = 0; i < known_.size(); ++i) {
            const auto at = (next_ + i) % known_.size();
            if (known_[at]->what != what) continue;
            next_ = at + 1;
            return *known_[at];
        }
        if (known_.size() == most_known) known_.clear();
        auto made = std::make_unique<asking_one>(asking_one{what, {}, {}});
        made->plan.emplace(in_, what, path.nodes.front(), &by_);
        if (!compile(*made, path)) made->plan.reset();
        known_.push_back(std::move(made));
        next_ = known_.size();
        return *known_.back();
    }

    [[nodiscard]] bool compile(asking_one& one, const path_of_levels& path) {
        auto& plan = *one.plan;
        if (!plan.same_from_everywhere() || plan.reads_bases()) return false;
        for (const auto& way : plan.actions()) {
            const auto number = circuit_.add(way.need, path);
            if (!number) return false;
            one.ways.push_back(*number);
        }
        plan.forget_circuits();
        return true;
    }

    static constexpr std::size_t most_known = 128;

    const account& in_;
    const course done_;
    const preparation by_;
    shared_circuit circuit_;
    subject_set alive_;
    std::vector<std::unique_ptr<asking_one>> known_;
    std::size_t next_ = 0;
    asking_one* asked_ = nullptr;
    node_id root_ = no_node;
};

shaped_courses::shaped_courses(const escalation& edges) : edges_(edges) {}
shaped_courses::~shaped_courses() = default;

shaped_course* shaped_courses::find(const account& in, const course& done, const request& what, node_id resource) {
    if (what.how != mode::effective || what.function != no_node || what.compute || what.as_role != no_node ||
        done.done.has(act::bind))
        return nullptr;
    const auto path = ordinary_path(in, resource);
    if (!path) return nullptr;
    const auto definer = in.views.works_alike(resource);
    if (!definer) return nullptr;
    if (made_.size() > most_made) made_.clear();
    auto& one = made_[{shape_of(in.nodes, resource), path->metastore(), done.done.number(),
                       done.joins() ? done.groups.get() : nullptr}];
    if (!one) one = std::make_unique<shaped_course>(in, edges_, done);
    return one->take(what, *path, *definer) ? one.get() : nullptr;
}

std::optional<subject_set> shaped_courses::ask_all(const account& in, const course& done, const request& what,
                                                   node_id resource) {
    const std::unique_lock alone(busy_, std::try_to_lock);
    if (!alone) return std::nullopt;
    auto* by = find(in, done, what, resource);
    return by == nullptr ? std::nullopt : std::optional(by->ask_all());
}

std::optional<shaped_courses::by_workspace> shaped_courses::ask_all_from_each(const account& in, const course& done,
                                                                              const request& what, node_id resource) {
    const std::unique_lock alone(busy_, std::try_to_lock);
    if (!alone) return std::nullopt;
    auto* by = find(in, done, what, resource);
    return by == nullptr ? std::nullopt : std::optional(by->ask_all_from_each());
}

bool shaped_courses::answers(const account& in, const course& done, const request& what, node_id resource) {
    const std::unique_lock alone(busy_, std::try_to_lock);
    return alone && find(in, done, what, resource) != nullptr;
}

std::optional<bool> shaped_courses::out_of_question(const account& in, const request& what, node_id resource) {
    const std::unique_lock alone(busy_, std::try_to_lock);
    if (!alone) return std::nullopt;
    auto* by = find(in, edges_.course_of({}), what, resource);
    return by == nullptr ? std::nullopt : std::optional(by->out_of_question());
}

} // namespace canreach::graph::detail
