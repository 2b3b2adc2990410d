#include "simulator/detail/certificates.hpp"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace canreach::simulator::detail {
namespace {

struct freer {
    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
    void operator()(X509* certificate) const { X509_free(certificate); }
    void operator()(BIO* stream) const { BIO_free(stream); }
    void operator()(X509_EXTENSION* extension) const { X509_EXTENSION_free(extension); }
};
template <class T>
using owned = std::unique_ptr<T, freer>;

constexpr long backdated_seconds = 24L * 3600; // clocks of containers differ
constexpr long valid_seconds = 30L * 24 * 3600;

failure openssl_failure(std::string what) {
    return fail(errc::network, std::move(what)).with("openssl", ERR_error_string(ERR_get_error(), nullptr));
}

bool add_extension(X509* to, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, to, nullptr, nullptr, 0);
    const owned<X509_EXTENSION> made(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return made && X509_add_ext(to, made.get(), -1) == 1;
}

/// A certificate for `key` without extensions and signature; empty if OpenSSL fails.
owned<X509> blank(EVP_PKEY* key, const char* common_name, X509_NAME* issuer) {
    owned<X509> made(X509_new());
    std::uint64_t serial = 0;
    if (!made || RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof serial) != 1) return nullptr;
    X509_NAME* name = X509_get_subject_name(made.get());
    const bool done =
        X509_set_version(made.get(), X509_VERSION_3) == 1 &&
        ASN1_INTEGER_set_uint64(X509_get_serialNumber(made.get()), serial >> 1U) == 1 &&
        X509_gmtime_adj(X509_getm_notBefore(made.get()), -backdated_seconds) != nullptr &&
        X509_gmtime_adj(X509_getm_notAfter(made.get()), valid_seconds) != nullptr &&
        X509_set_pubkey(made.get(), key) == 1 &&
        X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC,
                                   reinterpret_cast<const unsigned char*>("canreach simulator, not a real authority"),
                                   -1, -1, 0) == 1 &&
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common_name), -1,
                                   -1, 0) == 1 &&
        X509_set_issuer_name(made.get(), issuer != nullptr ? issuer : name) == 1;
    return done ? std::move(made) : nullptr;
}

std::string pem_of(const owned<BIO>& stream) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(stream.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

result<certificates> make_certificates(const std::vector<std::string>& hosts) {
    const owned<EVP_PKEY> authority_key(EVP_EC_gen("P-256"));
    const owned<EVP_PKEY> server_key(EVP_EC_gen("P-256"));
    if (!authority_key || !server_key) return openssl_failure("cannot make a key");

    const auto authority = blank(authority_key.get(), "canreach simulator CA", nullptr);
    if (!authority || !add_extension(authority.get(), authority.get(), NID_basic_constraints, "critical,CA:TRUE") ||
        !add_extension(authority.get(), authority.get(), NID_key_usage, "critical,keyCertSign,cRLSign") ||
        !add_extension(authority.get(), authority.get(), NID_subject_key_identifier, "hash") ||
        X509_sign(authority.get(), authority_key.get(), EVP_sha256()) == 0)
        return openssl_failure("cannot make the simulator's authority");

    std::string names = "DNS:localhost,IP:127.0.0.1,IP:::1";
    for (const auto& host : hosts) names += ",DNS:" + host;
    const auto server = blank(server_key.get(), "canreach simulator", X509_get_subject_name(authority.get()));
    if (!server || !add_extension(server.get(), authority.get(), NID_basic_constraints, "critical,CA:FALSE") ||
        !add_extension(server.get(), authority.get(), NID_key_usage, "critical,digitalSignature") ||
        !add_extension(server.get(), authority.get(), NID_ext_key_usage, "serverAuth") ||
        !add_extension(server.get(), authority.get(), NID_subject_key_identifier, "hash") ||
        !add_extension(server.get(), authority.get(), NID_authority_key_identifier, "keyid") ||
        !add_extension(server.get(), authority.get(), NID_subject_alt_name, names) ||
        X509_sign(server.get(), authority_key.get(), EVP_sha256()) == 0)
        return openssl_failure("cannot make the simulator's certificate");

    certificates made;
    const owned<BIO> authority_out(BIO_new(BIO_s_mem()));
    const owned<BIO> server_out(BIO_new(BIO_s_mem()));
    const owned<BIO> key_out(BIO_new(BIO_s_mem()));
    if (!authority_out || !server_out || !key_out || PEM_write_bio_X509(authority_out.get(), authority.get()) != 1 ||
        PEM_write_bio_X509(server_out.get(), server.get()) != 1 ||
        PEM_write_bio_PrivateKey(key_out.get(), server_key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
        return openssl_failure("cannot write the simulator's certificates");
    made.authority_pem = pem_of(authority_out);
    made.server_pem = pem_of(server_out);
    made.server_key_pem = pem_of(key_out);
    return made;
}

} // namespace canreach::simulator::detail
