#include "tests/signing_world.h"

#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/ocsp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/ts.h>
#include <openssl/x509v3.h>

#include <fstream>
#include <map>
#include <mutex>
#include <stdexcept>

namespace stesura::testing {

namespace {

constexpr std::int64_t kBegin = 1767225600;  // 2026-01-01
constexpr std::int64_t kEnd = 2082758400;    // 2036-01-01
constexpr std::int64_t kDay = 86400;

template <auto release>
struct Release {
  template <typename T>
  void operator()(T* what) const {
    release(what);
  }
};
using Bio = std::unique_ptr<BIO, Release<BIO_free_all>>;
using Key = std::shared_ptr<EVP_PKEY>;
using Name = std::unique_ptr<X509_NAME, Release<X509_NAME_free>>;
using Time = std::unique_ptr<ASN1_TIME, Release<ASN1_STRING_free>>;
using Integer = std::unique_ptr<ASN1_INTEGER, Release<ASN1_STRING_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;

// The result of an OpenSSL call that is expected to work.
template <typename T>
T made(T result) {
  if (result) return result;
  char reason[200] = "OpenSSL";
  ERR_error_string_n(ERR_peek_last_error(), reason, sizeof reason);
  ERR_clear_error();
  throw std::runtime_error(reason);
}

void worked(int result) { made(result > 0); }

std::string textOfBio(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return std::string(data, static_cast<std::size_t>(size));
}

// DER of anything that has an i2d_… function.
template <typename T, typename Writer>
std::string derBy(T* what, Writer writer) {
  unsigned char* bytes = nullptr;
  const int size = writer(what, &bytes);
  worked(size);
  std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return der;
}

Time timeOf(std::int64_t seconds) { return Time(made(ASN1_TIME_set(nullptr, static_cast<time_t>(seconds)))); }

Key newKey(TestKey sort) {
  if (sort == TestKey::p256) return Key(made(EVP_EC_gen("P-256")), EVP_PKEY_free);
  static std::mutex mutex;
  static std::map<TestKey, Key> kept;
  const std::lock_guard lock(mutex);
  Key& key = kept[sort];
  const unsigned bits = sort == TestKey::rsa1024 ? 1024 : sort == TestKey::rsa2048 ? 2048 : 3072;
  if (!key) key = Key(made(EVP_RSA_gen(bits)), EVP_PKEY_free);
  return key;
}

void addName(X509_NAME* name, int nid, const std::string& text) {
  if (text.empty()) return;
  worked(X509_NAME_add_entry_by_NID(name, nid, MBSTRING_UTF8,
                                    reinterpret_cast<const unsigned char*>(text.data()),
                                    static_cast<int>(text.size()), -1, 0));
}

Name nameOf(const std::vector<std::pair<int, std::string>>& parts) {
  Name name(made(X509_NAME_new()));
  for (const auto& [nid, text] : parts) addName(name.get(), nid, text);
  return name;
}

struct Request {
  Name subject;
  TestKey key = TestKey::p256;
  std::vector<std::pair<int, std::string>> extensions{};  // as in OpenSSL's configuration
  std::int64_t notBefore = kBegin, notAfter = kEnd;
  const char* digest = "SHA256";
};

void addExtensions(X509* certificate, X509* issuer, const Request& request) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509V3_set_ctx_nodb(&context);
  auto extensions = request.extensions;
  extensions.emplace_back(NID_subject_key_identifier, "hash");
  extensions.emplace_back(NID_authority_key_identifier, "keyid");
  for (const auto& [nid, value] : extensions) {
    const Extension extension(made(X509V3_EXT_conf_nid(nullptr, &context, nid, value.c_str())));
    worked(X509_add_ext(certificate, extension.get(), -1));
  }
}

Integer randomSerial() {
  unsigned char bytes[12];
  worked(RAND_bytes(bytes, sizeof bytes));
  bytes[0] = 0x5a;
  const std::unique_ptr<BIGNUM, Release<BN_free>> number(made(BN_bin2bn(bytes, sizeof bytes, nullptr)));
  return Integer(made(BN_to_ASN1_INTEGER(number.get(), nullptr)));
}

// Issued by `issuer`; by itself if that is null.
TestIdentity issue(const Request& request, const TestIdentity* issuer) {
  TestIdentity identity{newKey(request.key), X509Pointer(made(X509_new()), X509_free), {}};
  X509* certificate = identity.certificate.get();
  X509* above = issuer ? issuer->certificate.get() : certificate;
  worked(X509_set_version(certificate, X509_VERSION_3));
  worked(X509_set_serialNumber(certificate, randomSerial().get()));
  worked(X509_set_subject_name(certificate, request.subject.get()));
  worked(X509_set_issuer_name(certificate, X509_get_subject_name(above)));
  worked(X509_set1_notBefore(certificate, timeOf(request.notBefore).get()));
  worked(X509_set1_notAfter(certificate, timeOf(request.notAfter).get()));
  worked(X509_set_pubkey(certificate, identity.key.get()));
  addExtensions(certificate, above, request);
  EVP_PKEY* key = issuer ? issuer->key.get() : identity.key.get();
  worked(X509_sign(certificate, key, made(EVP_get_digestbyname(request.digest))));
  if (issuer) {
    identity.chain.push_back(issuer->certificate);
    identity.chain.insert(identity.chain.end(), issuer->chain.begin(), issuer->chain.end());
  }
  return identity;
}

TestIdentity newAuthority(const std::string& organisation, const std::string& name,
                          const TestIdentity* issuer) {
  return issue(
      {nameOf({{NID_countryName, "IT"}, {NID_organizationName, organisation}, {NID_commonName, name}}),
       TestKey::p256,
       {{NID_basic_constraints, "critical,CA:TRUE"}, {NID_key_usage, "critical,keyCertSign,cRLSign"}}},
      issuer);
}

// The QCStatements of ETSI EN 319 412-5: 0.4.0.1862.1.1 QcCompliance, .4 QcSSCD, .6 QcType (eSign .1, eseal
// .2).
std::string qualifiedStatements(SignatureQuality quality) {
  const std::string compliance = "30:08:06:06:04:00:8E:46:01:01";
  const std::string device = "30:08:06:06:04:00:8E:46:01:04";
  const std::string type = "30:13:06:06:04:00:8E:46:01:06:30:09:06:07:04:00:8E:46:01:06";
  switch (quality) {
    case SignatureQuality::qualified:
      return "DER:30:29:" + compliance + ":" + device + ":" + type + ":01";
    case SignatureQuality::seal:
      return "DER:30:29:" + compliance + ":" + device + ":" + type + ":02";
    case SignatureQuality::advanced:
      return "DER:30:1F:" + compliance + ":" + type + ":01";
    default:
      return "";
  }
}

Name subjectOf(const TestSigner& who) {
  const bool person = who.quality != SignatureQuality::seal;
  return nameOf({{NID_countryName, "IT"},
                 {NID_organizationName, who.organisation},
                 {NID_serialNumber, who.fiscalCode.empty() ? "" : "TINIT-" + who.fiscalCode},
                 {NID_surname, person ? who.surname : ""},
                 {NID_givenName, person ? who.givenName : ""},
                 {NID_title, who.title},
                 {NID_commonName, person ? who.givenName + " " + who.surname : who.organisation}});
}

Request requestOf(const TestSigner& who) {
  Request request{subjectOf(who), who.key};
  request.extensions.emplace_back(NID_key_usage,
                                  who.maySign ? "critical,nonRepudiation" : "critical,keyEncipherment");
  const std::string statements = qualifiedStatements(who.quality);
  if (!statements.empty()) request.extensions.emplace_back(NID_qcStatements, statements);
  if (who.quality == SignatureQuality::cie)  // policy 1.3.76.47.4
    request.extensions.emplace_back(NID_certificate_policies, "DER:30:08:30:06:06:04:2B:4C:2F:04");
  if (who.notBefore) request.notBefore = who.notBefore;
  if (who.notAfter) request.notAfter = who.notAfter;
  request.digest = who.digest;
  return request;
}

std::string pemOf(X509* certificate) {
  const Bio bio(made(BIO_new(BIO_s_mem())));
  worked(PEM_write_bio_X509(bio.get(), certificate));
  return textOfBio(bio.get());
}

void addRevoked(X509_CRL* list, const SigningWorld::Revoked& revoked) {
  std::unique_ptr<X509_REVOKED, Release<X509_REVOKED_free>> entry(made(X509_REVOKED_new()));
  worked(X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(revoked.certificate.get())));
  worked(X509_REVOKED_set_revocationDate(entry.get(), timeOf(revoked.when).get()));
  worked(X509_CRL_add0_revoked(list, entry.get()));
  entry.release();
}

