#include "storage/detail/files.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

namespace canreach::storage::detail {
namespace {

failure system_failure(const char* doing, const std::string& path) {
    return fail(errc::storage, fmt::format("{} failed: {}", doing, std::generic_category().message(errno)))
        .with("file", printable(path));
}

result<void> make_durable(const std::string& path, int flags) {
    const file_handle file{::open(path.c_str(), flags | O_CLOEXEC)};
    if (file.get() < 0) return system_failure("opening for a sync", path);
    if (::fsync(file.get()) != 0) return system_failure("syncing", path);
    return {};
}

result<void> make_folder_durable(const std::string& path) {
    auto folder = std::filesystem::path(path).parent_path().string();
    if (folder.empty()) folder = ".";
    return make_durable(folder, O_RDONLY | O_DIRECTORY);
}

} // namespace

file_handle& file_handle::operator=(file_handle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

file_handle::~file_handle() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

std::string missing_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code unseen;
    return folder.empty() || std::filesystem::is_directory(folder, unseen) ? std::string{} : folder.string();
}

result<void> make_empty_file(const std::string& path) {
    // Left over by a killed process; SQLite would play its journal back into the new file.
    remove_if_there(path + "-journal");
    remove_if_there(path);
    const file_handle file{::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR)};
    if (file.get() < 0) return system_failure("creating", path);
    return {};
}

result<void> publish_new(const std::string& from, const std::string& to) {
    if (auto synced = make_durable(from, O_RDONLY); !synced) return synced;
    // A link fails where the name is taken, which a rename does not.
    if (::link(from.c_str(), to.c_str()) == 0) {
        ::unlink(from.c_str());
        return make_folder_durable(to);
    }
    if (errno == EEXIST || is_there(to))
        return fail(errc::not_allowed, "the file exists already").with("file", printable(to));
    // Some file systems have no links.
    if (std::rename(from.c_str(), to.c_str()) != 0) return system_failure("renaming", from);
    return make_folder_durable(to);
}

result<void> publish_over(const std::string& from, const std::string& to) {
    if (auto synced = make_durable(from, O_RDONLY); !synced) return synced;
    if (std::rename(from.c_str(), to.c_str()) != 0) return system_failure("renaming", from);
    return make_folder_durable(to);
}

result<file_handle> lock_for_crawl(const std::string& path) {
    // Not one of SQLite's own locks: those are released between transactions, so that others may read.
    file_handle file{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (file.get() < 0) return system_failure("opening", path);
    if (::flock(file.get(), LOCK_EX | LOCK_NB) == 0) return file;
    if (errno != EWOULDBLOCK) return system_failure("locking", path);
    return fail(errc::not_allowed, "another crawl is writing to this file")
        .with("file", printable(path))
        .hinting("wait for it, or name another file with --out");
}

void remove_if_there(const std::string& path) noexcept {
    ::unlink(path.c_str());
}

std::uint64_t size_of(const std::string& path) noexcept {
    struct ::stat about {};
    return ::stat(path.c_str(), &about) == 0 ? static_cast<std::uint64_t>(about.st_size) : 0;
}

bool is_there(const std::string& path) noexcept {
    struct ::stat about {};
    return ::stat(path.c_str(), &about) == 0;
}

} // namespace canreach::storage::detail
