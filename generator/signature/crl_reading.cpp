#include "generator/signature/crl_reading.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "generator/signature/asn1_time.h"
#include "generator/signature/openssl_pointer.h"

namespace stesura {
namespace {

constexpr int kRemoveFromCrl = 8, kCertificateHold = 6;
constexpr std::size_t kMostKnown = 2'000;
constexpr const char* kEntries = "entries";  // beside digests of keys, which are 32 bytes

std::string keyDigest(X509* certificate) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  const EVP_PKEY* key = X509_get0_pubkey(certificate);
  if (!key || X509_pubkey_digest(certificate, EVP_sha256(), digest, &length) != 1) return {};
  return {reinterpret_cast<const char*>(digest), length};
}

// Colliding documents can be made for MD5 by anybody.
bool isSignedWithMd5(const X509_CRL* list) {
  int digest = NID_undef;
  return OBJ_find_sigid_algs(X509_CRL_get_signature_nid(list), &digest, nullptr) == 1 &&
         (digest == NID_md5 || digest == NID_md4 || digest == NID_md2);
}

// Critical extensions that are understood here; another one makes the list mean what we do not know.
bool isUnderstood(const X509_CRL* list) {
  for (int i = 0; i < X509_CRL_get_ext_count(list); ++i) {
    X509_EXTENSION* extension = X509_CRL_get_ext(list, i);
    if (!X509_EXTENSION_get_critical(extension)) continue;
    const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(extension));
    if (nid != NID_issuing_distribution_point && nid != NID_delta_crl &&
        nid != NID_authority_key_identifier && nid != NID_crl_number) {
      return false;
    }
  }
  return true;
}

bool shareName(const GENERAL_NAMES* some, const GENERAL_NAMES* others) {
  for (int i = 0; i < sk_GENERAL_NAME_num(some); ++i) {
    for (int j = 0; j < sk_GENERAL_NAME_num(others); ++j) {
      if (GENERAL_NAME_cmp(sk_GENERAL_NAME_value(some, i), sk_GENERAL_NAME_value(others, j)) == 0)
        return true;
    }
  }
  return false;
}

// RFC 5280, 6.3.3 (b)(2)(i): one of the list's names must be one the certificate points to.
bool isPointedTo(const DIST_POINT_NAME* listName, X509* certificate) {
  if (listName->type != 0) return false;  // relative names: not seen in use
  const OpenSsl<CRL_DIST_POINTS, CRL_DIST_POINTS_free> points(static_cast<CRL_DIST_POINTS*>(
      X509_get_ext_d2i(certificate, NID_crl_distribution_points, nullptr, nullptr)));
  for (int i = 0; points && i < sk_DIST_POINT_num(points.get()); ++i) {
    const DIST_POINT* point = sk_DIST_POINT_value(points.get(), i);
    if (point->reasons || !point->distpoint || point->distpoint->type != 0) continue;
    if (shareName(listName->name.fullname, point->distpoint->name.fullname)) return true;
  }
  return false;
}

// Whether the list speaks of every revocation of certificates like this one. `indirect`: its entries
// may be of other issuers.
bool coversCertificate(const X509_CRL* list, X509* certificate, bool& indirect) {
  int critical = -1;
  const OpenSsl<ISSUING_DIST_POINT, ISSUING_DIST_POINT_free> scope(static_cast<ISSUING_DIST_POINT*>(
      X509_CRL_get_ext_d2i(list, NID_issuing_distribution_point, &critical, nullptr)));
  if (!scope) return critical == -1;  // none; else damaged, or there twice
  indirect = scope->indirectCRL > 0;
  if (indirect || scope->onlyattr > 0 || scope->onlysomereasons) return false;
  const bool isAuthority = X509_check_ca(certificate) > 0;
  if ((scope->onlyuser > 0 && isAuthority) || (scope->onlyCA > 0 && !isAuthority)) return false;
  return !scope->distpoint || isPointedTo(scope->distpoint, certificate);
}

// expiredCertsOnCRL (X.509, 9.5.2.8): OpenSSL 3.0 has no name for it.
std::optional<std::int64_t> keepsExpiredSince(const X509_CRL* list) {
  const OpenSsl<ASN1_OBJECT, ASN1_OBJECT_free> id(OBJ_txt2obj("2.5.29.60", 1));
  const int at = id ? X509_CRL_get_ext_by_OBJ(list, id.get(), -1) : -1;
  if (at < 0) return std::nullopt;
  const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_CRL_get_ext(list, at));
  const unsigned char* bytes = ASN1_STRING_get0_data(value);
  const OpenSsl<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> since(
      d2i_ASN1_GENERALIZEDTIME(nullptr, &bytes, ASN1_STRING_length(value)));
  return asn1Seconds(since.get());
}

int reasonOf(const X509_REVOKED* entry) {
  const OpenSsl<ASN1_ENUMERATED, ASN1_ENUMERATED_free> reason(
      static_cast<ASN1_ENUMERATED*>(X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)));
  return reason ? static_cast<int>(ASN1_ENUMERATED_get(reason.get())) : -1;
}