struct ListTimes {
  std::int64_t thisUpdate, nextUpdate;
};

std::string revocationList(const TestIdentity& issuer, const std::vector<SigningWorld::Revoked>& revoked,
                           const ListTimes& times) {
  const CrlPointer list(made(X509_CRL_new()), X509_CRL_free);
  worked(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2));
  worked(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get())));
  worked(X509_CRL_set1_lastUpdate(list.get(), timeOf(times.thisUpdate).get()));
  worked(X509_CRL_set1_nextUpdate(list.get(), timeOf(times.nextUpdate).get()));
  for (const auto& one : revoked) addRevoked(list.get(), one);
  worked(X509_CRL_sort(list.get()));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate.get(), nullptr, nullptr, list.get(), 0);
  const Extension key(made(X509V3_EXT_conf_nid(nullptr, &context, NID_authority_key_identifier, "keyid")));
  worked(X509_CRL_add_ext(list.get(), key.get(), -1));
  const Integer number(made(ASN1_INTEGER_new()));
  worked(ASN1_INTEGER_set_int64(number.get(), times.thisUpdate));
  worked(X509_CRL_add1_ext_i2d(list.get(), NID_crl_number, number.get(), 0, 0));
  worked(X509_CRL_sign(list.get(), issuer.key.get(), EVP_sha256()));
  return derBy(list.get(), i2d_X509_CRL);
}

