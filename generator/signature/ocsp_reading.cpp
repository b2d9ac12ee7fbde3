#include "generator/signature/ocsp_reading.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ocsp.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <string_view>

#include "generator/signature/asn1_time.h"
#include "generator/signature/openssl_pointer.h"

namespace stesura {
namespace {

constexpr int kMostAnswers = 1'000, kMostResponders = 100;
constexpr std::size_t kLargestResponse = 1u << 20;
constexpr std::int64_t kDay = 86'400;

using Basic = OpenSsl<OCSP_BASICRESP, OCSP_BASICRESP_free>;

Basic basicResponse(const std::string& bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  const OpenSsl<OCSP_RESPONSE, OCSP_RESPONSE_free> whole(
      d2i_OCSP_RESPONSE(nullptr, &at, static_cast<long>(bytes.size())));
  if (whole) return Basic(OCSP_response_get1_basic(whole.get()));
  at = reinterpret_cast<const unsigned char*>(bytes.data());
  return Basic(d2i_OCSP_BASICRESP(nullptr, &at, static_cast<long>(bytes.size())));
}

// Saves the parsing of most answers where many signatures bring many.
bool mayBeAbout(const std::string& response, X509* certificate) {
  const ASN1_INTEGER* serial = X509_get0_serialNumber(certificate);
  const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(serial)),
                               static_cast<std::size_t>(ASN1_STRING_length(serial)));
  return ASN1_STRING_type(serial) == V_ASN1_INTEGER && response.size() <= kLargestResponse &&
         response.find(bytes) != std::string::npos;
}

// Whether the identifier in an answer, made with the digest it names, is that of this certificate.
bool isAbout(const OCSP_CERTID* id, const RevocationQuestion& question) {
  ASN1_OBJECT* algorithm = nullptr;
  if (OCSP_id_get0_info(nullptr, &algorithm, nullptr, nullptr, const_cast<OCSP_CERTID*>(id)) != 1)
    return false;
  const int nid = OBJ_obj2nid(algorithm);
  if (nid != NID_sha1 && nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512) return false;
  const OpenSsl<OCSP_CERTID, OCSP_CERTID_free> own(
      OCSP_cert_to_id(EVP_get_digestbynid(nid), question.certificate, question.issuer));
  return own && OCSP_id_cmp(own.get(), id) == 0;
}

// Of several about one certificate the one that revokes it.
OCSP_SINGLERESP* answerFor(OCSP_BASICRESP* basic, const RevocationQuestion& question) {
  OCSP_SINGLERESP* chosen = nullptr;
  for (int i = 0; i < std::min(OCSP_resp_count(basic), kMostAnswers); ++i) {
    OCSP_SINGLERESP* single = OCSP_resp_get0(basic, i);
    if (!isAbout(OCSP_SINGLERESP_get0_id(single), question)) continue;
    const bool revokes =
        OCSP_single_get0_status(single, nullptr, nullptr, nullptr, nullptr) == V_OCSP_CERTSTATUS_REVOKED;
    if (!chosen || revokes) chosen = single;
    if (revokes) break;
  }
  return chosen;
}

bool isResponder(const OCSP_BASICRESP* basic, X509* candidate) {
  const ASN1_OCTET_STRING* keyHash = nullptr;
  const X509_NAME* name = nullptr;
  if (OCSP_resp_get0_id(basic, &keyHash, &name) != 1) return false;
  if (name) return X509_NAME_cmp(name, X509_get_subject_name(candidate)) == 0;
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int length = 0;
  if (X509_pubkey_digest(candidate, EVP_sha1(), digest, &length) != 1) return false;
  return ASN1_STRING_length(keyHash) == static_cast<int>(length) &&
         std::equal(digest, digest + length, ASN1_STRING_get0_data(keyHash));
}

bool isSignedBy(const OCSP_BASICRESP* basic, X509* responder) {
  int digest = NID_undef;
  const X509_ALGOR* algorithm = OCSP_resp_get0_tbs_sigalg(basic);
  const bool known = OBJ_find_sigid_algs(OBJ_obj2nid(algorithm->algorithm), &digest, nullptr) == 1;
  if (!known || digest == NID_md5 || digest == NID_md4 || digest == NID_md2) return false;
  EVP_PKEY* key = X509_get0_pubkey(responder);
  return key && ASN1_item_verify(ASN1_ITEM_rptr(OCSP_RESPDATA), algorithm, OCSP_resp_get0_signature(basic),
                                 OCSP_resp_get0_respdata(basic), key) == 1;
}

// Forgeable signatures, keys that can be found, and limits that are not understood here delegate nobody.
bool isSound(X509* candidate) {
  int digest = NID_undef;
  const bool known = X509_get_signature_info(candidate, &digest, nullptr, nullptr, nullptr) == 1;
  return known && digest != NID_md5 && digest != NID_md4 && digest != NID_md2 && digest != NID_sha1 &&
         !hasWeakKey(candidate) && (X509_get_extension_flags(candidate) & EXFLAG_CRITICAL) == 0;
}

