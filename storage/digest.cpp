#include "storage/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <array>
#include <cstdint>
#include <memory>
#include <string_view>

#include "storage/database.hpp"
#include "storage/statement.hpp"

namespace canreach::storage {
namespace {

class sha256 {
public:
    static result<sha256> start() {
        sha256 made;
        if (made.context_ == nullptr || EVP_DigestInit_ex(made.context_.get(), EVP_sha256(), nullptr) != 1)
            return fail(errc::storage, "SHA-256 is not available");
        return made;
    }
    void add(std::string_view bytes) {
        buffer_ += bytes;
        if (buffer_.size() >= (std::size_t{1} << 16U)) send();
    }
    void add_number(std::int64_t value) {
        std::array<char, 8> bytes{};
        auto rest = static_cast<std::uint64_t>(value);
        for (auto& byte : bytes) {
            byte = static_cast<char>(rest & 0xFFU);
            rest >>= 8U;
        }
        add({bytes.data(), bytes.size()});
    }
    void add_text(std::string_view text) {
        add_number(static_cast<std::int64_t>(text.size()));
        add(text);
    }
    result<std::string> finish() {
        send();
        std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
        unsigned size = 0;
        if (!good_ || EVP_DigestFinal_ex(context_.get(), bytes.data(), &size) != 1)
            return fail(errc::storage, "computing a SHA-256 failed");
        std::string hex;
        for (unsigned i = 0; i < size; ++i) hex += fmt::format("{:02x}", bytes[i]);
        return hex;
    }

private:
    struct freer {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };
    void send() {
        good_ = EVP_DigestUpdate(context_.get(), buffer_.data(), buffer_.size()) == 1 && good_;
        buffer_.clear();
    }

    std::unique_ptr<EVP_MD_CTX, freer> context_{EVP_MD_CTX_new()};
    std::string buffer_;
    bool good_ = true;
};

struct section {
    char tag;
    std::string_view columns; ///< `i` a number, `t` a text
    std::string_view sql;
};

constexpr std::array sections{
    section{'N', "iitttiti", "SELECT id, kind, scope, key, name, parent, subtype, flags FROM node ORDER BY id"},
    section{'A', "itt", "SELECT node, name, value FROM attribute ORDER BY node, name"},
    section{'V', "it", "SELECT bit, name FROM learned_privilege ORDER BY bit"},
    section{'M', "ii", "SELECT in_group, member FROM member_edge ORDER BY in_group, member"},
    section{'O', "ii", "SELECT resource, owner FROM owner_edge ORDER BY resource, owner"},
    section{'G', "iiiiiii",
            "SELECT e.resource, e.grantee, m.facet, m.allow_low, m.allow_high, m.deny_low, m.deny_high "
            "FROM grant_edge AS e CROSS JOIN mask AS m ON m.number = e.mask ORDER BY e.resource, e.grantee, e.mask"},
    section{'B', "iii", "SELECT resource, workspace, how FROM bind_edge ORDER BY resource, workspace, how"},
    section{'L', "iii", "SELECT type, source, target FROM link_edge ORDER BY type, source, target"},
    section{'P', "itiiiit", "SELECT number, name, type, resource, low, high, masked FROM policy ORDER BY number"},
    section{'Q', "iii", "SELECT policy, part, node FROM policy_node ORDER BY policy, part, node"},
};

} // namespace

result<std::string> digest_of(const database& sealed) {
    auto hash = sha256::start();
    if (!hash) return std::move(hash).error();
    hash->add("canreach account 1\n");
    // A row takes more than a byte; pages of a damaged file that point at each other could go on for ever.
    const auto pages = sealed.number("PRAGMA page_count");
    const auto page_bytes = sealed.number("PRAGMA page_size");
    if (!pages || !page_bytes) return !pages ? pages.error() : page_bytes.error();
    for (const auto& [tag, columns, sql] : sections) {
        auto query = statement::prepare(sealed, sql);
        if (!query) return std::move(query).error();
        for (auto left = *pages * *page_bytes;; --left) {
            const auto row = query->step();
            if (!row) return row.error();
            if (!*row) break;
            if (left == 0) return fail(errc::damaged_file, "a table has more rows than the file has room for");
            hash->add({&tag, 1});
            for (int column = 0; column < static_cast<int>(columns.size()); ++column) {
                if (columns[static_cast<std::size_t>(column)] == 'i')
                    hash->add_number(query->number(column));
                else
                    hash->add_text(query->text(column));
            }
        }
    }
    return hash->finish();
}

} // namespace canreach::storage
