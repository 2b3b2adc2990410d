/// What an elevation is about to change, on disk before it does so.
///
/// Lines of JSON. The first says whose rights: `{"journal":"canreach elevation","version":1,"host":…,"account_id":…,
/// "principal_id":…,"application_id":…,"began":…}`. Then one line `{"workspace":…,"name":…,"before":["USER"]}` ahead of
/// each change, and one line `{"ended":…}` once the rights are as before, or somebody else has set them meanwhile. A
/// last line without its line end was being written when the machine stopped: what it announces was never begun.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "actions/workspace_rights.hpp"
#include "model/error.hpp"

namespace canreach::actions {

struct rights_change {
    std::string workspace; ///< id
    std::string name;
    workspace_rights before;
    friend bool operator==(const rights_change&, const rights_change&) = default;
};

struct journal_content {
    assignee who;
    std::vector<rights_change> open; ///< begun and not ended, in the order of their beginning
};

/// Fails with `damaged_file` on anything that is no such journal.
[[nodiscard]] result<journal_content> parse_journal(std::string_view text);

/// Mode 0600; every line is on disk when the call that writes it returns. Not thread-safe.
class elevation_journal {
public:
    /// A new file. Fails with `not_allowed` if there is one already.
    [[nodiscard]] static result<elevation_journal> create(const std::string& path, const assignee& who,
                                                          std::string_view began);
    /// That of an elevation which was not taken back. Fails with `not_found` or `damaged_file`.
    [[nodiscard]] static result<elevation_journal> open(const std::string& path);

    elevation_journal(elevation_journal&& other) noexcept;
    elevation_journal& operator=(elevation_journal&&) = delete;
    ~elevation_journal();

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] const journal_content& content() const noexcept { return content_; }

    /// Before a change.
    [[nodiscard]] result<void> begin(const rights_change& change);
    [[nodiscard]] result<void> end(const std::string& workspace);
    /// Removes the file; once nothing is open.
    [[nodiscard]] result<void> remove();

private:
    elevation_journal(std::string path, int file) : path_(std::move(path)), file_(file) {}
    [[nodiscard]] result<void> write(std::string line);

    std::string path_;
    int file_ = -1;
    journal_content content_;
};

} // namespace canreach::actions
