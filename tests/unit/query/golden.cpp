#include "golden.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <vector>

namespace canreach::query::test {
namespace {

struct entry {
    std::string name;
    std::string question;
    std::string expected;
};

std::vector<entry> read(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in) << path;
    std::vector<entry> entries;
    bool in_question = false;
    for (std::string line; std::getline(in, line);) {
        if (line.starts_with("=== ")) {
            entries.push_back({line.substr(4), {}, {}});
            in_question = true;
        } else if (in_question && line == "---") {
            in_question = false;
        } else if (!entries.empty()) {
            (in_question ? entries.back().question : entries.back().expected) += line + "\n";
        }
    }
    for (auto& one : entries) {
        if (!one.question.empty()) one.question.pop_back();
        while (one.expected.ends_with("\n\n")) one.expected.pop_back();
        if (one.expected == "\n") one.expected.clear();
    }
    return entries;
}

} // namespace

void check_golden(const std::string& path, const std::function<std::string(const std::string&)>& answer) {
    const auto entries = read(path);
    EXPECT_FALSE(entries.empty());
    std::ostringstream out;
    for (const auto& one : entries) {
        const auto given = answer(one.question);
        out << "=== " << one.name << "\n" << one.question << "\n---\n" << given << "\n";
        if (std::getenv("CANREACH_REWRITE_GOLDEN") != nullptr) continue;
        SCOPED_TRACE(one.name);
        EXPECT_EQ(given, one.expected) << one.question;
    }
    if (std::getenv("CANREACH_REWRITE_GOLDEN") != nullptr) std::ofstream(path, std::ios::binary) << out.str();
}

} // namespace canreach::query::test
