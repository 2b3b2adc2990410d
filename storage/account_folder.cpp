#include "storage/account_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <string_view>
#include <system_error>
#include <tuple>
#include <utility>

#include "storage/account_file.hpp"

namespace canreach::storage {
namespace {

constexpr std::string_view own_extension = ".canreach";

result<std::vector<std::string>> files_in(const std::string& folder) {
    std::vector<std::string> paths;
    std::error_code fault;
    for (std::filesystem::directory_iterator at(folder, fault), end; !fault && at != end; at.increment(fault)) {
        std::error_code ignored; // what cannot be looked at is no file that could be opened
        if (at->is_regular_file(ignored)) paths.push_back(at->path().string());
    }
    if (fault)
        return fail(errc::storage, fmt::format("cannot read the folder `{}`: {}", printable(folder), fault.message()));
    std::ranges::sort(paths);
    return paths;
}

/// Keeps the account of the newest file, and each content once.
void keep_one_account(folder_survey& found) {
    if (found.sealed.empty()) return;
    std::vector<snapshot_info> kept;
    const auto account = found.sealed.back().account_id;
    for (auto& one : found.sealed) {
        if (one.account_id != account) {
            found.set_aside.push_back(
                {one.file, fmt::format("it holds another account, {}", printable(one.account_id))});
            continue;
        }
        const auto copy = std::ranges::find_if(kept, [&](const snapshot_info& own) {
            return own.digest == one.digest && own.started_at == one.started_at;
        });
        if (copy == kept.end())
            kept.push_back(std::move(one));
        else
            found.set_aside.push_back({one.file, fmt::format("it is a copy of {}", printable(copy->file))});
    }
    found.sealed = std::move(kept);
}

} // namespace

result<folder_survey> survey_folder(const std::string& folder) {
    const auto paths = files_in(folder);
    if (!paths) return paths.error();
    folder_survey found;
    for (const auto& path : *paths) {
        const auto file = account_file::open(path);
        if (file)
            found.sealed.push_back(file->snapshot());
        else if (!file.error().is(errc::foreign_file) || path.ends_with(own_extension))
            found.set_aside.push_back({path, file.error().message});
    }
    std::ranges::sort(found.sealed, {}, [](const snapshot_info& one) { return std::tie(one.started_at, one.file); });
    keep_one_account(found);
    std::ranges::sort(found.set_aside, {}, &passed_over_file::file);
    if (!found.sealed.empty()) return found;
    auto none = fail(errc::not_found, fmt::format("the folder `{}` holds no sealed account file", printable(folder)));
    for (const auto& one : found.set_aside) none = std::move(none).with(printable(one.file), one.reason);
    return none;
}

} // namespace canreach::storage
