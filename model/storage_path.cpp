#include "model/storage_path.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

namespace canreach {
inline namespace model {
namespace {

struct scheme_row {
    std::string_view written;
    std::string_view meant;
};
/// Schemes that name the same bytes.
constexpr std::array schemes{
    scheme_row{"s3a", "s3"},     scheme_row{"s3n", "s3"},      scheme_row{"abfs", "abfss"},
    scheme_row{"wasb", "abfss"}, scheme_row{"wasbs", "abfss"},
};
constexpr std::string_view blob_host = ".blob.";
constexpr std::string_view dfs_host = ".dfs.";
constexpr std::string_view managed_folder = "__unitystorage";

std::string lower(std::string_view text) {
    std::string small(text);
    std::ranges::transform(small, small.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return small;
}

bool is_scheme(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '-' ||
               c == '.';
    };
    return !text.empty() && std::ranges::all_of(text, fits);
}

failure no_path(std::string_view text, std::string_view why) {
    return fail(errc::bad_input, std::string(why)).with("path", printable(text));
}

/// Segments of what follows the authority; none that is empty or `.`. Empty if one is `..`.
std::optional<std::vector<std::string_view>> segments(std::string_view path) {
    std::vector<std::string_view> found;
    while (!path.empty()) {
        const auto slash = std::min(path.find('/'), path.size());
        const auto one = path.substr(0, slash);
        path.remove_prefix(std::min(slash + 1, path.size()));
        if (one == "..") return std::nullopt;
        if (!one.empty() && one != ".") found.push_back(one);
    }
    return found;
}

std::string joined(std::string_view start, const std::vector<std::string_view>& parts, std::size_t first = 0) {
    std::string text(start);
    for (auto i = first; i < parts.size(); ++i) {
        text += '/';
        text += parts[i];
    }
    return text;
}

std::string authority_of(std::string_view scheme, std::string_view written) {
    auto made = lower(written);
    if (scheme != "abfss") return made;
    if (const auto at = made.find(blob_host); at != std::string::npos) made.replace(at, blob_host.size(), dfs_host);
    return made;
}

} // namespace

result<storage_path> storage_path::parse(std::string_view text) {
    storage_path made;
    if (text.find('\0') != std::string_view::npos) return no_path(text, "a path holds no NUL");
    const auto colon = text.find(':');
    auto scheme = std::string_view{};
    auto rest = text;
    if (colon != std::string_view::npos && is_scheme(text.substr(0, colon)) && text.find('/') != 0) {
        scheme = text.substr(0, colon);
        rest = text.substr(colon + 1);
    } else if (text.empty() || text.front() != '/') {
        return no_path(text, "a path begins with a scheme such as s3://, abfss://, gs:// or dbfs:/, or with a slash");
    }
    auto known = lower(scheme);
    for (const auto& row : schemes)
        if (known == row.written) known = row.meant;
    if (known == "file") return no_path(text, "files of a machine are not part of an account");

    if (!known.empty() && known != "dbfs") {
        if (!rest.starts_with("//"))
            return no_path(text, "after the scheme come two slashes and the bucket or container");
        rest.remove_prefix(2);
        const auto slash = std::min(rest.find('/'), rest.size());
        if (slash == 0) return no_path(text, "the bucket or container is missing");
        const auto parts = segments(rest.substr(slash));
        if (!parts) return no_path(text, "a path holds no `..`");
        made.text_ = joined(known + "://" + authority_of(known, rest.substr(0, slash)), *parts);
        return made;
    }
    auto parts = segments(rest);
    if (!parts) return no_path(text, "a path holds no `..`");
    if (scheme.empty() && !parts->empty() && parts->front() == "dbfs") parts->erase(parts->begin());
    if (!parts->empty() && parts->front() == "Volumes") {
        if (parts->size() < 4) return no_path(text, "below /Volumes come catalog, schema and volume");
        made.how_ = form::volume;
        made.text_ = joined({}, *parts);
        made.volume_ = std::string((*parts)[1]) + '.' + std::string((*parts)[2]) + '.' + std::string((*parts)[3]);
        return made;
    }
    if (scheme.empty() && !parts->empty() && parts->front() == "Workspace")
        return no_path(text, "files of a workspace are objects of their own");
    made.how_ = form::dbfs;
    made.text_ = parts->empty() ? std::string("dbfs:/") : joined("dbfs:", *parts);
    return made;
}

bool storage_path::covers(const storage_path& other) const noexcept {
    if (how_ != other.how_ || !other.text_.starts_with(text_)) return false;
    return other.text_.size() == text_.size() || text_.ends_with('/') || other.text_[text_.size()] == '/';
}

bool storage_path::in_managed_storage() const noexcept {
    for (auto at = text_.find(managed_folder); at != std::string::npos; at = text_.find(managed_folder, at + 1)) {
        const auto end = at + managed_folder.size();
        if (at > 0 && text_[at - 1] == '/' && (end == text_.size() || text_[end] == '/')) return true;
    }
    return false;
}

} // namespace model
} // namespace canreach
