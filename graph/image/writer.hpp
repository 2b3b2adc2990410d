/// Lays the columns of an account out as one image. The other end of `reader`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "graph/column.hpp"
#include "graph/image/header.hpp"

namespace canreach::graph::image {

/// Handed to `keep` of what is to be stored, which must stay until the pieces are written. One section a call; texts
/// and lists within rows take two.
class writer {
public:
    template <class T>
    void numbers(const column<T>& what) {
        add(std::as_bytes(what.all()), sizeof(T));
    }
    template <class T>
    void list(const std::vector<T>& what) {
        static_assert(std::is_trivially_copyable_v<T>);
        add(std::as_bytes(std::span(what)), sizeof(T));
    }
    void number(std::uint64_t what) {
        column<std::uint64_t> one(std::vector<std::uint64_t>{what});
        own(std::as_bytes(one.all()), sizeof(what));
    }
    /// A table with a section for each member of its rows.
    template <class Row, class... Member>
    void rows(const std::vector<Row>& what, Member Row::*... members) {
        number(what.size());
        (each(what, members), ...);
    }

    /// The image, in pieces that follow each other; they lie in the writer and in what was kept.
    [[nodiscard]] std::vector<std::span<const std::byte>> pieces(std::string_view digest);

private:
    template <class Row, class Member>
    void each(const std::vector<Row>& what, Member Row::*member) {
        if constexpr (requires(const Member& one) { one.size(); }) { // texts and lists
            std::vector<std::uint64_t> ends;
            Member all;
            for (const auto& row : what) {
                all.insert(all.end(), (row.*member).begin(), (row.*member).end());
                ends.push_back(all.size());
            }
            own(std::as_bytes(std::span(ends)), sizeof(std::uint64_t));
            own(std::as_bytes(std::span(all.data(), all.size())), sizeof(typename Member::value_type));
        } else {
            static_assert(std::is_trivially_copyable_v<Member>);
            std::vector<Member> all;
            for (const auto& row : what) all.push_back(row.*member);
            own(std::as_bytes(std::span(all)), sizeof(Member));
        }
    }
    void add(std::span<const std::byte> bytes, std::size_t item);
    void own(std::span<const std::byte> bytes, std::size_t item);

    std::vector<std::span<const std::byte>> contents_;
    std::vector<section> table_;
    std::deque<std::vector<std::byte>> owned_; ///< what lies nowhere else
};

} // namespace canreach::graph::image