void writeFile(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream file(path, std::ios::binary);
  file << bytes;
  if (!file.flush()) throw std::runtime_error("cannot write " + path.filename().string());
}

ASN1_INTEGER* stampSerial(TS_RESP_CTX*, void*) { return randomSerial().release(); }

int stampTime(TS_RESP_CTX*, void* time, long* seconds, long* microseconds) {
  *seconds = static_cast<long>(*static_cast<std::int64_t*>(time));
  *microseconds = 0;
  return 1;
}

using Certificates =
    std::unique_ptr<STACK_OF(X509), decltype([](STACK_OF(X509) * stack) { sk_X509_free(stack); })>;

Certificates stackOf(const std::vector<X509Pointer>& certificates) {
  Certificates stack(made(sk_X509_new_null()));
  for (const X509Pointer& one : certificates) worked(sk_X509_push(stack.get(), one.get()));
  return stack;
}

}  // namespace

std::string TestIdentity::certificatePem() const { return pemOf(certificate.get()); }

std::string TestIdentity::chainPem() const {
  std::string all;
  for (const X509Pointer& one : chain) all += pemOf(one.get());
  return all;
}

std::string TestIdentity::keyPem() const {
  const Bio bio(made(BIO_new(BIO_s_mem())));
  worked(PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr));
  return textOfBio(bio.get());
}

std::string TestIdentity::pkcs12(std::string_view password) const {
  const std::string secret(password);
  const Certificates others = stackOf(chain);
  const std::unique_ptr<PKCS12, Release<PKCS12_free>> bag(made(
      PKCS12_create(secret.c_str(), "firma", key.get(), certificate.get(), others.get(), 0, 0, 0, 0, 0)));
  return derBy(bag.get(), i2d_PKCS12);
}

struct SigningWorld::Kept {
  TestIdentity root = newAuthority("Prove di firma", "Autorità radice di prova", nullptr);
  TestIdentity authority = newAuthority("Prove di firma", "CA qualificata di prova", &root);
  TestIdentity cards = newAuthority("Ministero dell'Interno",
                                    "Issuing sub CA for the Italian Electronic Identity Card - prova", &root);
};

SigningWorld::SigningWorld() : kept_(std::make_shared<Kept>()) {}

const TestIdentity& SigningWorld::root() const { return kept_->root; }

const TestIdentity& SigningWorld::authority() const { return kept_->authority; }

TestIdentity SigningWorld::signer(const TestSigner& who) const {
  return signerBelow(who.quality == SignatureQuality::cie ? kept_->cards : kept_->authority, who);
}

TestIdentity SigningWorld::signerBelow(const TestIdentity& issuer, const TestSigner& who) const {
  return issue(requestOf(who), &issuer);
}

TestIdentity SigningWorld::timeStampAuthority() const {
  return issue({nameOf({{NID_countryName, "IT"},
                        {NID_organizationName, "Prove di firma"},
                        {NID_commonName, "Marcatura temporale di prova"}}),
                TestKey::p256,
                {{NID_key_usage, "critical,digitalSignature"}, {NID_ext_key_usage, "critical,timeStamping"}}},
               &kept_->authority);
}

std::string SigningWorld::crl(const std::vector<Revoked>& revoked, std::int64_t thisUpdate,
                              std::int64_t nextUpdate) const {
  return revocationList(kept_->authority, revoked, {thisUpdate, nextUpdate});
}

std::string SigningWorld::rootCrl() const {
  return revocationList(kept_->root, {}, {kNow - kDay, kNow + kDay * 30});
}

std::string SigningWorld::cardCrl(const std::vector<Revoked>& revoked, std::int64_t now) const {
  return revocationList(kept_->cards, revoked, {now - kDay, now + kDay * 30});
}

