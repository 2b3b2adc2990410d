/// What everybody can do after a course of acts to the securables of one shape (§2.12): circuits bound and prepared
/// once for a shape, as levels of a path instead of nodes, and each part that several of them share evaluated once for
/// a resource. Of lists with hundreds of resources, each asked for dozens of actions after dozens of courses.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/detail/joining.hpp"
#include "graph/rules/tenancy.hpp"
#include "graph/shapes.hpp"
#include "graph/subject_set.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;
class escalation;
class shaped_course;

/// Bound to edges that outlive it. Safe to use from many threads: whoever finds it busy asks the full rules.
class shaped_courses {
public:
    explicit shaped_courses(const escalation& edges);
    shaped_courses(const shaped_courses&) = delete;
    shaped_courses& operator=(const shaped_courses&) = delete;
    ~shaped_courses();

    /// The same as `plan::ask_all` after the course; empty where resources of one shape may differ by more than what is
    /// held on their path.
    [[nodiscard]] std::optional<subject_set> ask_all(const account& in, const course& done, const request& what,
                                                     node_id resource);
    /// The same as `plan::ask_all_from_each`.
    using by_workspace = std::vector<std::pair<workspace_no, subject_set>>;
    [[nodiscard]] std::optional<by_workspace> ask_all_from_each(const account& in, const course& done,
                                                                const request& what, node_id resource);
    /// Whether what the request asks is the same, after the course, of everything of the resource's shape: then no
    /// denial stands in the way of joining groups but those that bar from everything.
    [[nodiscard]] bool answers(const account& in, const course& done, const request& what, node_id resource);
    /// The same as `plan::out_of_question`, after no acts.
    [[nodiscard]] std::optional<bool> out_of_question(const account& in, const request& what, node_id resource);

private:
    using key = std::tuple<shape, node_id, std::uint8_t, const joined*>;
    [[nodiscard]] shaped_course* find(const account& in, const course& done, const request& what, node_id resource);

    const escalation& edges_;
    std::mutex busy_;
    std::map<key, std::unique_ptr<shaped_course>> made_; ///< guarded by `busy_`
};

} // namespace canreach::graph::detail
