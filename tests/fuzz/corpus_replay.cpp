/// The fuzz targets without libFuzzer, for any compiler: every input of the kept corpus, then inputs made from it by
/// cuts, flips, repetitions and joins, always the same ones. What reaches new code on its own is libFuzzer's part
/// (`./dev fuzz`).
///
/// Usage: NAME_corpus FOLDER. CANREACH_MUTATIONS tells how many inputs are made (default 10,000).
#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <utility>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t longest_input = 65'536;

std::vector<std::string> inputs_of(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::ranges::sort(files); // the order of a folder is not the same everywhere
    std::vector<std::string> inputs{""};
    for (const auto& file : files) {
        std::ifstream bytes(file, std::ios::binary);
        inputs.emplace_back(std::istreambuf_iterator<char>(bytes), std::istreambuf_iterator<char>());
    }
    return inputs;
}

/// Makes inputs near those that are kept. Distributions of the standard library differ between systems; remainders do
/// not.
class mutator {
public:
    explicit mutator(const std::vector<std::string>& kept) : kept_(kept) {}

    std::string next() {
        auto input = kept_[below(kept_.size())];
        for (auto steps = 1 + below(4); steps > 0; --steps) change(input);
        if (input.size() > longest_input) input.resize(longest_input);
        return input;
    }

private:
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }

    void change(std::string& input) {
        constexpr std::string_view telling{"\0\xff\x7f\x80\"'`\\{}[]()<>,:;.-+0eE \n\r\t/%#?=&", 35};
        constexpr std::array<std::string_view, 6> lumps{"null",  "18446744073709551616", "-1",
                                                        "1e999", "\"\\ud800\"",          "[[[[[[[["};
        const auto at = below(input.size() + 1);
        const auto left = input.size() - at;
        const auto length = left == 0 ? 0 : 1 + below(std::min<std::size_t>(left, 64));
        switch (below(7)) {
        case 0: input.erase(at, length); break;
        case 1: input.resize(at); break;
        case 2: input.insert(at, 1, telling[below(telling.size())]); break;
        case 3: input.insert(at, lumps[below(lumps.size())]); break;
        case 4: input.insert(at, std::string(input, at, length)); break;
        case 5:
            if (left > 0) input[at] = static_cast<char>(input[at] ^ (1 << below(8)));
            break;
        default: {
            const auto& other = kept_[below(kept_.size())];
            input.replace(at, left, std::string(other, below(other.size() + 1)));
        }
        }
    }

    const std::vector<std::string>& kept_;
    std::mt19937_64 random_{20'261'126};
};

/// What is run goes to a file first: whoever crashes has left it there. The file stays open: closing one that was cut
/// to nothing makes some file systems wait for the disk.
class journal {
public:
    explicit journal(std::string path)
        : path_(std::move(path)), file_(::open(path_.c_str(), O_CREAT | O_WRONLY | O_TRUNC | O_CLOEXEC, 0600)) {
        if (file_ < 0) std::perror(path_.c_str());
    }
    ~journal() {
        if (file_ >= 0) ::close(file_);
        std::remove(path_.c_str());
    }
    journal(const journal&) = delete;
    journal& operator=(const journal&) = delete;

    [[nodiscard]] bool run(const std::string& input) {
        const auto length = static_cast<off_t>(input.size());
        if (::pwrite(file_, input.data(), input.size(), 0) != length || ::ftruncate(file_, length) != 0) {
            std::perror(path_.c_str());
            return false;
        }
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
        return true;
    }

private:
    std::string path_;
    int file_;
};

} // namespace

int main(int argc, char** argv) {
    if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
        std::fprintf(stderr, "usage: %s FOLDER, which holds the kept corpus\n", argv[0]);
        return 2;
    }
    unsigned made = 10'000;
    if (const auto* wanted = std::getenv("CANREACH_MUTATIONS")) {
        const std::string_view text(wanted);
        const auto read = std::from_chars(text.data(), text.data() + text.size(), made);
        if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
            std::fprintf(stderr, "CANREACH_MUTATIONS is %s; wanted a number\n", wanted);
            return 2;
        }
    }
    const auto kept = inputs_of(argv[1]);
    journal last{std::string(argv[0]) + ".last"};
    for (const auto& input : kept)
        if (!last.run(input)) return 2;
    mutator nearby{kept};
    for (auto left = made; left > 0; --left)
        if (!last.run(nearby.next())) return 2;
    std::printf("%zu kept inputs and %u made from them\n", kept.size(), made);
    return 0;
}
