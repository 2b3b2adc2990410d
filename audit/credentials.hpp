/// What somebody can log in with, and what logs in as somebody.
#pragma once

#include <vector>

#include "audit/dossier.hpp"
#include "audit/subject.hpp"
#include "model/error.hpp"
#include "model/fact_source.hpp"

namespace canreach::audit {

/// Whether a node is a personal access token: it has an owner, and is nothing to hand over.
[[nodiscard]] bool is_token(const node_description& node);

/// The section `tokens`: personal access tokens of a principal, each with its workspace, and when it was made, ends and
/// was last used (UTC). Names the workspaces whose tokens were not read.
[[nodiscard]] result<section> tokens_of(account& in, node_id principal, std::string title);

/// How many OAuth secrets a service principal has, for people: `2`, or `not known` where they were not read.
[[nodiscard]] result<std::string> secrets_of(account& in, const node_description& service_principal);

/// The section `runs`: jobs, pipelines, dashboards, clusters and apps that act as one of these and stop when it goes;
/// `how` tells by which link. Linear in the links of the account.
[[nodiscard]] result<section> run_as(account& in, fact_source& source, node_id principal);

/// Takes the tokens out of a listing of what somebody owns, but where its rows are told together. The section's
/// sentence would list them again, so it goes with them.
[[nodiscard]] result<void> without_tokens(account& in, section& owned);

} // namespace canreach::audit
