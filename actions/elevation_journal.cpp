#include "actions/elevation_journal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

#include "actions/json_fields.hpp"

namespace canreach::actions {
namespace {

namespace json = boost::json;

constexpr std::string_view title = "canreach elevation";
constexpr std::int64_t version = 1;
/// Above any account: workspaces times some hundred bytes.
constexpr std::uintmax_t size_limit_bytes = std::uintmax_t{16} << 20U;

failure damaged(std::size_t line, std::string_view why) {
    return fail(errc::damaged_file, fmt::format("line {} of the journal {}", line, why));
}

failure failed(std::string_view what, const std::string& path) {
    return fail(errc::storage, fmt::format("cannot {} the journal: {}", what, std::strerror(errno))).with("file", path);
}

result<assignee> read_head(const json::object& from) {
    const auto* format = from.if_contains("version");
    if (text_in(from, "journal") != title || format == nullptr || *format != version)
        return damaged(1, "is not that of an elevation of this version");
    auto host = crawler::parse_url(text_in(from, "host"));
    assignee made;
    if (host) made.host = host->where;
    made.account_id = text_in(from, "account_id");
    made.principal_id = text_in(from, "principal_id");
    made.application_id = text_in(from, "application_id");
    if (!host || made.account_id.empty() || made.principal_id.empty())
        return damaged(1, "does not say whose rights were changed");
    return made;
}

result<rights_change> read_change(const json::object& from, std::size_t line) {
    rights_change made{text_in(from, "workspace"), text_in(from, "name"), {}};
    const auto* found = from.if_contains("before");
    const auto* before = found == nullptr ? nullptr : found->if_array();
    if (made.workspace.empty() || before == nullptr) return damaged(line, "names no workspace with its rights before");
    for (const auto& word : *before) {
        if (word == "USER")
            made.before.user = true;
        else if (word == "ADMIN")
            made.before.admin = true;
        else
            return damaged(line, "holds an unknown right");
    }
    return made;
}

json::array words_in(workspace_rights rights) {
    json::array made;
    if (rights.user) made.emplace_back("USER");
    if (rights.admin) made.emplace_back("ADMIN");
    return made;
}

void close_change(journal_content& content, const std::string& workspace) {
    std::erase_if(content.open, [&](const auto& change) { return change.workspace == workspace; });
}

result<void> read_line(journal_content& into, std::string_view text, std::size_t line) {
    boost::system::error_code fault;
    const auto value = json::parse(text, fault);
    const auto* object = fault ? nullptr : value.if_object();
    if (object == nullptr) return damaged(line, "is no JSON object");
    if (line == 1) {
        auto head = read_head(*object);
        if (!head) return std::move(head).error();
        into.who = std::move(*head);
        return {};
    }
    if (const auto ended = text_in(*object, "ended"); !ended.empty()) {
        close_change(into, ended);
        return {};
    }
    auto change = read_change(*object, line);
    if (!change) return std::move(change).error();
    into.open.push_back(std::move(*change));
    return {};
}

/// So that the file itself survives a loss of power.
result<void> sync_folder_of(const std::string& path) {
    const auto folder = std::filesystem::absolute(path).parent_path().string();
    const int held = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool done = held >= 0 && ::fsync(held) == 0;
    auto why = done ? result<void>{} : failed("keep", path);
    if (held >= 0) ::close(held);
    return why;
}

} // namespace

result<journal_content> parse_journal(std::string_view text) {
    journal_content made;
    std::size_t line = 0;
    for (auto end = text.find('\n'); end != std::string_view::npos; end = text.find('\n')) {
        if (auto read = read_line(made, text.substr(0, end), ++line); !read) return std::move(read).error();
        text.remove_prefix(end + 1);
    }
    if (line == 0) return damaged(1, "is missing");
    return made;
}

result<elevation_journal> elevation_journal::create(const std::string& path, const assignee& who,
                                                    std::string_view began) {
    const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (file < 0 && errno == EEXIST)
        return fail(errc::not_allowed, "an earlier elevation was not taken back")
            .with("file", path)
            .hinting(fmt::format("canreach elevate --restore {}", path));
    if (file < 0) return failed("create", path);
    elevation_journal made(path, file);
    made.content_.who = who;
    json::object head{{"journal", title},
                      {"version", version},
                      {"host", who.host.to_string()},
                      {"account_id", who.account_id},
                      {"principal_id", who.principal_id},
                      {"application_id", who.application_id},
                      {"began", began}};
    if (auto written = made.write(json::serialize(head)); !written) return std::move(written).error();
    if (auto kept = sync_folder_of(path); !kept) return std::move(kept).error();
    return made;
}

result<elevation_journal> elevation_journal::open(const std::string& path) {
    const int file = ::open(path.c_str(), O_RDWR | O_APPEND | O_CLOEXEC);
    if (file < 0 && errno == ENOENT)
        return fail(errc::not_found, "there is no such journal")
            .with("file", path)
            .hinting("the journal of a crawl lies beside its account file, and is removed once all is as before");
    if (file < 0) return failed("open", path);
    elevation_journal made(path, file);
    std::ifstream in(path, std::ios::binary);
    std::error_code ignored;
    if (std::filesystem::file_size(path, ignored) > size_limit_bytes)
        return fail(errc::damaged_file, "larger than any journal").with("file", path);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    auto content = parse_journal(text);
    if (!content) return std::move(content).error().with("file", path);
    made.content_ = std::move(*content);
    // What was being written when the machine stopped: the next line begins on its own.
    const auto whole = static_cast<off_t>(text.rfind('\n') + 1);
    if (whole != static_cast<off_t>(text.size()) && ::ftruncate(file, whole) != 0) return failed("mend", path);
    return made;
}

elevation_journal::elevation_journal(elevation_journal&& other) noexcept
    : path_(std::move(other.path_)), file_(std::exchange(other.file_, -1)), content_(std::move(other.content_)) {}

elevation_journal::~elevation_journal() {
    if (file_ >= 0) ::close(file_);
}

result<void> elevation_journal::write(std::string line) {
    line += '\n';
    std::string_view left = line;
    while (!left.empty()) {
        const auto written = ::write(file_, left.data(), left.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return failed("write", path_);
        left.remove_prefix(static_cast<std::size_t>(written));
    }
    if (::fsync(file_) != 0) return failed("keep", path_);
    return {};
}

result<void> elevation_journal::begin(const rights_change& change) {
    auto line = json::serialize(
        json::object{{"workspace", change.workspace}, {"name", change.name}, {"before", words_in(change.before)}});
    if (auto written = write(std::move(line)); !written) return written;
    content_.open.push_back(change);
    return {};
}

result<void> elevation_journal::end(const std::string& workspace) {
    if (auto written = write(json::serialize(json::object{{"ended", workspace}})); !written) return written;
    close_change(content_, workspace);
    return {};
}

result<void> elevation_journal::remove() {
    std::error_code fault;
    std::filesystem::remove(path_, fault);
    if (fault) return fail(errc::storage, "cannot remove the journal: " + fault.message()).with("file", path_);
    return {};
}

} // namespace canreach::actions
