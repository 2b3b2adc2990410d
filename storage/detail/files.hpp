/// What SQLite does not do with files: exclusive creation, locks for a whole crawl, making renames durable.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

#include "model/error.hpp"

namespace canreach::storage::detail {

/// A file descriptor, closed at the end.
class file_handle {
public:
    file_handle() = default;
    explicit file_handle(int descriptor) noexcept : descriptor_(descriptor) {}
    file_handle(file_handle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    file_handle& operator=(file_handle&& other) noexcept;
    ~file_handle();
    [[nodiscard]] int get() const noexcept { return descriptor_; }

private:
    int descriptor_ = -1;
};

/// The folder that a file would lie in, if there is none of that name; else empty.
[[nodiscard]] std::string missing_folder_of(const std::string& path);

/// An empty file of mode 0600 in place of whatever is there.
[[nodiscard]] result<void> make_empty_file(const std::string& path);
/// Gives a finished file its final name if nothing has that name yet (`not_allowed` otherwise).
[[nodiscard]] result<void> publish_new(const std::string& from, const std::string& to);
/// Makes the bytes of `from` durable and puts it in the place of `to`, atomically.
[[nodiscard]] result<void> publish_over(const std::string& from, const std::string& to);
/// Holds until the handle is destroyed; `not_allowed` if another process holds it.
[[nodiscard]] result<file_handle> lock_for_crawl(const std::string& path);
void remove_if_there(const std::string& path) noexcept;
[[nodiscard]] std::uint64_t size_of(const std::string& path) noexcept; ///< 0 if there is none
[[nodiscard]] bool is_there(const std::string& path) noexcept;

} // namespace canreach::storage::detail
