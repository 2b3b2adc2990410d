/// Places in cloud storage, in one spelling: what the rules on paths (S1–S6) compare.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "model/error.hpp"

namespace canreach {
inline namespace model {

/// A path as people and the platform write it, normalised: scheme and authority in small letters, one spelling a
/// scheme (`s3a://` and `s3n://` are `s3://`; `abfs://`, `wasb://` and `wasbs://` are `abfss://`), no empty segments,
/// no slash at the end. Segments are compared whole, so `s3://lake/orders2` does not lie in `s3://lake/orders`.
class storage_path {
public:
    enum class form : std::uint8_t {
        cloud,  ///< `s3://…`, `abfss://…`, `gs://…` or another scheme with an authority
        dbfs,   ///< `dbfs:/…`, `/dbfs/…`, `/mnt/…`: the workspace's own file system, outside Unity Catalog
        volume, ///< `/Volumes/catalog/schema/volume/…`, with or without `dbfs:` before it
    };

    /// Fails with `bad_input` on what is no path, on relative segments (`..`) and on files of a workspace or a machine.
    [[nodiscard]] static result<storage_path> parse(std::string_view text);

    [[nodiscard]] form how() const noexcept { return how_; }
    /// `s3://lake/raw`, `dbfs:/mnt/raw`, `/Volumes/main/sales/files/raw`.
    [[nodiscard]] const std::string& text() const noexcept { return text_; }
    /// Of form `volume`: the full name of the volume, `main.sales.files`.
    [[nodiscard]] const std::string& volume() const noexcept { return volume_; }
    /// Whether `other` is this place or lies in it.
    [[nodiscard]] bool covers(const storage_path& other) const noexcept;
    /// Whether the platform keeps the files of managed tables and volumes there, whatever is registered (S6).
    [[nodiscard]] bool in_managed_storage() const noexcept;

private:
    form how_ = form::cloud;
    std::string text_;
    std::string volume_;
};

} // namespace model
} // namespace canreach
