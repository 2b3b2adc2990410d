#include "graph/subject_set.hpp"

namespace canreach::graph {

void subject_set::add(std::size_t principal) noexcept {
    surely_.set(principal);
    if (maybe_) maybe_->set(principal);
}

void subject_set::add(const bitset& members) noexcept {
    surely_ |= members;
    if (maybe_) *maybe_ |= members;
}

void subject_set::may_add(const bitset& members) {
    if (!maybe_) maybe_ = surely_;
    *maybe_ |= members;
}

void subject_set::only_if(truth condition) {
    if (condition.surely) return;
    if (!condition.maybe) {
        surely_.clear();
        maybe_.reset();
        return;
    }
    if (!maybe_) maybe_ = surely_;
    surely_.clear();
}

void subject_set::take_away(const subject_set& other) {
    if (maybe_ || other.maybe_) {
        if (!maybe_) maybe_ = surely_;
        maybe_->take_away(other.surely_);
    }
    surely_.take_away(other.maybe());
}

subject_set& subject_set::operator|=(const subject_set& other) {
    if (maybe_ || other.maybe_) may_add(other.maybe());
    surely_ |= other.surely_;
    return *this;
}

subject_set& subject_set::operator&=(const subject_set& other) {
    if (maybe_ || other.maybe_) {
        if (!maybe_) maybe_ = surely_;
        *maybe_ &= other.maybe();
    }
    surely_ &= other.surely_;
    return *this;
}

subject_set& subject_set::operator-=(const subject_set& other) {
    if (maybe_ || other.maybe_) {
        if (!maybe_) maybe_ = surely_;
        *maybe_ -= other.surely_;
    }
    surely_ -= other.maybe();
    return *this;
}

} // namespace canreach::graph
