/// Functions for the alternatives of a variant, as one visitor: `std::visit(overloaded{…}, what)`.
#pragma once

namespace canreach {
inline namespace model {

template <class... Visitors>
struct overloaded : Visitors... {
    using Visitors::operator()...;
};
template <class... Visitors>
overloaded(Visitors...) -> overloaded<Visitors...>;

} // namespace model
} // namespace canreach
