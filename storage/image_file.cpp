#include "storage/image_file.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdint>
#include <fcntl.h>
#include <filesystem>
#include <memory>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "storage/detail/files.hpp"

namespace canreach::storage {
namespace {

using status = struct ::stat;

failure system_failure(errc code, const char* doing, const std::string& path) {
    return fail(code, fmt::format("{} failed: {}", doing, std::generic_category().message(errno)))
        .with("file", printable(path));
}

/// Bytes of a file, mapped for as long as the object lives.
class mapping {
public:
    mapping(void* start, std::size_t bytes) noexcept : start_(start), bytes_(bytes) {}
    mapping(const mapping&) = delete;
    mapping& operator=(const mapping&) = delete;
    ~mapping() { ::munmap(start_, bytes_); }
    [[nodiscard]] std::span<const std::byte> all() const noexcept {
        return {static_cast<const std::byte*>(start_), bytes_};
    }

private:
    void* start_;
    std::size_t bytes_;
};

bool is_trusted(const status& about) {
    const bool ours = about.st_uid == ::geteuid() || about.st_uid == 0;
    return S_ISREG(about.st_mode) && ours && (about.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

bool same_file(const status& a, const status& b) {
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

result<void> write_all(int to, std::span<const std::byte> bytes, const std::string& path) {
    while (!bytes.empty()) {
        const auto written = ::write(to, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return system_failure(errc::storage, "writing", path);
        bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

void make_folder_of(const std::string& path) {
    const auto folder = std::filesystem::path(path).parent_path();
    std::error_code fault; // what could not be made is told by the open that follows
    if (!folder.empty() && std::filesystem::create_directories(folder, fault))
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, fault);
}

} // namespace

result<shared_bytes> image_file::open() {
    const detail::file_handle file{::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW)};
    if (file.get() < 0) return system_failure(errc::not_found, "opening", path_);
    status about{};
    if (::fstat(file.get(), &about) != 0) return system_failure(errc::not_found, "looking at", path_);
    if (!is_trusted(about))
        return fail(errc::not_found, "the graph image may have been written by others").with("file", printable(path_));
    const auto bytes = static_cast<std::size_t>(about.st_size);
    if (bytes == 0) return fail(errc::not_found, "the graph image is empty").with("file", printable(path_));
    auto* start = ::mmap(nullptr, bytes, PROT_READ, MAP_SHARED, file.get(), 0);
    if (start == MAP_FAILED) return system_failure(errc::not_found, "mapping", path_);
    const auto owner = std::make_shared<const mapping>(start, bytes);
    return shared_bytes{owner->all(), owner};
}

result<void> image_file::replace(std::span<const std::span<const std::byte>> pieces) {
    const auto fresh = path_ + ".new";
    make_folder_of(path_);
    const detail::file_handle file{::open(fresh.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, S_IRUSR | S_IWUSR)};
    if (file.get() < 0) return system_failure(errc::storage, "creating", fresh);
    const auto busy = [&] {
        return fail(errc::not_allowed, "another process makes the graph image").with("file", printable(fresh));
    };
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) return busy();
    // Whoever held the lock before may have renamed the file: then it is an image that others read.
    status locked{};
    status named{};
    if (::fstat(file.get(), &locked) != 0 || ::lstat(fresh.c_str(), &named) != 0 || !same_file(locked, named))
        return busy();
    if (!is_trusted(locked)) return fail(errc::storage, "the file belongs to others").with("file", printable(fresh));
    const auto fill = [&]() -> result<void> {
        if (::ftruncate(file.get(), 0) != 0 || ::fchmod(file.get(), S_IRUSR | S_IWUSR) != 0)
            return system_failure(errc::storage, "emptying", fresh);
        for (const auto piece : pieces)
            if (auto written = write_all(file.get(), piece, fresh); !written) return written;
        return detail::publish_over(fresh, path_);
    };
    auto filled = fill();
    if (!filled) detail::remove_if_there(fresh);
    return filled;
}

void image_file::let_go(std::span<const std::byte> bytes) noexcept {
    // Whole pages only; the rest stays, which does no harm.
    const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
    const auto first = (reinterpret_cast<std::uintptr_t>(bytes.data()) + page - 1) / page * page;
    const auto last = reinterpret_cast<std::uintptr_t>(bytes.data() + bytes.size()) / page * page;
    if (first < last) ::madvise(reinterpret_cast<void*>(first), last - first, MADV_DONTNEED);
}

} // namespace canreach::storage
