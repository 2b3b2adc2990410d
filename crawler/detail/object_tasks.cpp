// What task_reader does for workspace objects only: the numbers that permission lists go by, and the scope of the tree.
#include <fmt/format.h>

#include "crawler/decode/folders.hpp"
#include "crawler/decode/objects.hpp"
#include "crawler/detail/task_reader.hpp"
#include "crawler/object_lists.hpp"

namespace canreach::crawler::detail {

namespace asio = boost::asio;

asio::awaitable<result<std::string>> task_reader::object_id_of(node_key object, std::string workspace,
                                                               request_counts& cost) {
    if (object.kind == node_kind::folder && object.id == tree_root_path) co_return std::string(tree_root_number);
    if (auto known = known_.take_object_id(object)) co_return std::move(*known);
    // Listed before an interruption.
    const auto* found = known_.find_workspace(workspace);
    if (found == nullptr || !found->host) co_return fail(errc::network, "the workspace has no usable address");
    const auto host = *found->host;
    const decode_context context{site_.account_id, workspace, site_.zone, object};
    std::string number;
    const bool model = object.kind == node_kind::workspace_model;
    const auto read = [&](const json_document& body) -> result<void> {
        if (model) {
            auto page = decode_workspace_model(body, context);
            if (!page) return std::move(page).error();
            if (!page->rows.empty()) number = page->rows.front().object_id;
            return {};
        }
        auto said = decode_object_id(body);
        if (!said) return std::move(said).error();
        number = std::move(*said);
        return {};
    };
    const auto target = model ? "/api/2.0/mlflow/databricks/registered-models/get?name=" + percent_encoded(object.id)
                              : "/api/2.0/workspace/get-status?path=" + percent_encoded(object.id);
    auto done =
        co_await client_.get(host, target, model ? rate_class::model_registry : rate_class::workspace_tree, read, cost);
    if (!done) co_return std::move(done).error();
    if (number.empty()) co_return fail(errc::malformed_reply, "the platform does not say the object's number");
    co_return number;
}

void task_reader::keep_tree_scope(const crawl_task& task, chain& got) const {
    if (task.family != "tree") return;
    const auto before = got.rows.size();
    std::erase_if(got.rows, [this](const decoded_row& row) {
        return row.node() != nullptr && !keeps_in_tree(site_.tree, row.node()->key.kind);
    });
    if (const auto dropped = before - got.rows.size(); dropped > 0)
        got.left_out = fmt::format("left out on purpose: {} notebooks and files (--tree folders)", dropped);
}

} // namespace canreach::crawler::detail
