#include "generator/signature/qualified_statements.h"

#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "generator/signature/certificate_names.h"

namespace stesura {
namespace {

constexpr std::string_view kQcCompliance = "0.4.0.1862.1.1";
constexpr std::string_view kQcSscd = "0.4.0.1862.1.4";
constexpr std::string_view kQcType = "0.4.0.1862.1.6";
constexpr std::string_view kTypeSignature = "0.4.0.1862.1.6.1";
constexpr std::string_view kTypeSeal = "0.4.0.1862.1.6.2";
// ETSI EN 319 411-2: QCP-n, QCP-l, QCP-n-qscd, QCP-l-qscd.
constexpr std::string_view kPolicyNatural = "0.4.0.194112.1.0";
constexpr std::string_view kPolicyLegal = "0.4.0.194112.1.1";
constexpr std::string_view kPolicyNaturalDevice = "0.4.0.194112.1.2";
constexpr std::string_view kPolicyLegalDevice = "0.4.0.194112.1.3";
constexpr std::string_view kPoliciesIdentityCard = "1.3.76.47.";
constexpr std::string_view kShortTerm = "0.4.0.194121.2.1";  // ext-etsi-valassured-ST-certs
constexpr int kShortTermDays = 10;

struct SequenceDeleter {
  void operator()(ASN1_SEQUENCE_ANY* sequence) const { sk_ASN1_TYPE_pop_free(sequence, ASN1_TYPE_free); }
};
using Sequence = std::unique_ptr<ASN1_SEQUENCE_ANY, SequenceDeleter>;

Sequence sequenceIn(const ASN1_STRING* bytes) {
  const unsigned char* at = ASN1_STRING_get0_data(bytes);
  return Sequence(d2i_ASN1_SEQUENCE_ANY(nullptr, &at, ASN1_STRING_length(bytes)));
}

// The content of an element that is itself a sequence.
Sequence sequenceIn(const ASN1_TYPE* element) {
  if (!element || element->type != V_ASN1_SEQUENCE) return nullptr;
  return sequenceIn(element->value.sequence);
}

std::string oidText(const ASN1_OBJECT* object) {
  char text[128];
  const int length = OBJ_obj2txt(text, sizeof text, object, 1);
  return length > 0 && length < static_cast<int>(sizeof text) ? std::string(text) : std::string();
}

std::string oidText(const ASN1_TYPE* element) {
  return element && element->type == V_ASN1_OBJECT ? oidText(element->value.object) : std::string();
}

struct Declared {
  bool compliance = false, device = false;
  std::set<std::string, std::less<>> types;
};

Declared statementsOf(const X509* certificate) {
  Declared declared;
  const int at = X509_get_ext_by_NID(certificate, NID_qcStatements, -1);
  if (at < 0) return declared;
  const Sequence statements = sequenceIn(X509_EXTENSION_get_data(X509_get_ext(certificate, at)));
  for (int i = 0; statements && i < sk_ASN1_TYPE_num(statements.get()); ++i) {
    const Sequence statement = sequenceIn(sk_ASN1_TYPE_value(statements.get(), i));
    if (!statement || sk_ASN1_TYPE_num(statement.get()) < 1) continue;
    const std::string id = oidText(sk_ASN1_TYPE_value(statement.get(), 0));
    declared.compliance |= id == kQcCompliance;
    declared.device |= id == kQcSscd;
    if (id != kQcType || sk_ASN1_TYPE_num(statement.get()) < 2) continue;
    const Sequence types = sequenceIn(sk_ASN1_TYPE_value(statement.get(), 1));
    for (int j = 0; types && j < sk_ASN1_TYPE_num(types.get()); ++j) {
      declared.types.insert(oidText(sk_ASN1_TYPE_value(types.get(), j)));
    }
  }
  return declared;
}

std::set<std::string, std::less<>> policiesOf(const X509* certificate) {
  std::set<std::string, std::less<>> found;
  const std::unique_ptr<CERTIFICATEPOLICIES, decltype(&CERTIFICATEPOLICIES_free)> policies(
      static_cast<CERTIFICATEPOLICIES*>(
          X509_get_ext_d2i(certificate, NID_certificate_policies, nullptr, nullptr)),
      &CERTIFICATEPOLICIES_free);
  for (int i = 0; policies && i < sk_POLICYINFO_num(policies.get()); ++i) {
    found.insert(oidText(sk_POLICYINFO_value(policies.get(), i)->policyid));
  }
  return found;
}

bool isIdentityCard(const X509* certificate, const std::set<std::string, std::less<>>& policies) {
  const auto at = policies.lower_bound(kPoliciesIdentityCard);
  if (at != policies.end() && at->starts_with(kPoliciesIdentityCard)) return true;
  const X509_NAME* issuer = X509_get_issuer_name(certificate);
  std::string organisation = nameAttribute(issuer, NID_organizationName);
  if (const auto typographic = organisation.find("’"); typographic != std::string::npos) {
    organisation.replace(typographic, std::string_view("’").size(), "'");
  }
  std::transform(organisation.begin(), organisation.end(), organisation.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  if (organisation != "ministero dell'interno") return false;
  for (const int nid : {NID_commonName, NID_organizationalUnitName}) {
    const std::string name = nameAttribute(issuer, nid);
    if (name.find("CIE") != std::string::npos || name.find("Identity Card") != std::string::npos) return true;
  }
  return false;
}

bool isLegalPerson(const X509_NAME* subject) {
  const bool person = X509_NAME_get_index_by_NID(subject, NID_givenName, -1) >= 0 ||
                      X509_NAME_get_index_by_NID(subject, NID_surname, -1) >= 0 ||
                      X509_NAME_get_index_by_NID(subject, NID_pseudonym, -1) >= 0;
  return !person && X509_NAME_get_index_by_NID(subject, NID_organizationIdentifier, -1) >= 0;
}

bool hasExtension(const X509* certificate, std::string_view oid) {
  for (int i = 0; i < X509_get_ext_count(certificate); ++i) {
    if (oidText(X509_EXTENSION_get_object(X509_get_ext(certificate, i))) == oid) return true;
  }
  return false;
}

QualifiedDeclaration declarationIn(const X509* certificate) {
  Declared declared = statementsOf(certificate);
  QualifiedDeclaration told;
  told.compliance = declared.compliance;
  told.device = declared.device;
  told.policies = policiesOf(certificate);
  told.isSignature = declared.types.contains(kTypeSignature);
  told.isSeal = declared.types.contains(kTypeSeal);
  if (declared.types.empty()) {  // before eIDAS there were no types: certificates were for signatures
    told.isSeal = told.policies.contains(kPolicyLegal) || told.policies.contains(kPolicyLegalDevice) ||
                  isLegalPerson(X509_get_subject_name(certificate));
    told.isSignature = !told.isSeal;
  }
  return told;
}

SignatureQuality qualityFrom(const X509* certificate) {
  const QualifiedDeclaration declared = declarationIn(certificate);
  const auto& policies = declared.policies;
  if (!declared.compliance) {
    if (isIdentityCard(certificate, policies)) return SignatureQuality::cie;
    // A policy of qualified certificates without the statement: less than qualified, more than nothing.
    const bool policy = policies.contains(kPolicyNatural) || policies.contains(kPolicyNaturalDevice) ||
                        policies.contains(kPolicyLegal) || policies.contains(kPolicyLegalDevice);
    return policy ? SignatureQuality::advanced : SignatureQuality::unknown;
  }
  if (!declared.isSignature && !declared.isSeal) return SignatureQuality::unknown;  // for web sites
  if (!declared.device) return SignatureQuality::advanced;
  return declared.isSignature ? SignatureQuality::qualified : SignatureQuality::seal;
}

}  // namespace

QualifiedDeclaration declarationOf(X509* certificate) {
  QualifiedDeclaration declared = declarationIn(certificate);
  ERR_clear_error();
  return declared;
}

SignatureQuality declaredQuality(X509* certificate) {
  const SignatureQuality quality = qualityFrom(certificate);
  ERR_clear_error();
  return quality;
}

bool declaresShortTerm(X509* certificate) {
  int days = 0, seconds = 0;
  const bool known =
      hasExtension(certificate, kShortTerm) &&
      ASN1_TIME_diff(&days, &seconds, X509_get0_notBefore(certificate), X509_get0_notAfter(certificate)) == 1;
  ERR_clear_error();
  return known && days >= 0 && seconds >= 0 && days < kShortTermDays;
}

}  // namespace stesura
