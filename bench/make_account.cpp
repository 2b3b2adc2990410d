/// Writes a generated account into an account file, without any server between: what a calm crawl would have stored.
///
///     make_account PRESET FILE [SEED]
///
/// Crawling `huge` takes hours at the platform's limits; this takes two minutes.
#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "simulator/generator.hpp"
#include "simulator/truth.hpp"
#include "storage/crawl_file.hpp"
#include "storage/sealing.hpp"

namespace {

using namespace canreach;

constexpr std::size_t facts_per_report = 100'000;

/// Cuts the truth into reports, each a task of its own, and the gaps into one each.
result<void> fill(storage::crawl_file& file, const simulator::account& account) {
    const node_key about{node_kind::account, {}, account.id};
    std::vector<fact> facts;
    std::size_t reports = 0;
    auto outcome = result<void>{};
    const auto send = [&] {
        task_report report;
        report.task = {"generated", std::to_string(++reports), about, node_part::children};
        report.facts = std::exchange(facts, {});
        if (outcome) outcome = file.accept(std::move(report));
    };
    simulator::visit_truth(account, [&](const fact& one) {
        facts.push_back(one);
        if (facts.size() == facts_per_report) send();
    });
    send();
    if (!outcome) return outcome;
    for (auto& gap : simulator::gaps_of(account)) {
        task_report missing;
        missing.task = {gap.family, {}, gap.about, gap.part};
        missing.result.how = gap.how;
        missing.result.reason = gap.reason;
        if (auto accepted = file.accept(std::move(missing)); !accepted) return accepted;
    }
    return file.flush();
}

result<storage::seal_summary> make(std::string_view preset, const std::string& path, std::uint64_t seed) {
    auto shape = simulator::preset_named(preset);
    if (!shape) return std::move(shape).error();
    shape->seed = seed;
    const auto account = simulator::generate(*shape);
    if (!account) return account.error();
    auto file = storage::crawl_file::create(
        path, {account->id, std::string(simulator::name_of(account->where)), "2025-03-01 12:00:00"});
    if (!file) return std::move(file).error();
    if (auto filled = fill(*file, *account); !filled) return filled.error();
    return storage::seal(*std::move(file), {"2025-03-01 12:00:00"});
}

} // namespace

int main(int argument_count, char** arguments) {
    const std::vector<std::string_view> words(arguments, arguments + argument_count);
    std::uint64_t seed = 7;
    const bool seeded = words.size() == 4;
    if (seeded) {
        const auto [end, fault] = std::from_chars(words[3].data(), words[3].data() + words[3].size(), seed);
        if (fault != std::errc{} || *end != '\0') seed = 0;
    }
    if ((words.size() != 3 && !seeded) || seed == 0) {
        fmt::print(stderr, "usage: make_account PRESET FILE [SEED]\n");
        return 64;
    }
    const auto sealed = make(words[1], std::string(words[2]), seed);
    if (!sealed) {
        fmt::print(stderr, "error: {}\n", sealed.error().to_string());
        return 1;
    }
    fmt::print("{}  {} nodes  {} members  {} grants  {} gaps  {} bytes\n", words[2], sealed->counts.nodes,
               sealed->counts.members, sealed->counts.grants, sealed->gaps, sealed->file_bytes);
    return 0;
}
