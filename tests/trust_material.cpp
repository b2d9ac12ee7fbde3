#include "trust_material.h"

#include <openssl/conf.h>
#include <openssl/ocsp.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

#include "generator/signature/openssl_pointer.h"

namespace stesura::testing {
namespace {

template <typename T>
T* made(T* what) {
  if (!what) throw std::runtime_error("OpenSSL made nothing");
  return what;
}

void worked(int result) {
  if (result <= 0) throw std::runtime_error("OpenSSL did not do it");
}

using Time = OpenSsl<ASN1_TIME, ASN1_TIME_free>;
Time timeOf(std::int64_t seconds) { return Time(made(ASN1_TIME_set(nullptr, static_cast<time_t>(seconds)))); }

void addName(X509_NAME* name, const std::string& key, std::string text) {
  const auto colon = text.find(':');
  const std::string type = colon == 4 || colon == 3 ? text.substr(0, colon) : "";
  if (type == "T61" || type == "BMP" || type == "UTF8") text.erase(0, colon + 1);
  std::string bytes = text;
  if (type == "BMP") {
    bytes.clear();
    for (const char c : text) bytes += std::string{'\0', c};
  }
  const int sort = type == "T61" ? V_ASN1_T61STRING : type == "BMP" ? V_ASN1_BMPSTRING : V_ASN1_UTF8STRING;
  const int nid = key == "T" ? NID_title : OBJ_txt2nid(key.c_str());
  worked(X509_NAME_add_entry_by_NID(name, nid, sort, reinterpret_cast<const unsigned char*>(bytes.data()),
                                    static_cast<int>(bytes.size()), -1, 0));
}

struct ConfigDeleter {
  void operator()(CONF* config) const { NCONF_free(config); }
};

// The sections that extensions point to: «@name» with one line.
std::unique_ptr<CONF, ConfigDeleter> sectionsOf(const NamedTexts& extensions) {
  std::string text;
  for (const auto& [key, value] : extensions) {
    if (key.starts_with("@")) text += "[" + key.substr(1) + "]\n" + value + "\n";
  }
  std::unique_ptr<CONF, ConfigDeleter> config(made(NCONF_new(nullptr)));
  const OpenSsl<BIO, BIO_free_all> source(made(BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))));
  long line = 0;
  worked(NCONF_load_bio(config.get(), source.get(), &line));
  return config;
}

template <typename Add>
void addExtensions(const NamedTexts& extensions, X509V3_CTX& context, const Add& add) {
  const auto config = sectionsOf(extensions);
  X509V3_set_nconf(&context, config.get());
  for (const auto& [key, value] : extensions) {
    if (key.starts_with("@")) continue;
    const OpenSsl<X509_EXTENSION, X509_EXTENSION_free> extension(
        made(X509V3_EXT_nconf(config.get(), &context, key.c_str(), value.c_str())));
    worked(add(extension.get()));
  }
}

NamedTexts extensionsOf(const CertificatePlan& plan) {
  NamedTexts all = {{"subjectKeyIdentifier", "hash"}, {"authorityKeyIdentifier", "keyid"}};
  const std::string length = plan.pathLength < 0 ? "" : ",pathlen:" + std::to_string(plan.pathLength);
  if (plan.isAuthority) all.emplace_back("basicConstraints", "critical,CA:TRUE" + length);
  const bool given = std::any_of(plan.extensions.begin(), plan.extensions.end(),
                                 [](const auto& one) { return one.first == "keyUsage"; });
  if (!given)
    all.emplace_back("keyUsage", plan.isAuthority ? "critical,keyCertSign,cRLSign"
                                                  : "critical,digitalSignature,nonRepudiation");
  all.insert(all.end(), plan.extensions.begin(), plan.extensions.end());
  return all;
}

}  // namespace

