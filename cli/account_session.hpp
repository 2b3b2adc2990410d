/// An account opened for questions: its names, its graph and the language over both, and over its past.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "audit/dossier.hpp"
#include "cli/account_history.hpp"
#include "cli/command.hpp"
#include "cli/exit_code.hpp"
#include "model/error.hpp"
#include "query/completion.hpp"
#include "query/query.hpp"
#include "report/format.hpp"
#include "storage/account_reader.hpp"

namespace canreach::cli {

class account_session {
public:
    /// Opens a sealed file, or a folder of them: its newest, with the others for sentences about the past. Opens the
    /// graph. `annotations`: a file of what no crawl can see, or empty.
    [[nodiscard]] static result<account_session> open(const std::string& path, const std::string& annotations = {},
                                                      image_use images = image_use::kept);

    /// Answers every sentence of `script` to `out`, diagnostics on standard error. Returns the script's exit code.
    /// Several sentences answered as JSON give one envelope a line.
    exit_code answer(std::string_view script, const report::options& how, const text_sink& out = print);

    /// What could follow `text` (query/completion.hpp); nothing where the file cannot be read.
    [[nodiscard]] query::completion complete(std::string_view text);
    [[nodiscard]] snapshot_info snapshot() const { return parts_->now.names->snapshot(); }
    /// For audits. Refers to the session.
    [[nodiscard]] audit::account account() { return {*parts_->now.names, *parts_->now.facts, parts_->language}; }
    /// The facts again, as they are stored.
    [[nodiscard]] storage::account_reader reader() const {
        return storage::account_reader(parts_->past->newest_file());
    }

private:
    struct parts {
        std::unique_ptr<account_history> past;
        query::opened_snapshot now;
        query::session language;
        parts(std::unique_ptr<account_history> opened, query::opened_snapshot newest)
            : past(std::move(opened)), now(newest), language(*past, std::move(newest)) {}
    };
    explicit account_session(std::unique_ptr<parts> opened) noexcept : parts_(std::move(opened)) {}
    std::unique_ptr<parts> parts_; ///< on the heap: its members refer to each other
};

/// The account that `--db`, CANREACH_DB or the default names. Where there is none, the failure says how to come by one.
[[nodiscard]] result<account_session> open_named(const db_flags& db, const std::string& annotations = {});

/// The exit code of one answer.
[[nodiscard]] exit_code exit_code_of(const query::result_table& what) noexcept;

} // namespace canreach::cli
