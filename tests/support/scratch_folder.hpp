/// Folders for the files of one test.
#pragma once

#include <cerrno>
#include <filesystem>
#include <stdlib.h>
#include <string>
#include <system_error>

namespace canreach::support {

/// A folder that nobody else has, removed with everything in it. The name is asked of the system: names made of process
/// numbers come again, and what a killed test left behind would be found in them.
class scratch_folder {
public:
    explicit scratch_folder(const std::filesystem::path& parent = std::filesystem::temp_directory_path()) {
        auto name = (parent / "canreach-test-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::filesystem::filesystem_error("no folder for a test", name, {errno, std::generic_category()});
        folder_ = name;
    }
    ~scratch_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    scratch_folder(const scratch_folder&) = delete;
    scratch_folder& operator=(const scratch_folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const noexcept { return folder_; }
    [[nodiscard]] std::string path(const std::string& name) const { return (folder_ / name).string(); }

private:
    std::filesystem::path folder_;
};

/// Where files live in memory, if there is such a place: for tests whose subject is not the disk.
inline std::filesystem::path memory_folder() {
    const std::filesystem::path shared = "/dev/shm";
    return std::filesystem::is_directory(shared) ? shared : std::filesystem::temp_directory_path();
}

} // namespace canreach::support