MadeCertificate makeCertificate(const CertificatePlan& plan) {
  MadeCertificate result{
      plan.sameKeyAs ? plan.sameKeyAs->key
                     : std::shared_ptr<EVP_PKEY>(made(plan.isRsa ? EVP_RSA_gen(2048) : EVP_EC_gen("P-256")),
                                                 &EVP_PKEY_free),
      {made(X509_new()), &X509_free}};
  X509* certificate = result.certificate.get();
  X509* issuer = plan.issuer ? plan.issuer->certificate.get() : certificate;
  unsigned char bytes[12];
  worked(RAND_bytes(bytes, sizeof bytes));
  bytes[0] = 0x41;
  const OpenSsl<BIGNUM, BN_free> number(made(BN_bin2bn(bytes, sizeof bytes, nullptr)));
  const OpenSsl<ASN1_INTEGER, ASN1_INTEGER_free> serial(made(BN_to_ASN1_INTEGER(number.get(), nullptr)));
  worked(X509_set_version(certificate, X509_VERSION_3));
  worked(X509_set_serialNumber(certificate, serial.get()));
  for (const auto& [key, value] : plan.name) addName(X509_get_subject_name(certificate), key, value);
  worked(X509_set_issuer_name(certificate, X509_get_subject_name(issuer)));
  worked(X509_set1_notBefore(certificate, timeOf(plan.notBefore).get()));
  worked(X509_set1_notAfter(certificate, timeOf(plan.notAfter).get()));
  worked(X509_set_pubkey(certificate, result.key.get()));
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  addExtensions(extensionsOf(plan), context,
                [&](X509_EXTENSION* one) { return X509_add_ext(certificate, one, -1); });
  worked(X509_sign(certificate, plan.issuer ? plan.issuer->key.get() : result.key.get(), EVP_sha256()));
  return result;
}

CrlPointer makeCrl(const MadeCertificate& issuer, const CrlPlan& plan) {
  const CrlPointer list(made(X509_CRL_new()), &X509_CRL_free);
  worked(X509_CRL_set_version(list.get(), X509_CRL_VERSION_2));
  worked(X509_CRL_set_issuer_name(list.get(), X509_get_subject_name(issuer.certificate.get())));
  worked(X509_CRL_set1_lastUpdate(list.get(), timeOf(plan.made).get()));
  if (plan.until != 0) worked(X509_CRL_set1_nextUpdate(list.get(), timeOf(plan.until).get()));
  for (int i = 0; i < plan.others; ++i) {
    OpenSsl<X509_REVOKED, X509_REVOKED_free> entry(made(X509_REVOKED_new()));
    const OpenSsl<ASN1_INTEGER, ASN1_INTEGER_free> serial(made(ASN1_INTEGER_new()));
    worked(ASN1_INTEGER_set(serial.get(), i + 1));
    worked(X509_REVOKED_set_serialNumber(entry.get(), serial.get()));
    worked(X509_REVOKED_set_revocationDate(entry.get(), timeOf(plan.made).get()));
    worked(X509_CRL_add0_revoked(list.get(), entry.get()));
    entry.release();
  }
  for (const RevokedEntry& one : plan.revoked) {
    OpenSsl<X509_REVOKED, X509_REVOKED_free> entry(made(X509_REVOKED_new()));
    worked(X509_REVOKED_set_serialNumber(entry.get(), X509_get_serialNumber(one.certificate)));
    worked(X509_REVOKED_set_revocationDate(entry.get(), timeOf(one.when).get()));
    const OpenSsl<ASN1_ENUMERATED, ASN1_ENUMERATED_free> reason(made(ASN1_ENUMERATED_new()));
    worked(ASN1_ENUMERATED_set(reason.get(), one.reason));
    if (one.reason >= 0) worked(X509_REVOKED_add1_ext_i2d(entry.get(), NID_crl_reason, reason.get(), 0, 0));
    const Time invalid(made(ASN1_GENERALIZEDTIME_set(nullptr, static_cast<time_t>(one.invalidSince))));
    if (one.invalidSince != 0)
      worked(X509_REVOKED_add1_ext_i2d(entry.get(), NID_invalidity_date, invalid.get(), 0, 0));
    const OpenSsl<X509_EXTENSION, X509_EXTENSION_free> odd(
        made(X509V3_EXT_conf(nullptr, nullptr, "1.2.3.4.5", "critical,DER:0500")));
    if (one.isOdd) worked(X509_REVOKED_add_ext(entry.get(), odd.get(), -1));
    worked(X509_CRL_add0_revoked(list.get(), entry.get()));
    entry.release();
  }
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer.certificate.get(), nullptr, nullptr, list.get(), 0);
  addExtensions(plan.extensions, context,
                [&](X509_EXTENSION* one) { return X509_CRL_add_ext(list.get(), one, -1); });
  worked(X509_CRL_sign(list.get(), issuer.key.get(), EVP_get_digestbyname(plan.digest)));
  // As it comes out of a file.
  unsigned char* bytes = nullptr;
  const int length = i2d_X509_CRL(list.get(), &bytes);
  worked(length);
  const std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return crlsIn(der).at(0);
}

