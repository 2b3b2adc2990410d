/// Circuits of all that is asked of the resources of one shape, in which equal parts are one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "graph/rules/condition.hpp"
#include "graph/rules/evaluate.hpp"
#include "graph/subject_set.hpp"
#include "graph/truth.hpp"
#include "model/ids.hpp"

namespace canreach::graph::detail {

struct account;

/// A securable, what lies around it, and the metastore last.
struct path_of_levels {
    static constexpr std::size_t most = 5;
    std::array<node_id, most> nodes{};
    std::size_t count = 0;

    [[nodiscard]] std::span<const node_id> all() const noexcept { return {nodes.data(), count}; }
    [[nodiscard]] node_id metastore() const noexcept { return nodes[count - 1]; }
    /// What lies directly in the metastore.
    [[nodiscard]] node_id root() const noexcept { return nodes[count - 2]; }
};

/// Bound to an account. Used from one thread at a time. Values are those of the path moved to last; parts that ask
/// nothing of the levels that changed since are not evaluated again.
class shared_circuit {
public:
    using part_no = std::uint32_t;

    shared_circuit(const account& in, const situation& now);

    /// Adds a circuit that was bound to the first node of the path; empty where it asks of something else than the
    /// levels of the path and what is the same for all paths of the metastore.
    [[nodiscard]] std::optional<part_no> add(const condition& circuit, const path_of_levels& path);
    /// `definer`: whether the view works, or yes.
    void move_to(const path_of_levels& path, truth definer);
    /// Everybody it holds for; valid until the next move or addition.
    [[nodiscard]] const subject_set& value(part_no which);
    /// Whether nobody meets it, whatever is held on the path.
    [[nodiscard]] bool out_of_question(part_no which) const;

private:
    static constexpr std::uint32_t nowhere = path_of_levels::most;
    struct part {
        enum class form : std::uint8_t { all, any, held, beside, definer, given };
        form what = form::all;
        truth given;
        std::vector<part_no> of;        ///< of forms `all` and `any`
        std::uint32_t lowest = nowhere; ///< level that it asks of
        std::uint64_t at = 0;           ///< the move that `value` was found after; 0: not yet
        subject_set value;
        condition leaf; ///< of forms `held` and `beside`
    };
    [[nodiscard]] part_no number_of(std::vector<std::uint32_t> words, part made);
    [[nodiscard]] std::optional<part_no> add_supplied(const condition& leaf, const path_of_levels& path);
    [[nodiscard]] subject_set found(const part& one);

    const account& in_;
    situation now_;
    path_of_levels path_;
    truth definer_ = truth::no();
    std::uint64_t moves_ = 1;
    /// By level: the last move that changed it or one above.
    std::array<std::uint64_t, path_of_levels::most + 1> changed_{};
    std::vector<part> parts_;
    std::map<std::vector<std::uint32_t>, part_no> numbers_;
};

} // namespace canreach::graph::detail
