#include "cli/account_history.hpp"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "cli/annotations.hpp"
#include "cli/text_file.hpp"
#include "storage/account_reader.hpp"
#include "storage/name_catalog.hpp"

namespace canreach::cli {
namespace {

/// The newest, and two that are compared with each other.
constexpr std::size_t most_kept = 3;

/// What an opened snapshot is made of. `names` refers to the file.
struct opened_file {
    std::shared_ptr<const storage::account_file> file;
    storage::name_catalog names;
    graph::access_graph facts;
};

result<std::vector<source_link>> read_annotations(const std::string& path, catalog& names) {
    const auto text = read_text_file(path);
    if (!text) return text.error();
    const auto parsed = parse_annotations(*text);
    if (!parsed) return parsed.error();
    return links_of(*parsed, names);
}

result<query::opened_snapshot> opened(std::shared_ptr<const storage::account_file> file, const std::string& annotations,
                                      image_use images) {
    const auto path = file->snapshot().file;
    auto names = storage::name_catalog::open(*file);
    if (!names) return std::move(names).error().with("file", path);
    storage::account_reader reader(*file);
    std::vector<source_link> told;
    if (!annotations.empty()) {
        auto links = read_annotations(annotations, *names);
        if (!links) return std::move(links).error().with("file", annotations);
        told = *std::move(links);
    }
    auto facts = open_graph(reader, file->snapshot(), images, std::move(told));
    if (!facts) return std::move(facts).error().with("file", path);
    const auto whole =
        std::make_shared<opened_file>(opened_file{std::move(file), std::move(*names), std::move(*facts)});
    return query::opened_snapshot{{whole, &whole->names}, {whole, &whole->facts}};
}

} // namespace

result<std::unique_ptr<account_history>> account_history::open(const std::string& path, std::string annotations,
                                                               image_use images) {
    storage::folder_survey found;
    std::error_code fault;
    if (std::filesystem::is_directory(path, fault)) {
        auto survey = storage::survey_folder(path);
        if (!survey) return std::move(survey).error();
        found = *std::move(survey);
    }
    auto newest = storage::account_file::open(found.sealed.empty() ? path : found.sealed.back().file);
    if (!newest) return std::move(newest).error();
    if (found.sealed.empty()) found.sealed.push_back(newest->snapshot());
    std::unique_ptr<account_history> made(new account_history(std::move(found), std::move(annotations), images));
    made->newest_ = std::make_shared<const storage::account_file>(*std::move(newest));
    return made;
}

result<query::opened_snapshot> account_history::open(std::size_t which) {
    const auto known = std::ranges::find(kept_, which, &std::pair<std::size_t, query::opened_snapshot>::first);
    if (known != kept_.end()) {
        std::rotate(kept_.begin(), known, known + 1);
        return kept_.front().second;
    }
    auto file = newest_;
    if (which + 1 != found_.sealed.size()) {
        auto older = storage::account_file::open(found_.sealed[which].file);
        if (!older) return std::move(older).error();
        file = std::make_shared<const storage::account_file>(*std::move(older));
    }
    auto made = opened(std::move(file), annotations_, images_);
    if (!made) return made;
    kept_.emplace_front(which, *made);
    if (kept_.size() > most_kept) kept_.pop_back();
    return made;
}

} // namespace canreach::cli
