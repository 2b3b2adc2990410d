#include "model/grant_names.hpp"

#include <algorithm>

#include "model/acl_levels.hpp"
#include "model/roles.hpp"

namespace canreach {
inline namespace model {
namespace {

std::string in_sql(std::string name) {
    std::ranges::replace(name, '_', ' ');
    return name;
}

} // namespace

std::vector<std::string> names_of_bits(mask bits, facet in, const privilege_dictionary& learned) {
    std::vector<std::string> names;
    bits.for_each([&](unsigned bit) {
        // Words learned in all facets are in one dictionary; levels are spelt as the platform spells them.
        if (bit >= first_learned_privilege_bit && in == facet::acl) return names.push_back(learned.name_of_bit(bit));
        switch (in) {
        case facet::unity: names.push_back(in_sql(learned.name_of_bit(bit))); break;
        case facet::hive: names.push_back(in_sql(std::string(name_of(static_cast<hive_privilege>(bit))))); break;
        case facet::acl: names.emplace_back(name_of(static_cast<acl_level>(bit))); break;
        case facet::role: names.emplace_back(name_of(static_cast<role>(bit))); break;
        }
    });
    return names;
}

} // namespace model
} // namespace canreach