// RFC 6960, 4.2.2.2: issued by the issuer itself, with this extended key usage, and in its time.
bool isDelegated(X509* candidate, X509* issuer, std::int64_t produced) {
  const auto from = asn1Seconds(X509_get0_notBefore(candidate)),
             until = asn1Seconds(X509_get0_notAfter(candidate));
  const std::uint32_t uses = X509_get_extended_key_usage(candidate);
  return from && until && *from <= produced && produced <= *until && uses != UINT32_MAX &&
         isSound(candidate) && (uses & XKU_OCSP_SIGN) != 0 &&
         (X509_get_key_usage(candidate) & KU_DIGITAL_SIGNATURE) != 0 &&
         X509_check_issued(issuer, candidate) == X509_V_OK &&
         X509_verify(candidate, X509_get0_pubkey(issuer)) == 1;
}

bool isGenuine(const OCSP_BASICRESP* basic, const RevocationQuestion& question,
               const OcspResponders& responders) {
  if (isResponder(basic, question.issuer) && isSignedBy(basic, question.issuer)) return true;
  const auto produced = asn1Seconds(OCSP_resp_get0_produced_at(basic));
  if (!produced) return false;
  int tried = 0;
  const auto serves = [&](X509* candidate) {
    return isResponder(basic, candidate) && ++tried <= kMostResponders &&
           isDelegated(candidate, question.issuer, *produced) && isSignedBy(basic, candidate) &&
           !responders.isRevoked(candidate);
  };
  const STACK_OF(X509)* within = OCSP_resp_get0_certs(basic);
  for (int i = 0; i < std::min(sk_X509_num(within), kMostResponders); ++i) {
    if (serves(sk_X509_value(within, i))) return true;
  }
  return std::any_of(responders.others.begin(), responders.others.end(),
                     [&](const X509Pointer& other) { return serves(other.get()); });
}

// RFC 6960, 4.4.4: revocations are told of certificates that expired after this moment.
std::optional<std::int64_t> archiveCutoff(OCSP_SINGLERESP* single) {
  const OpenSsl<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> cutoff(static_cast<ASN1_GENERALIZEDTIME*>(
      OCSP_SINGLERESP_get1_ext_d2i(single, NID_id_pkix_OCSP_archiveCutoff, nullptr, nullptr)));
  return asn1Seconds(cutoff.get());
}

// RFC 6960, 4.4.5: extensions of CRL entries may stand in an answer.
std::optional<std::int64_t> invalidityOf(OCSP_SINGLERESP* single) {
  const OpenSsl<ASN1_GENERALIZEDTIME, ASN1_GENERALIZEDTIME_free> since(static_cast<ASN1_GENERALIZEDTIME*>(
      OCSP_SINGLERESP_get1_ext_d2i(single, NID_invalidity_date, nullptr, nullptr)));
  return asn1Seconds(since.get());
}

bool hasUnknownCritical(OCSP_BASICRESP* basic, OCSP_SINGLERESP* single) {
  return OCSP_SINGLERESP_get_ext_by_critical(single, 1, -1) >= 0 ||
         OCSP_BASICRESP_get_ext_by_critical(basic, 1, -1) >= 0;
}

std::optional<RevocationStatement> read(OCSP_SINGLERESP* single, const RevocationQuestion& question) {
  using Says = RevocationStatement::Says;
  int reason = -1;
  ASN1_GENERALIZEDTIME *when = nullptr, *made = nullptr, *until = nullptr;
  const int status = OCSP_single_get0_status(single, &reason, &when, &made, &until);
  const auto madeAt = asn1Seconds(made);
  if (!madeAt || (status != V_OCSP_CERTSTATUS_GOOD && status != V_OCSP_CERTSTATUS_REVOKED))
    return std::nullopt;
  RevocationStatement statement;
  statement.isOcsp = true;
  statement.made = *madeAt;
  statement.reason = reason;
  statement.mayClear =
      periodMayClear({*madeAt, asn1Seconds(until), archiveCutoff(single), until ? 0 : kDay}, question);
  statement.says = status == V_OCSP_CERTSTATUS_GOOD                ? Says::good
                   : reason == OCSP_REVOKED_STATUS_CERTIFICATEHOLD ? Says::suspended
                                                                   : Says::revoked;
  if (statement.says != Says::good) {
    statement.when = asn1Seconds(when).value_or(0);
    statement.invalidSince = invalidityOf(single);
  }
  return statement;
}

}  // namespace

std::optional<RevocationStatement> statementOf(const std::string& response,
                                               const RevocationQuestion& question,
                                               const OcspResponders& responders) {
  std::optional<RevocationStatement> statement;
  if (mayBeAbout(response, question.certificate)) {
    const Basic basic = basicResponse(response);
    OCSP_SINGLERESP* single = basic ? answerFor(basic.get(), question) : nullptr;
    if (single && !hasUnknownCritical(basic.get(), single) && isGenuine(basic.get(), question, responders)) {
      statement = read(single, question);
    }
  }
  ERR_clear_error();
  return statement;
}

}  // namespace stesura
