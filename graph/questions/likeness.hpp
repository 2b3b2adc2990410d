/// Which resources are alike for a principal: the same kind of thing with the same said about it and about all that
/// lies around it, as far as it concerns the principal. Whatever is asked of one of them has the same answer on the
/// others (and by the same ways, if that is wanted), so that answers about hundreds of thousands of resources are made
/// once for each class.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "graph/answers.hpp"
#include "graph/bitset.hpp"
#include "graph/rules/identity.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;

/// Of one principal and one mode. Remembers what it has seen; used from one thread at a time.
class likeness {
public:
    /// Whether the answers have to be got by the same ways as well. Where they need not, it does not matter in Unity
    /// Catalog by whom of those that the principal carries it holds something.
    enum class ways : std::uint8_t { same, any };

    /// `ids` outlive it. Of the actions it only counts whether any asks what a view reads.
    likeness(const account& in, const identity::carried& ids, const request& how, ways by);

    /// The number of a resource's class. O(what is said about it, and once about what lies around it).
    [[nodiscard]] std::uint32_t class_of(node_id resource);

private:
    using words = std::vector<std::uint32_t>;
    struct hash_of_words {
        std::size_t operator()(const words& key) const noexcept;
    };

    /// Whether what a grantee or owner has may be the principal's, now or after acts.
    [[nodiscard]] bool concerns(principal_no holder) const noexcept;
    /// Whether nothing but what a holder has counts, whoever it is, as long as the principal carries it.
    [[nodiscard]] bool stands_for_all(principal_no holder) const noexcept;
    void write_said(node_id node, words& key) const;
    void write_held(node_id node, words& key) const;
    /// What a container is like, and all that lies around it.
    [[nodiscard]] std::uint32_t around(node_id container);
    /// What the binding of a root lets through (T4, T5).
    void write_doors(node_id root, node_id metastore, words& key) const;
    /// Adds what tells a resource from others about which the same is said; whether it may be like another at all.
    [[nodiscard]] bool write_own(node_id resource, words& key) const;
    [[nodiscard]] std::uint32_t number_of(const words& key);

    const account& in_;
    const identity::carried& ids_;
    mode how_;
    ways by_;
    bool apart_;   ///< what is asked beside the resource may differ for each
    bitset local_; ///< groups of workspaces that hold everybody their `users` or `admins` stand for
    std::unordered_map<words, std::uint32_t, hash_of_words> numbers_;
    const std::pair<const words, std::uint32_t>* last_ = nullptr; ///< of `numbers_`, met last
    std::unordered_map<node_id, std::uint32_t> containers_;
    words key_;
};

} // namespace canreach::graph::detail
