/// An account file opened for questions: its names, its graph and the language over both.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "audit/dossier.hpp"
#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "graph/access_graph.hpp"
#include "model/error.hpp"
#include "query/completion.hpp"
#include "query/query.hpp"
#include "report/format.hpp"
#include "storage/account_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace canreach::cli {

class account_session {
public:
    /// Opens the sealed file and builds its graph.
    /// `annotations`: a file of what no crawl can see, or empty.
    [[nodiscard]] static result<account_session> open(const std::string& path, const std::string& annotations = {});

    /// Answers every sentence of `script` to `out`, diagnostics on standard error. Returns the script's exit code.
    /// Several sentences answered as JSON give one envelope a line.
    exit_code answer(std::string_view script, const report::options& how, const text_sink& out = print);

    /// What could follow `text` (query/completion.hpp); nothing where the file cannot be read.
    [[nodiscard]] query::completion complete(std::string_view text);
    [[nodiscard]] snapshot_info snapshot() const { return parts_->names.snapshot(); }
    /// For audits. Refers to the session.
    [[nodiscard]] audit::account account() { return {parts_->names, parts_->facts, parts_->language}; }
    /// The facts again, as they are stored.
    [[nodiscard]] storage::account_reader reader() const { return storage::account_reader(*parts_->file); }

private:
    struct parts {
        std::unique_ptr<const storage::account_file> file; ///< `names` refers to it, so it must not move
        storage::name_catalog names;
        graph::access_graph facts;
        query::session language;
        parts(std::unique_ptr<const storage::account_file> opened, storage::name_catalog catalog,
              graph::access_graph graph)
            : file(std::move(opened)), names(std::move(catalog)), facts(std::move(graph)), language(names, facts) {}
    };
    explicit account_session(std::unique_ptr<parts> opened) noexcept : parts_(std::move(opened)) {}
    std::unique_ptr<parts> parts_; ///< on the heap: its members refer to each other
};

/// The account that `--db`, CANREACH_DB or the default names. Where there is none, the failure says how to come by one.
[[nodiscard]] result<account_session> open_named(const std::string& db, const std::string& annotations = {});

/// The exit code of one answer.
[[nodiscard]] exit_code exit_code_of(const query::result_table& what) noexcept;

} // namespace canreach::cli
