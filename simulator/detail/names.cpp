#include "simulator/detail/names.hpp"

#include <fmt/format.h>

#include <array>

namespace canreach::simulator::detail {
namespace {

using words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 40> first_names{
    "mara",  "ines",  "tariq", "yuki",   "lena",   "omar",  "priya", "jonas",  "amara", "felix",
    "nadia", "pavel", "sofia", "kwame",  "ingrid", "diego", "aisha", "henrik", "mei",   "lucas",
    "zara",  "anton", "chloe", "rahul",  "freya",  "emeka", "hana",  "bruno",  "leila", "viktor",
    "nora",  "tomas", "elif",  "samuel", "greta",  "kofi",  "iris",  "matteo", "rosa",  "aaron"};
constexpr std::array<std::string_view, 40> last_names{
    "okafor",   "lindqvist", "moreau",  "tanaka", "schmidt",  "haddad", "costa",  "novak",  "petrov",  "adeyemi",
    "larsen",   "fischer",   "rossi",   "gupta",  "mbeki",    "weber",  "santos", "kaya",   "dubois",  "ivanova",
    "nguyen",   "johansson", "mueller", "silva",  "kowalski", "brown",  "osei",   "yamada", "keller",  "romano",
    "andersen", "patel",     "garcia",  "hassan", "jensen",   "vogel",  "lopez",  "meyer",  "eriksen", "walsh"};
constexpr std::array<std::string_view, 24> departments{
    "finance", "sales",    "marketing", "platform", "risk",     "supply",  "logistics", "legal",
    "retail",  "research", "pricing",   "claims",   "payments", "people",  "security",  "network",
    "growth",  "support",  "quality",   "energy",   "mobility", "content", "fraud",     "treasury"};
constexpr std::array<std::string_view, 14> roles{"analysts",  "engineers", "scientists", "readers", "writers",
                                                 "owners",    "stewards",  "admins",     "interns", "contractors",
                                                 "reviewers", "oncall",    "leads",      "partners"};
constexpr std::array<std::string_view, 10> jobs{"etl",  "loader", "export", "dbt",    "ingest",
                                                "sync", "bot",    "ci",     "report", "scorer"};
constexpr std::array<std::string_view, 8> stages{"prod", "dev", "test", "lab", "staging", "archive", "sandbox", "raw"};
constexpr std::array<std::string_view, 8> areas{"emea", "us", "apac", "uk", "dach", "nordics", "latam", "global"};
constexpr std::array<std::string_view, 28> things{
    "orders",    "customers", "invoices", "payments", "events",   "sessions", "clicks",
    "shipments", "stock",     "prices",   "returns",  "accounts", "trades",   "claims",
    "policies",  "devices",   "sensors",  "routes",   "visits",   "leads",    "products",
    "suppliers", "contracts", "tickets",  "scores",   "features", "ledgers",  "balances"};
constexpr std::array<std::string_view, 20> forms{
    "daily", "hourly", "raw",   "clean",   "curated", "hist",   "latest", "agg",      "stg",    "dim",
    "fact",  "snap",   "delta", "monthly", "joined",  "sample", "backup", "enriched", "masked", "audit"};
constexpr std::array<std::string_view, 6> azure_regions{"westeurope", "northeurope",   "eastus",
                                                        "westus2",    "southeastasia", "uksouth"};
constexpr std::array<std::string_view, 6> other_regions{"eu-west-1", "eu-central-1",   "us-east-1",
                                                        "us-west-2", "ap-southeast-1", "eu-west-2"};

constexpr std::array<std::string_view, 12> odd_groups{
    "data eng/ops #1", "\"quoted\" team", "back`tick`s", "50% off? yes & no", "=SUM(A1:A9)",      "Größe & Maß",
    "dots.and.more",   "o'brien's crew",  "データ分析",  "  spaced  twice",   "semi;colon,comma", "back\\slash"};
constexpr std::array<std::string_view, 6> odd_people{"Zoë Ångström",       "Sean O'Brien", "=cmd|' /C calc'!A0",
                                                     "Ana \"Ani\" Müller", "山田 太郎",    "Łukasz <b>Nowak</b>"};
constexpr std::array<std::string_view, 14> odd_objects{"o`clock", "50%_off", "what?",       "tab#1",      "say\"hi\"",
                                                       "größe",   "a&b",     "x+y",         "semi;colon", "=formula",
                                                       "it's",    "データ",  "back\\slash", "a%2fb"};

/// `a_b` over all pairs of two lists, then `a_b_2` and so on.
std::string pair_name(words a, words b, std::uint32_t number, char glue) {
    const auto first = a[number % a.size()];
    const auto second = b[(number / a.size() + number % a.size() * 3) % b.size()];
    const auto round = number / (a.size() * b.size());
    if (round == 0) return fmt::format("{}{}{}", first, glue, second);
    return fmt::format("{}{}{}{}{}", first, glue, second, glue, round + 1);
}

} // namespace

person_name person_named(std::uint32_t number) {
    const auto pairs = static_cast<std::uint32_t>(first_names.size() * last_names.size());
    const auto pair = number % pairs;
    const auto first = pair % first_names.size();
    // Diagonals of the table of pairs, so that neighbours share neither name.
    const auto last = (pair / first_names.size() + first * 7) % last_names.size();
    return {std::string(first_names[first]), std::string(last_names[last]), number / pairs};
}

std::string group_name(std::uint32_t number) {
    return pair_name(departments, roles, number, '-');
}

std::string service_principal_name(std::uint32_t number) {
    return pair_name(jobs, things, number, '-');
}

std::string workspace_name(std::uint32_t number) {
    return pair_name(areas, stages, number, '-');
}

std::string catalog_name(std::uint32_t number) {
    return pair_name(departments, stages, number, '_');
}

std::string schema_name(std::uint32_t number) {
    return pair_name(departments, forms, number, '_');
}

std::string object_name(std::uint32_t number, std::uint32_t turn) {
    constexpr auto pairs = static_cast<std::uint32_t>(things.size() * forms.size());
    return pair_name(things, forms, number / pairs * pairs + (number % pairs + turn) % pairs, '_');
}

std::string region_name(std::uint32_t number, bool azure) {
    return std::string(azure ? azure_regions[number % azure_regions.size()]
                             : other_regions[number % other_regions.size()]);
}

std::span<const std::string_view> awkward_group_names() noexcept {
    return odd_groups;
}

std::span<const std::string_view> awkward_display_names() noexcept {
    return odd_people;
}

std::span<const std::string_view> awkward_object_names() noexcept {
    return odd_objects;
}

std::string uuid(seeded_random& random) {
    const auto a = random.next();
    const auto b = random.next();
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:x}{:03x}-{:012x}", a >> 32U, (a >> 16U) & 0xFFFFU, a & 0xFFFU,
                       8 + (b >> 62U), (b >> 48U) & 0xFFFU, b & 0xFFFF'FFFF'FFFFU);
}

} // namespace canreach::simulator::detail
