#include "query/detail/moments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <utility>

namespace canreach::query::detail {
namespace {

using moment = std::optional<ast::snapshot>;

struct moment_finder {
    template <class Question>
    answer<moment> operator()(const Question& what) const {
        return what.clauses.as_of;
    }
    answer<moment> operator()(const ast::can& what) const { return what.about.clauses.as_of; }
    answer<moment> operator()(const ast::from_which& what) const { return what.about.clauses.as_of; }
    answer<moment> operator()(const ast::which_rows& what) const { return what.about.clauses.as_of; }
    answer<moment> operator()(const ast::why& what) const { return what.about.clauses.as_of; }
    answer<moment> operator()(const ast::count& what) const { return moment_of(*what.of); }
    answer<moment> operator()(const ast::diff& what) const {
        auto inner = moment_of(*what.of);
        if (!inner) return inner;
        const auto& said = *inner ? *inner : what.clauses.as_of;
        if (said)
            return diagnostic{errc::bad_input,
                              said->from,
                              "`AS OF` has no meaning for `DIFF`, which says its moments itself",
                              {},
                              {}};
        return moment{};
    }
    answer<moment> operator()(const ast::parenthesised& what) const {
        auto inner = moment_of(*what.inner);
        if (!inner || !what.clauses.as_of) return inner;
        if (*inner && **inner != *what.clauses.as_of)
            return diagnostic{errc::bad_input,
                              what.clauses.as_of->from,
                              "what is in the parentheses is asked of another snapshot",
                              "leave out one `AS OF`",
                              {}};
        return what.clauses.as_of;
    }
};

/// `YYYY-MM-DD`, `YYYY-MM-DD hh:mm` or `YYYY-MM-DD hh:mm:ss`, also with a `T` between; none for anything else.
std::optional<std::string> moment_text(std::string_view written) {
    constexpr std::string_view form = "dddd-dd-dd dd:dd:dd";
    constexpr std::array<std::size_t, 3> lengths{10, 16, 19};
    if (std::ranges::find(lengths, written.size()) == lengths.end()) return std::nullopt;
    std::string text(written);
    if (text.size() > 10 && text[10] == 'T') text[10] = ' ';
    for (std::size_t i = 0; i < text.size(); ++i)
        if (form[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != form[i]) return std::nullopt;
    const auto within = [&](std::size_t at, int low, int high) {
        if (at >= text.size()) return true;
        int number = 0;
        std::from_chars(text.data() + at, text.data() + at + 2, number);
        return number >= low && number <= high;
    };
    if (!within(5, 1, 12) || !within(8, 1, 31) || !within(11, 0, 23) || !within(14, 0, 59) || !within(17, 0, 59))
        return std::nullopt;
    return text;
}

/// When everything in it had been read.
std::string_view end_of(const snapshot_info& one) {
    return one.sealed_at.empty() ? one.started_at : one.sealed_at;
}

diagnostic no_such_snapshot(const ast::snapshot& which, std::string message, std::span<const snapshot_info> all) {
    constexpr std::size_t most = 12;
    diagnostic made{errc::not_found, which.from, std::move(message), {}, {}};
    const auto first = all.size() > most ? all.size() - most : 0;
    if (first > 0) made.notes.push_back(fmt::format("{} older ones: SHOW SNAPSHOTS lists all", first));
    for (auto i = first; i < all.size(); ++i)
        made.notes.push_back(fmt::format("snapshot {}: {}", i + 1, shown(all[i])));
    if (all.size() == 1) made.hint = "to ask about the past, name a folder of account files: `--db FOLDER`";
    return made;
}

} // namespace

answer<moment> moment_of(const ast::factor& what) {
    return std::visit(moment_finder{}, what.what);
}

answer<moment> moment_of(const ast::query_set& what) {
    moment agreed;
    bool first = true;
    for (const auto& term : what.terms)
        for (const auto& one : term.factors) {
            auto own = moment_of(one);
            if (!own) return own;
            if (std::exchange(first, false)) agreed = *own;
            if (agreed != *own)
                return diagnostic{errc::bad_input,
                                  *own ? (*own)->from : agreed->from,
                                  "the two sides are asked of different snapshots",
                                  "for both write it after parentheses: `( … ) AS OF …`; `DIFF` compares two moments",
                                  {}};
        }
    return agreed;
}

answer<std::size_t> chosen(const ast::snapshot& which, std::span<const snapshot_info> all) {
    using form = ast::snapshot::form;
    switch (which.how) {
    case form::latest: break;
    case form::previous:
        if (all.size() < 2) return no_such_snapshot(which, "there is no snapshot before the latest one", all);
        return all.size() - 2;
    case form::number:
        if (which.number < 1 || static_cast<std::uint64_t>(which.number) > all.size())
            return no_such_snapshot(which, fmt::format("there is no snapshot {}", which.number), all);
        return static_cast<std::size_t>(which.number - 1);
    case form::date: {
        const auto until = moment_text(which.date);
        if (!until)
            return diagnostic{errc::bad_input,
                              which.from,
                              fmt::format("`{}` is no date", printable(which.date)),
                              "write 'YYYY-MM-DD' or 'YYYY-MM-DD hh:mm', in UTC",
                              {}};
        for (auto i = all.size(); i-- > 0;)
            if (const auto end = end_of(all[i]); !end.empty() && end.substr(0, until->size()) <= *until) return i;
        return no_such_snapshot(which, fmt::format("no snapshot is as old as {}", *until), all);
    }
    }
    return all.size() - 1;
}

std::string shown(const snapshot_info& what) {
    const auto slash = what.file.rfind('/');
    const auto name = slash == std::string::npos ? what.file : what.file.substr(slash + 1);
    const auto end = end_of(what);
    const auto date = end.empty() ? std::string("of unknown date") : std::string(end.substr(0, 16));
    return name.empty() ? date : fmt::format("{} ({})", date, printable(name));
}

} // namespace canreach::query::detail