std::string SigningWorld::ocsp(X509* certificate, std::string_view status, std::int64_t when) const {
  const X509_NAME* issuerName = X509_get_issuer_name(certificate);
  const bool card = X509_NAME_cmp(issuerName, X509_get_subject_name(kept_->cards.certificate.get())) == 0;
  const TestIdentity& issuer = card ? kept_->cards : kept_->authority;
  const std::unique_ptr<OCSP_BASICRESP, Release<OCSP_BASICRESP_free>> basic(made(OCSP_BASICRESP_new()));
  const std::unique_ptr<OCSP_CERTID, Release<OCSP_CERTID_free>> id(
      made(OCSP_cert_to_id(EVP_sha1(), certificate, issuer.certificate.get())));
  const bool revoked = status == "revoked";
  const int word = revoked            ? V_OCSP_CERTSTATUS_REVOKED
                   : status == "good" ? V_OCSP_CERTSTATUS_GOOD
                                      : V_OCSP_CERTSTATUS_UNKNOWN;
  const Time since = timeOf(when - kDay), from = timeOf(when), to = timeOf(when + kDay * 7);
  made(OCSP_basic_add1_status(basic.get(), id.get(), word, OCSP_REVOKED_STATUS_UNSPECIFIED,
                              revoked ? since.get() : nullptr, from.get(), to.get()));
  // The moment of production is set by the library to the present one, unless OCSP_NOTIME is said.
  made(ASN1_GENERALIZEDTIME_set(const_cast<ASN1_GENERALIZEDTIME*>(OCSP_resp_get0_produced_at(basic.get())),
                                static_cast<time_t>(when)));
  worked(OCSP_basic_sign(basic.get(), issuer.certificate.get(), issuer.key.get(), EVP_sha256(), nullptr,
                         OCSP_NOTIME));
  const std::unique_ptr<OCSP_RESPONSE, Release<OCSP_RESPONSE_free>> response(
      made(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get())));
  return derBy(response.get(), i2d_OCSP_RESPONSE);
}

std::string SigningWorld::timeStamp(std::string_view request, const TestIdentity& authority,
                                    std::int64_t time) const {
  const std::unique_ptr<TS_RESP_CTX, Release<TS_RESP_CTX_free>> context(made(TS_RESP_CTX_new()));
  const std::unique_ptr<ASN1_OBJECT, Release<ASN1_OBJECT_free>> policy(
      made(OBJ_txt2obj("1.3.76.99999.1", 1)));
  const Certificates others = stackOf(authority.chain);
  worked(TS_RESP_CTX_set_signer_cert(context.get(), authority.certificate.get()));
  worked(TS_RESP_CTX_set_signer_key(context.get(), authority.key.get()));
  worked(TS_RESP_CTX_set_certs(context.get(), others.get()));
  worked(TS_RESP_CTX_set_def_policy(context.get(), policy.get()));
  worked(TS_RESP_CTX_set_signer_digest(context.get(), EVP_sha256()));
  worked(TS_RESP_CTX_set_ess_cert_id_digest(context.get(), EVP_sha256()));
  for (const EVP_MD* digest : {EVP_sha1(), EVP_sha256(), EVP_sha384(), EVP_sha512()})
    worked(TS_RESP_CTX_add_md(context.get(), digest));
  TS_RESP_CTX_set_serial_cb(context.get(), stampSerial, nullptr);
  TS_RESP_CTX_set_time_cb(context.get(), stampTime, &time);
  const Bio bytes(made(BIO_new_mem_buf(request.data(), static_cast<int>(request.size()))));
  const std::unique_ptr<TS_RESP, Release<TS_RESP_free>> response(
      made(TS_RESP_create_response(context.get(), bytes.get())));
  ERR_clear_error();  // of a request that was refused: the answer says so
  return derBy(response.get(), i2d_TS_RESP);
}

void SigningWorld::writeTrust(const std::filesystem::path& folder, std::int64_t now) const {
  std::filesystem::create_directories(folder);
  writeFile(folder / "radice.pem", pemOf(kept_->root.certificate.get()));
  writeFile(folder / "ca.der", derBy(kept_->authority.certificate.get(), i2d_X509));
  writeFile(folder / "cie.der", derBy(kept_->cards.certificate.get(), i2d_X509));
  writeFile(folder / "radice.crl", revocationList(kept_->root, {}, {now - kDay, now + kDay * 30}));
  writeFile(folder / "ca.crl", crl({}, now - kDay, now + kDay * 30));
  writeFile(folder / "cie.crl", cardCrl({}, now));
}

}  // namespace stesura::testing
