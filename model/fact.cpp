#include "model/fact.hpp"

namespace canreach {
inline namespace model {

std::string_view name_of(facet what) noexcept {
    switch (what) {
    case facet::unity: return "unity";
    case facet::hive: return "hive";
    case facet::acl: return "acl";
    case facet::role: return "role";
    }
    return "unknown";
}

std::string_view name_of(binding what) noexcept {
    switch (what) {
    case binding::attach: return "ATTACH";
    case binding::read_write: return "READ_WRITE";
    case binding::read_only: return "READ_ONLY";
    }
    return "UNKNOWN";
}

std::string_view name_of(link_type what) noexcept {
    switch (what) {
    case link_type::run_as: return "RUN_AS";
    case link_type::uses: return "USES";
    case link_type::reads: return "READS";
    case link_type::located_in: return "LOCATED_IN";
    case link_type::credential: return "CREDENTIAL";
    case link_type::shares: return "SHARES";
    case link_type::single_user: return "SINGLE_USER";
    case link_type::app_sp: return "APP_SP";
    case link_type::published_as: return "PUBLISHED_AS";
    case link_type::profile: return "PROFILE";
    case link_type::holds: return "HOLDS";
    }
    return "UNKNOWN";
}

std::string_view name_of(policy_type what) noexcept {
    switch (what) {
    case policy_type::row_filter: return "ROW_FILTER";
    case policy_type::column_mask: return "COLUMN_MASK";
    case policy_type::grant: return "GRANT";
    case policy_type::deny: return "DENY";
    }
    return "UNKNOWN";
}

} // namespace model
} // namespace canreach
