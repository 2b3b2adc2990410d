#include "memory_sink.hpp"

#include <gtest/gtest.h>

#include <utility>
#include <variant>

#include "tests/support/one_by_one.hpp"

namespace canreach::crawler::testing {
namespace {

std::string text(const principal_ref& who) {
    return std::to_string(static_cast<int>(who.how)) + "/" + std::string(word_of(who.kind)) + "/" + who.scope + "/" +
           who.text;
}
std::string text(const node_key& key) {
    return std::string(word_of(key.kind)) + "/" + key.scope + "/" + key.id;
}

struct teller {
    std::string operator()(const node_fact& n) const {
        auto made = "NODE " + text(n.key) + " name=" + n.name + " type=" + n.subtype +
                    " flags=" + std::to_string(n.flags.bits) + " parent=" + (n.parent ? text(*n.parent) : "-");
        for (const auto& [key, value] : n.attributes) made += " " + key + "=" + value;
        return made;
    }
    std::string operator()(const member_fact& m) const { return "MEMBER " + text(m.member) + " " + text(m.group); }
    std::string operator()(const members_fact&) const { return {}; } // told one by one
    std::string operator()(const owner_fact& o) const { return "OWNER " + text(o.owner) + " " + text(o.resource); }
    std::string operator()(const grant_fact& g) const {
        auto made = "GRANT " + text(g.grantee) + " " + text(g.resource) + " " + std::string(name_of(g.what)) + " " +
                    std::to_string(g.allow.low) + ":" + std::to_string(g.allow.high);
        for (const auto& one : g.unknown) made += " " + one;
        return made;
    }
    std::string operator()(const bind_fact& b) const {
        return "BIND " + text(b.resource) + " " + text(b.workspace) + " " + std::string(name_of(b.how));
    }
    std::string operator()(const link_fact& l) const {
        return "LINK " + std::string(name_of(l.type)) + " " + text(l.from) + " " +
               std::visit([](const auto& to) { return text(to); }, l.to);
    }
    std::string operator()(const policy_fact& p) const { return "POLICY " + p.name; }
};

} // namespace

std::string text_of(const fact& one) {
    return std::visit(teller{}, one);
}

result<std::vector<crawl_task>> memory_sink::pending_tasks() {
    staged_ = {}; // a run begins, which tells stages of its own
    std::vector<crawl_task> made;
    for (const auto& task : order_)
        if (!ended_.contains(task)) made.push_back(task);
    return made;
}

result<void> memory_sink::add_tasks(std::vector<crawl_task> tasks) {
    for (auto& task : tasks)
        if (known_.insert(task).second) order_.push_back(std::move(task));
    return {};
}

result<void> memory_sink::accept(task_report report) {
    if (++reports_ == fail_at) return fail(errc::storage, "the disk is full");
    if (report.stage) {
        if (++all_parts_ == fail_at_part) return fail(errc::storage, "the disk is full");
        ++parts_[report.task.family];
        staged_.add(std::move(report));
        return {};
    }
    for (const auto& one : staged_.take(report.stages)) facts_.insert(text_of(one));
    if (known_.insert(report.task).second) order_.push_back(report.task);
    if (!ended_.emplace(report.task, report.result).second) ++twice_;
    for (const auto& one : support::one_by_one(std::move(report.facts))) facts_.insert(text_of(one));
    return add_tasks(std::move(report.follow_ups));
}

result<void> memory_sink::flush() {
    if (fail_flush) return fail(errc::storage, "the disk is full");
    return {};
}

task_result memory_sink::ended_task(const std::string& family, const std::string& id) const {
    for (const auto& [task, how] : ended_)
        if (task.family == family && task.about.id == id) return how;
    ADD_FAILURE() << "no task " << family << " about " << id;
    return {};
}

bool memory_sink::knows(const std::string& family, const std::string& workspace, const std::string& id) const {
    for (const auto& task : known_)
        if (task.family == family && task.workspace == workspace && task.about.id == id) return true;
    return false;
}

} // namespace canreach::crawler::testing
