#include "query/vocabulary.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "model/acl_levels.hpp"
#include "query/near.hpp"
#include "query/unicode.hpp"

namespace canreach::query {
namespace {

/// Operations of access-model §3 beyond levels, abilities and Unity Catalog privileges: Hive, indirect paths, policies.
/// Those that the graph knows are replaced by its own.
constexpr std::array<std::string_view, 74> operations_of_the_model{
    "ALTER CATALOG",
    "ALTER OWNER",
    "ALTER SCHEMA",
    "ALTER TABLE",
    "ALTER VIEW",
    "ALTER VOLUME",
    "ANALYZE",
    "APPLY TAG",
    "BIND",
    "CLONE",
    "COPY INTO",
    "CREATE",
    "CREATE DATABASE",
    "CREATE NAMED FUNCTION",
    "CREATE POLICY",
    "CREATE VIEW",
    "DELETE",
    "DELETE FROM",
    "DENY",
    "DESCRIBE",
    "DESCRIBE HISTORY",
    "DESCRIBE TABLE",
    "DROP CATALOG",
    "DROP CLEAN ROOM",
    "DROP CONNECTION",
    "DROP DATABASE",
    "DROP FUNCTION",
    "DROP LOCATION",
    "DROP MODEL",
    "DROP PROVIDER",
    "DROP RECIPIENT",
    "DROP SCHEMA",
    "DROP SHARE",
    "DROP TABLE",
    "DROP VIEW",
    "DROP VOLUME",
    "EXECUTE",
    "EXPLAIN",
    "EXTERNAL READ",
    "EXTERNAL WRITE",
    "FSCK",
    "GRANT",
    "IMPERSONATE",
    "INSERT",
    "INSERT INTO",
    "MERGE",
    "MERGE INTO",
    "MODIFY CLASSPATH",
    "MSCK",
    "OPTIMIZE",
    "OWN",
    "READ",
    "READ METADATA",
    "REFRESH",
    "RENAME",
    "RENAME TABLE",
    "RESTORE",
    "REVOKE",
    "SELECT",
    "SET MASK",
    "SET OWNER",
    "SET ROW FILTER",
    "SET TAG",
    "SHOW",
    "SHOW GRANTS",
    "TRUNCATE",
    "UPDATE",
    "USAGE",
    "VACUUM",
    "VIEW QUERIES",
    "WRITE",
    "BECOME",
    "CREATE TABLE AS SELECT",
    "REPLACE TABLE",
};

} // namespace

std::string normalised_verb(std::string_view text) {
    std::string spelling(text);
    for (auto& c : spelling) c = c == '_' || c == '-' ? ' ' : ascii_upper(c);
    return spelling;
}

vocabulary::vocabulary(std::vector<graph::action_word> answered) {
    words_.reserve(answered.size() + operations_of_the_model.size() + 64);
    // `READ PATH '…'` is the verb READ put to a path: PATH belongs to what follows it.
    for (auto& one : answered)
        if (!one.spelling.ends_with(" PATH")) words_.push_back({std::move(one)});
    const auto add = [this](std::string spelling) { words_.push_back({{std::move(spelling), {}, {}, {}, {}}}); };
    for (const auto spelling : operations_of_the_model) add(std::string(spelling));
    for (const auto what : all_abilities()) add(normalised_verb(name_of(what)));
    for (const auto level : all_acl_levels()) add(normalised_verb(name_of(level)));
    // Stable, so that among equal spellings the answered ones stay in front and are the ones kept.
    std::ranges::stable_sort(words_, {}, &word::spelling);
    const auto tail = std::ranges::unique(words_, {}, &word::spelling);
    words_.erase(tail.begin(), tail.end());
}

const vocabulary::word* vocabulary::find(std::string_view spelling) const noexcept {
    const auto found = std::ranges::lower_bound(words_, spelling, {}, &word::spelling);
    return found != words_.end() && found->spelling() == spelling ? &*found : nullptr;
}

bool vocabulary::begins(std::string_view words) const noexcept {
    // Spellings that begin with `words` and a blank are neighbours, but `CREATE-X` would stand between `CREATE` and
    // `CREATE TABLE`; blanks sort first, so looking at the first two candidates is enough.
    auto at = std::ranges::lower_bound(words_, words, {}, &word::spelling);
    for (; at != words_.end() && at->spelling().starts_with(words); ++at) {
        if (at->spelling().size() == words.size() || at->spelling()[words.size()] == ' ') return true;
        if (at->spelling()[words.size()] > ' ') return false;
    }
    return false;
}

std::string_view vocabulary::near(std::string_view spelling) const {
    std::vector<std::string_view> all;
    all.reserve(words_.size());
    for (const auto& one : words_) all.emplace_back(one.spelling());
    return nearest(spelling, all);
}

} // namespace canreach::query
