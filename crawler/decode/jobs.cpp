#include "crawler/decode/jobs.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "crawler/detail/object_reader.hpp"

namespace canreach::crawler {
namespace {

namespace json = boost::json;
using detail::array_in;
using detail::id_in;
using detail::named_here;
using detail::object_in;
using detail::row_or_reason;
using detail::text_in;

/// The links of one object, each once.
class link_list {
public:
    link_list(const decode_context& context, node_key from) : context_(context), from_(std::move(from)) {}

    void uses(node_kind kind, std::string id) {
        if (id.empty()) return;
        node_key to{kind, context_.workspace, std::move(id)};
        if (seen_.insert(to).second) links_.emplace_back(link_fact{link_type::uses, from_, std::move(to)});
    }
    /// Code in the workspace tree; paths of a Git repository or of a storage are no objects.
    void uses_code(node_kind kind, std::string_view path, std::string_view source) {
        if (source != "GIT") uses(kind, std::string(tree_path_of(path)));
    }
    void run_as(principal_ref who) {
        if (who.text.empty()) return;
        links_.emplace_back(link_fact{link_type::run_as, from_, std::move(who)});
        told_ = true;
    }
    [[nodiscard]] bool told_run_as() const { return told_; }
    [[nodiscard]] std::vector<fact> take() { return std::move(links_); }

private:
    const decode_context& context_;
    node_key from_;
    std::set<node_key> seen_;
    std::vector<fact> links_;
    bool told_ = false;
};

/// A task, also that of a loop: what it runs, on which compute.
void read_task(const json::object& task, link_list& into) {
    into.uses(node_kind::cluster, id_in(task, "existing_cluster_id"));
    for (const std::string_view with_warehouse : {"sql_task", "notebook_task", "dbt_task", "dashboard_task"})
        if (const auto* body = object_in(task, with_warehouse))
            into.uses(node_kind::warehouse, id_in(*body, "warehouse_id"));
    if (const auto* notebook = object_in(task, "notebook_task"))
        into.uses_code(node_kind::notebook, text_in(*notebook, "notebook_path"), text_in(*notebook, "source"));
    if (const auto* script = object_in(task, "spark_python_task"))
        into.uses_code(node_kind::file, text_in(*script, "python_file"), text_in(*script, "source"));
    if (const auto* sql = object_in(task, "sql_task"))
        if (const auto* file = object_in(*sql, "file"))
            into.uses_code(node_kind::file, text_in(*file, "path"), text_in(*file, "source"));
    if (const auto* dbt = object_in(task, "dbt_task"))
        into.uses_code(node_kind::folder, text_in(*dbt, "project_directory"), text_in(*dbt, "source"));
    if (const auto* loop = object_in(task, "for_each_task"))
        if (const auto* inner = object_in(*loop, "task")) read_task(*inner, into);
}

/// Of the job itself and of its settings, whichever says it. In lists `run_as` is left out where it is the creator.
void read_run_as(const json::object& job, const json::object* settings, const decode_context& context,
                 link_list& into) {
    for (const auto* where : {settings, &job})
        if (where != nullptr)
            if (const auto* who = object_in(*where, "run_as")) {
                into.run_as(detail::typed_principal(*who, context));
                if (into.told_run_as()) return;
            }
    for (const std::string_view field : {"run_as_user_name", "creator_user_name"}) {
        into.run_as(named_here(context, text_in(job, field)));
        if (into.told_run_as()) return;
    }
}

void read_tasks(const json::object& job, const json::object* settings, link_list& into) {
    for (const auto* where : {settings, &job}) {
        if (where == nullptr) continue;
        for (const auto& element : array_in(*where, "tasks"))
            if (const auto* task = element.if_object()) read_task(*task, into);
    }
    if (settings != nullptr) read_task(*settings, into); // jobs of one task in the form of API 2.0
}

} // namespace

result<decoded_page> decode_jobs(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "jobs", [&](const json::object& job) -> row_or_reason {
        auto id = id_in(job, "job_id");
        if (id.empty()) return std::string_view{"no `job_id`"};
        const auto* settings = object_in(job, "settings");
        auto node = detail::object_node(context, node_kind::job, std::move(id),
                                        settings == nullptr ? std::string_view{} : text_in(*settings, "name"));
        detail::add_attribute(node, "creator", text_in(job, "creator_user_name"));
        link_list links(context, node.key);
        read_run_as(job, settings, context, links);
        read_tasks(job, settings, links);
        auto row = detail::row_of(std::move(node));
        row.incomplete = detail::bool_in(job, "has_more") == true || !links.told_run_as();
        std::ranges::move(links.take(), std::back_inserter(row.facts));
        return row;
    });
}

result<decoded_page> decode_job(const json_document& body, const decode_context& context) {
    return detail::read_one(body, [&](const json::object& job) -> row_or_reason {
        const auto* settings = object_in(job, "settings");
        link_list links(context, context.about);
        read_run_as(job, settings, context, links);
        read_tasks(job, settings, links);
        decoded_row row;
        row.facts = links.take();
        return row;
    });
}

result<decoded_page> decode_pipelines(const json_document& body, const decode_context& context) {
    return detail::read_page(body, "statuses", [&](const json::object& pipeline) -> row_or_reason {
        auto id = id_in(pipeline, "pipeline_id");
        if (id.empty()) return std::string_view{"no `pipeline_id`"};
        auto node = detail::object_node(context, node_kind::pipeline, std::move(id), text_in(pipeline, "name"));
        detail::add_attribute(node, "creator", text_in(pipeline, "creator_user_name"));
        auto row = detail::row_of(std::move(node));
        detail::add_link_to(row, link_type::run_as, named_here(context, text_in(pipeline, "run_as_user_name")));
        return row;
    });
}

result<decoded_page> decode_pipeline(const json_document& body, const decode_context& context) {
    return detail::read_one(body, [&](const json::object& pipeline) -> row_or_reason {
        link_list links(context, context.about);
        if (const auto* spec = object_in(pipeline, "spec"))
            for (const auto& element : array_in(*spec, "libraries")) {
                const auto* library = element.if_object();
                if (library == nullptr) continue;
                if (const auto* notebook = object_in(*library, "notebook"))
                    links.uses_code(node_kind::notebook, text_in(*notebook, "path"), {});
                if (const auto* file = object_in(*library, "file"))
                    links.uses_code(node_kind::file, text_in(*file, "path"), {});
                if (const auto* glob = object_in(*library, "glob")) {
                    // `/Users/x/etl/**`: everything below the folder before the first wildcard.
                    auto path = text_in(*glob, "include");
                    path = path.substr(0, path.find('*'));
                    links.uses_code(node_kind::folder, path.substr(0, path.rfind('/') + 1), {});
                }
            }
        decoded_row row;
        row.facts = links.take();
        return row;
    });
}

} // namespace canreach::crawler