// Of all entries: an extension of one may say that those behind it are of another issuer.
bool haveKnownExtensions(X509_CRL* list) {
  const STACK_OF(X509_REVOKED)* entries = X509_CRL_get_REVOKED(list);
  for (int i = 0; i < sk_X509_REVOKED_num(entries); ++i) {
    const X509_REVOKED* entry = sk_X509_REVOKED_value(entries, i);
    for (int at = X509_REVOKED_get_ext_by_critical(entry, 1, -1); at >= 0;
         at = X509_REVOKED_get_ext_by_critical(entry, 1, at)) {
      const int nid = OBJ_obj2nid(X509_EXTENSION_get_object(X509_REVOKED_get_ext(entry, at)));
      if (nid != NID_certificate_issuer && nid != NID_crl_reason && nid != NID_invalidity_date) return false;
    }
  }
  return true;
}

std::optional<std::int64_t> invalidityOf(const X509_REVOKED* entry) {
  const OpenSsl<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> since(static_cast<ASN1_GENERALIZEDTIME*>(
      X509_REVOKED_get_ext_d2i(entry, NID_invalidity_date, nullptr, nullptr)));
  return asn1Seconds(since.get());
}

void readEntry(const CrlPointer& list, const RevocationQuestion& question, RevocationStatement& statement) {
  using Says = RevocationStatement::Says;
  X509_REVOKED* entry = nullptr;
  const int found = X509_CRL_get0_by_serial(list.get(), &entry, X509_get0_serialNumber(question.certificate));
  statement.says = Says::good;
  if (found == 0 || !entry) return;
  statement.reason = reasonOf(entry);
  if (found == 2 || statement.reason == kRemoveFromCrl) return;
  statement.says = statement.reason == kCertificateHold ? Says::suspended : Says::revoked;
  // A date that cannot be read must not save anybody: revoked from the beginning.
  statement.when = asn1Seconds(X509_REVOKED_get0_revocationDate(entry)).value_or(0);
  statement.invalidSince = invalidityOf(entry);
}

bool isGenuine(const CrlPointer& list, const RevocationQuestion& question, const CrlSignatures& signatures) {
  if (signatures.isSignedBy(list, question.issuer)) return true;
  return std::any_of(question.otherKeys.begin(), question.otherKeys.end(),
                     [&](X509* issuer) { return signatures.isSignedBy(list, issuer); });
}

}  // namespace

bool CrlSignatures::isSignedBy(const CrlPointer& list, X509* issuer) const {
  const std::string key = keyDigest(issuer);
  if (key.empty() || (X509_get_key_usage(issuer) & KU_CRL_SIGN) == 0) return false;
  const std::lock_guard guard(mutex_);
  if (const auto known = known_.find(list); known != known_.end()) {
    if (const auto answer = known->second.find(key); answer != known->second.end()) return answer->second;
  } else if (known_.size() >= kMostKnown) {
    known_.clear();
  }
  const bool genuine =
      !isSignedWithMd5(list.get()) && X509_CRL_verify(list.get(), X509_get0_pubkey(issuer)) == 1;
  ERR_clear_error();
  Known& answers = known_[list];
  if (answers.size() < kMostKnown) answers.emplace(key, genuine);
  return genuine;
}

bool CrlSignatures::areEntriesUnderstood(const CrlPointer& list) const {
  const std::lock_guard guard(mutex_);
  const auto known = known_.find(list);
  if (known != known_.end()) {
    if (const auto answer = known->second.find(kEntries); answer != known->second.end())
      return answer->second;
  }
  const bool understood = haveKnownExtensions(list.get());
  if (known != known_.end()) known->second.emplace(kEntries, understood);
  return understood;
}

std::optional<RevocationStatement> statementOf(const CrlPointer& list, const RevocationQuestion& question,
                                               const CrlSignatures& signatures) {
  if (X509_NAME_cmp(X509_CRL_get_issuer(list.get()), X509_get_issuer_name(question.certificate)) != 0)
    return std::nullopt;
  const auto made = asn1Seconds(X509_CRL_get0_lastUpdate(list.get()));
  if (!made || !isUnderstood(list.get()) || !isGenuine(list, question, signatures)) return std::nullopt;
  RevocationStatement statement;
  statement.made = *made;
  bool indirect = false;
  const bool covers = coversCertificate(list.get(), question.certificate, indirect);
  const bool isDelta = X509_CRL_get_ext_by_NID(list.get(), NID_delta_crl, -1) >= 0;
  const AnswerPeriod period{*made, asn1Seconds(X509_CRL_get0_nextUpdate(list.get())),
                            keepsExpiredSince(list.get()), 0};
  // RFC 5280, 5.3: with a critical entry extension that is not understood a list clears nobody.
  statement.mayClear =
      covers && !isDelta && periodMayClear(period, question) && signatures.areEntriesUnderstood(list);
  readEntry(list, question, statement);
  ERR_clear_error();
  return statement;
}

}  // namespace stesura
