/// A graph image as a file: mapped when it is read, replaced in one step when it is made.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "model/image_store.hpp"

namespace canreach::storage {

/// A file of mode 0600. Only one that belongs to this user or to root, and that others cannot write, is trusted.
class image_file final : public image_store {
public:
    explicit image_file(std::string path) : path_(std::move(path)) {}

    /// Where the image of an account file lies: beside it.
    [[nodiscard]] static std::string beside(const std::string& account_file) { return account_file + ".graph"; }
    /// Where it lies if that folder cannot be written to; by what is in the account file, not by its name.
    [[nodiscard]] static std::string in_cache(const std::string& cache_folder, const std::string& digest) {
        return cache_folder + "/canreach/" + digest + ".graph";
    }

    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    [[nodiscard]] result<shared_bytes> open() override;
    /// Writes to `<path>.new`, makes that durable and renames it. `not_allowed` while another process does the same:
    /// the image will be there without us.
    [[nodiscard]] result<void> replace(std::span<const std::span<const std::byte>> pieces) override;
    void let_go(std::span<const std::byte> bytes) noexcept override;

private:
    std::string path_;
};

} // namespace canreach::storage
