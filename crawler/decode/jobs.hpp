/// Jobs and pipelines: whom they act as, and whose code on which compute they run (databricks-api E.5).
#pragma once

#include "crawler/decode/page.hpp"

namespace canreach::crawler {

/// Jobs with their tasks. A row is `incomplete` if it holds only the first tasks, or does not say as whom the job runs.
[[nodiscard]] result<decoded_page> decode_jobs(const json_document& body, const decode_context& context);
/// A page of one job: RUN_AS and USES links, no node.
[[nodiscard]] result<decoded_page> decode_job(const json_document& body, const decode_context& context);
[[nodiscard]] result<decoded_page> decode_pipelines(const json_document& body, const decode_context& context);
/// One pipeline: the notebooks and files that it runs, no node.
[[nodiscard]] result<decoded_page> decode_pipeline(const json_document& body, const decode_context& context);

} // namespace canreach::crawler
