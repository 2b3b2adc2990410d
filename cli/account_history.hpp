/// An account file, or a folder of them, opened for questions.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cli/graph_images.hpp"
#include "model/error.hpp"
#include "query/history.hpp"
#include "storage/account_file.hpp"
#include "storage/account_folder.hpp"

namespace canreach::cli {

class account_history final : public query::history {
public:
    /// `path`: a sealed file, which is a history of one, or a folder (storage/account_folder.hpp).
    /// `annotations`: a file of what no crawl can see, told of every moment; or empty.
    [[nodiscard]] static result<std::unique_ptr<account_history>>
    open(const std::string& path, std::string annotations = {}, image_use images = image_use::kept);

    [[nodiscard]] std::span<const snapshot_info> snapshots() const override { return found_.sealed; }
    [[nodiscard]] std::span<const passed_over_file> passed_over() const override { return found_.set_aside; }
    /// The last ones asked for stay open, so that a dialogue about two moments reads each once.
    [[nodiscard]] result<query::opened_snapshot> open(std::size_t which) override;

    /// The file of the newest snapshot. Lives as long as the history.
    [[nodiscard]] const storage::account_file& newest_file() const { return *newest_; }

private:
    account_history(storage::folder_survey found, std::string annotations, image_use images)
        : found_(std::move(found)), annotations_(std::move(annotations)), images_(images) {}

    storage::folder_survey found_;
    std::string annotations_;
    image_use images_;
    std::shared_ptr<const storage::account_file> newest_;
    std::deque<std::pair<std::size_t, query::opened_snapshot>> kept_; ///< the last one asked for first
};

} // namespace canreach::cli
