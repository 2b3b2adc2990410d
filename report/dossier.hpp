/// Dossiers (audit/dossier.hpp) in the form that was asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "audit/dossier.hpp"
#include "report/text_table.hpp"

namespace canreach::report {

enum class dossier_format : std::uint8_t {
    text,
    tree,   ///< for people, as branches: what is reached under the way to it, members under their group
    json,   ///< one object: schema_version, audit, subject, facts, snapshot, coverage, remarks, sections
    ndjson, ///< one object a row, with its section
    csv,    ///< RFC 4180; of one section, or all under each other with a column `section`
    md,     ///< Markdown tables
    html,   ///< one self-contained page: no network, sortable and searchable, readable on paper and in the dark
    dot,    ///< the picture of a resource, principal or group (report/picture.hpp), for Graphviz
    mermaid,
    svg,
};
[[nodiscard]] std::optional<dossier_format> dossier_format_named(std::string_view name) noexcept;

/// Why a dossier does not come in a form: not every one has a picture. Empty where it does.
[[nodiscard]] std::string refusal(const audit::dossier& what, dossier_format how);

struct dossier_options {
    dossier_format how = dossier_format::text;
    text_style style;
    bool ids = false;
    std::string section; ///< only this one; empty = all
};

/// The whole dossier, in a form that it comes in, ended by a line break. The same dossier gives the same bytes.
[[nodiscard]] std::string render(const audit::dossier& what, const dossier_options& how);

/// Stands below tables whose rows are told together.
inline constexpr std::string_view folded_note =
    "rows of one kind and place that tell the same are one line; --full lists all";

/// What stands below all sections, for people: remarks, the snapshot, what was not read.
[[nodiscard]] std::string render_remarks(const audit::dossier& what, const text_style& style);

[[nodiscard]] std::string render_tree(const audit::dossier& what, const dossier_options& how);
[[nodiscard]] std::string render_markdown(const audit::dossier& what);
[[nodiscard]] std::string render_html(const audit::dossier& what);

} // namespace canreach::report