std::string makeOcsp(const MadeCertificate& responder, const OcspPlan& plan) {
  const OpenSsl<OCSP_BASICRESP, OCSP_BASICRESP_free> basic(made(OCSP_BASICRESP_new()));
  const OpenSsl<OCSP_CERTID, OCSP_CERTID_free> id(
      made(OCSP_cert_to_id(EVP_sha256(), plan.certificate, plan.issuer)));
  const Time when = timeOf(plan.when), from = timeOf(plan.made), until = timeOf(plan.until);
  OCSP_SINGLERESP* single = made(OCSP_basic_add1_status(basic.get(), id.get(), plan.status, plan.reason,
                                                        plan.status == 1 ? when.get() : nullptr, from.get(),
                                                        plan.until ? until.get() : nullptr));
  const Time invalid(made(ASN1_GENERALIZEDTIME_set(nullptr, static_cast<time_t>(plan.invalidSince))));
  if (plan.invalidSince != 0)
    worked(OCSP_SINGLERESP_add1_ext_i2d(single, NID_invalidity_date, invalid.get(), 0, 0));
  made(ASN1_GENERALIZEDTIME_set(const_cast<ASN1_GENERALIZEDTIME*>(OCSP_resp_get0_produced_at(basic.get())),
                                static_cast<time_t>(plan.made)));
  const unsigned long flags =
      OCSP_NOTIME | (plan.withResponder ? 0 : OCSP_NOCERTS) | (plan.byKey ? OCSP_RESPID_KEY : 0);
  worked(OCSP_basic_sign(basic.get(), responder.certificate.get(), responder.key.get(), EVP_sha256(), nullptr,
                         flags));
  const OpenSsl<OCSP_RESPONSE, OCSP_RESPONSE_free> response(
      made(OCSP_response_create(OCSP_RESPONSE_STATUS_SUCCESSFUL, basic.get())));
  unsigned char* bytes = nullptr;
  const int length = i2d_OCSP_RESPONSE(response.get(), &bytes);
  worked(length);
  const std::string der(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return der;
}

bool has(const std::vector<Remark>& remarks, const std::string& code) {
  return std::any_of(remarks.begin(), remarks.end(),
                     [&](const Remark& remark) { return remark.code == code; });
}

std::string told(const std::vector<Remark>& remarks) {
  std::string all;
  for (const Remark& remark : remarks) all += remark.code + ": " + remark.sentence + "\n";
  return all;
}

bool mentions(const std::vector<std::string>& sentences, const std::string& part) {
  return std::any_of(sentences.begin(), sentences.end(),
                     [&](const std::string& one) { return one.find(part) != std::string::npos; });
}

}  // namespace stesura::testing
