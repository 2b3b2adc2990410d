#include "crawler/object_plan.hpp"

#include "crawler/object_families.hpp"
#include "crawler/object_lists.hpp"

namespace canreach::crawler {
namespace {

crawl_task object_task(std::string_view family_name, const std::string& workspace, node_key about) {
    return {std::string(family_name), workspace, std::move(about), family_named(family_name)->part};
}

} // namespace

void add_workspace_questions(const node_key& workspace, std::vector<crawl_task>& into) {
    for (const auto& one : workspace_questions()) {
        node_key about{one.about, workspace.id, {}};
        if (one.about == node_kind::workspace) about = workspace;
        if (one.about == node_kind::folder) about.id = tree_root_path;
        into.push_back(object_task(one.family, workspace.id, std::move(about)));
    }
}

void add_object_reads(const crawl_task& task, const std::string& workspace, const decoded_row& row,
                      std::vector<crawl_task>& into) {
    const auto* node = row.node();
    if (node == nullptr) return;
    if (task.family == "tree") {
        if (node->key == task.about || node->key.kind == node_kind::dashboard) return; // the root; those have a list
        into.push_back(object_task("object-acl", workspace, node->key));
        if (node->key.kind == node_kind::folder) into.push_back(object_task("tree", workspace, node->key));
        return;
    }
    const auto* reads = reads_after(task.family);
    if (reads == nullptr) return;
    if (!reads->acl.empty()) into.push_back(object_task(reads->acl, workspace, node->key));
    if (!reads->details.empty() && (reads->details_always || row.incomplete))
        into.push_back(object_task(reads->details, workspace, node->key));
}

void add_object_families_after(std::string_view family_name, std::vector<std::string_view>& into) {
    if (family_name == "workspaces")
        for (const auto& one : workspace_questions()) into.push_back(one.family);
    if (family_name == "tree") into.insert(into.end(), {"tree", "object-acl"});
    const auto* reads = reads_after(family_name);
    if (reads == nullptr) return;
    for (const auto next : {reads->acl, reads->details})
        if (!next.empty()) into.push_back(next);
}

} // namespace canreach::crawler
