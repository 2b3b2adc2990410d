#include "crawler/program.hpp"

#include <fmt/format.h>

#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <spawn.h>
#include <string_view>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

extern char** environ; // NOLINT(readability-redundant-declaration): POSIX leaves it to the program

namespace canreach::crawler {
namespace {

namespace asio = boost::asio;

/// Between two looks at whether the program has ended.
constexpr std::chrono::milliseconds look_every{10};
constexpr int signal_status = 128; // what shells add to the number of a signal

/// A file in memory only: what the program prints may be a token.
class memory_file {
public:
    explicit memory_file(const char* name) : descriptor_(::memfd_create(name, MFD_CLOEXEC)) {}
    ~memory_file() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    memory_file(const memory_file&) = delete;
    memory_file& operator=(const memory_file&) = delete;

    [[nodiscard]] bool usable() const noexcept { return descriptor_ >= 0; }
    [[nodiscard]] int descriptor() const noexcept { return descriptor_; }
    [[nodiscard]] std::size_t size() const noexcept {
        struct stat facts {};
        return ::fstat(descriptor_, &facts) == 0 ? static_cast<std::size_t>(facts.st_size) : 0;
    }
    [[nodiscard]] std::string read() const {
        std::string text(size(), '\0');
        const auto got = ::pread(descriptor_, text.data(), text.size(), 0);
        text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        return text;
    }

private:
    int descriptor_;
};

/// A process of ours with a group of its own; killed and reaped if nobody saw it end.
class child {
public:
    child() = default;
    ~child() {
        if (id_ <= 0) return;
        ::kill(-id_, SIGKILL);
        int ignored = 0;
        while (::waitpid(id_, &ignored, 0) < 0 && errno == EINTR) {
        }
    }
    child(const child&) = delete;
    child& operator=(const child&) = delete;

    /// The error number, 0 if it runs.
    int start(std::vector<std::string>& arguments, const memory_file& out, const memory_file& err) {
        std::vector<char*> words;
        for (auto& one : arguments) words.push_back(one.data());
        words.push_back(nullptr);
        posix_spawn_file_actions_t files;
        posix_spawnattr_t how;
        if (const auto fault = ::posix_spawn_file_actions_init(&files); fault != 0) return fault;
        if (const auto fault = ::posix_spawnattr_init(&how); fault != 0) {
            ::posix_spawn_file_actions_destroy(&files);
            return fault;
        }
        sigset_t none;
        sigset_t ours;
        sigemptyset(&none);
        sigemptyset(&ours);
        for (const int one : {SIGINT, SIGTERM, SIGPIPE}) sigaddset(&ours, one);
        ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        ::posix_spawn_file_actions_adddup2(&files, out.descriptor(), STDOUT_FILENO);
        ::posix_spawn_file_actions_adddup2(&files, err.descriptor(), STDERR_FILENO);
        ::posix_spawnattr_setpgroup(&how, 0);
        ::posix_spawnattr_setsigmask(&how, &none);
        ::posix_spawnattr_setsigdefault(&how, &ours);
        ::posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        const auto fault = ::posix_spawn(&id_, words.front(), &files, &how, words.data(), environ);
        ::posix_spawnattr_destroy(&how);
        ::posix_spawn_file_actions_destroy(&files);
        if (fault != 0) id_ = 0;
        return fault;
    }
    /// Its exit status once it has ended.
    std::optional<int> ended() {
        int status = 0;
        const auto got = ::waitpid(id_, &status, WNOHANG);
        if (got == 0 || (got < 0 && errno == EINTR)) return std::nullopt;
        id_ = 0;
        if (got < 0) return -1; // somebody else reaped it
        return WIFEXITED(status) ? WEXITSTATUS(status) : signal_status + WTERMSIG(status);
    }

private:
    pid_t id_ = 0;
};

bool may_execute(const std::string& path) {
    struct stat facts {};
    return ::stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

} // namespace

asio::awaitable<result<program_output>> run_program(clock& time, std::vector<std::string> arguments,
                                                    program_limits limits) {
    const auto named = fmt::format("the program `{}`", printable(arguments.front()));
    const memory_file out("canreach-out");
    const memory_file err("canreach-err");
    if (!out.usable() || !err.usable())
        co_return fail(errc::limit_exceeded, fmt::format("{} cannot be given a place to write to: {}", named,
                                                         std::generic_category().message(errno)));
    child running;
    if (const auto fault = running.start(arguments, out, err); fault != 0)
        co_return fail(errc::not_found,
                       fmt::format("{} cannot be started: {}", named, std::generic_category().message(fault)));
    const auto until = time.now() + limits.deadline;
    for (;;) {
        const auto status = running.ended();
        if (out.size() > limits.output_limit_bytes || err.size() > limits.output_limit_bytes)
            co_return fail(errc::limit_exceeded,
                           fmt::format("{} printed more than {} bytes", named, limits.output_limit_bytes));
        if (status) co_return program_output{*status, out.read(), err.read()};
        if (time.now() >= until)
            co_return fail(errc::timed_out, fmt::format("the deadline `program` ({} ms) passed; {} still runs",
                                                        limits.deadline.count(), named));
        co_await time.sleep_until(time.now() + look_every);
    }
}

std::optional<std::string> find_program(const std::string& told, const std::string& name,
                                        const std::string& search_path) {
    if (!told.empty()) return may_execute(told) ? std::optional(told) : std::nullopt;
    for (std::string_view rest = search_path; !rest.empty();) {
        const auto end = std::min(rest.find(':'), rest.size());
        const auto folder = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (!folder.starts_with('/')) continue; // what lies in the current folder is nobody's installed program
        auto path = fmt::format("{}/{}", folder, name);
        if (may_execute(path)) return path;
    }
    return std::nullopt;
}

} // namespace canreach::crawler
