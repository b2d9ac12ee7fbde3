#include "generator/signature/list_qualification.h"

#include <openssl/err.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include "generator/signature/openssl_pointer.h"
#include "generator/signature/qualified_statements.h"

namespace stesura {
namespace {

using Kind = ListCriterion::Kind;
enum class Answer : std::uint8_t { no, unknown, yes };

constexpr std::array<std::pair<std::string_view, std::uint32_t>, 9> kBits = {
    {{"digitalSignature", KU_DIGITAL_SIGNATURE},
     {"nonRepudiation", KU_NON_REPUDIATION},
     {"keyEncipherment", KU_KEY_ENCIPHERMENT},
     {"dataEncipherment", KU_DATA_ENCIPHERMENT},
     {"keyAgreement", KU_KEY_AGREEMENT},
     {"keyCertSign", KU_KEY_CERT_SIGN},
     {"crlSign", KU_CRL_SIGN},
     {"encipherOnly", KU_ENCIPHER_ONLY},
     {"decipherOnly", KU_DECIPHER_ONLY}}};

std::string oidIn(const ASN1_OBJECT* object) {
  char text[128];
  const int length = OBJ_obj2txt(text, sizeof text, object, 1);
  return length > 0 && length < static_cast<int>(sizeof text) ? std::string(text) : std::string();
}

// What criteria ask of a certificate, read once.
struct Traits {
  std::uint32_t keyUsage = 0;
  std::set<std::string, std::less<>> policies{}, extendedUses{}, subjectAttributes{};
};

Traits traitsOf(X509* certificate) {
  Traits traits;
  const std::uint32_t usage = X509_get_key_usage(certificate);
  traits.keyUsage = usage == UINT32_MAX ? 0 : usage;
  for (const std::string& policy : declarationOf(certificate).policies) traits.policies.insert(policy);
  const OpenSsl<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> uses(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  for (int i = 0; uses && i < sk_ASN1_OBJECT_num(uses.get()); ++i)
    traits.extendedUses.insert(oidIn(sk_ASN1_OBJECT_value(uses.get(), i)));
  const X509_NAME* subject = X509_get_subject_name(certificate);
  for (int i = 0; i < X509_NAME_entry_count(subject); ++i)
    traits.subjectAttributes.insert(oidIn(X509_NAME_ENTRY_get_object(X509_NAME_get_entry(subject, i))));
  ERR_clear_error();
  return traits;
}

Answer bitsOf(const ListCriterion& criterion, std::uint32_t usage) {
  for (const std::string& value : criterion.values) {
    const bool isClear = value.starts_with('!');
    const std::string_view name = std::string_view(value).substr(isClear ? 1 : 0);
    const auto bit =
        std::find_if(kBits.begin(), kBits.end(), [&](const auto& one) { return one.first == name; });
    if (bit == kBits.end()) return Answer::unknown;
    if (((usage & bit->second) != 0) == isClear) return Answer::no;
  }
  return Answer::yes;
}

Answer allOf(const ListCriterion& criterion, const std::set<std::string, std::less<>>& present) {
  const bool all = std::all_of(criterion.values.begin(), criterion.values.end(),
                               [&](const std::string& value) { return present.contains(value); });
  return all ? Answer::yes : Answer::no;
}

Answer answerOf(const ListCriterion& criterion, const Traits& traits);

// «no» as soon as it is certain, whatever is not understood besides.
Answer groupOf(const ListCriterion& group, const Traits& traits) {
  Answer least = Answer::yes, most = Answer::no;
  for (const ListCriterion& part : group.parts) {
    const Answer answer = answerOf(part, traits);
    least = std::min(least, answer);
    most = std::max(most, answer);
  }
  if (group.parts.empty()) return Answer::unknown;
  if (group.kind == Kind::all) return least;
  if (group.kind == Kind::atLeastOne) return most;
  return most == Answer::yes ? Answer::no : most == Answer::no ? Answer::yes : Answer::unknown;
}

// Nested as deep as kDeepestCriteria: so reading left it.
Answer answerOf(const ListCriterion& criterion, const Traits& traits) {
  const bool isGroup =
      criterion.kind == Kind::all || criterion.kind == Kind::atLeastOne || criterion.kind == Kind::none;
  if (isGroup) return groupOf(criterion, traits);
  if (criterion.values.empty()) return Answer::unknown;
  switch (criterion.kind) {
    case Kind::keyUsage:
      return bitsOf(criterion, traits.keyUsage);
    case Kind::policies:
      return allOf(criterion, traits.policies);
    case Kind::extendedUses:
      return allOf(criterion, traits.extendedUses);
    case Kind::subjectAttributes:
      return allOf(criterion, traits.subjectAttributes);
    default:
      return Answer::unknown;
  }
}

bool makesWorse(const std::string& qualifier) {
  return qualifier == "NotQualified" || qualifier == "QCNoSSCD" || qualifier == "QCNoQSCD" ||
         qualifier == "QCForWSA";
}

bool hasAny(const ListedUses& uses, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(),
                     [&](const char* name) { return uses.qualifiers.contains(name); });
}

enum class Sort : std::uint8_t { none, signature, seal };

// QCForLegalPerson is from before seals were told apart: no natural person signs.
Sort sortOf(const QualifiedDeclaration& declared, const ListedUses& uses) {
  const bool qualified =
      (declared.compliance || hasAny(uses, {"QCStatement"})) && !hasAny(uses, {"NotQualified"});
  if (!qualified) return Sort::none;
  const bool signature = hasAny(uses, {"QCForESig"}), seal = hasAny(uses, {"QCForESeal", "QCForLegalPerson"}),
             webSite = hasAny(uses, {"QCForWSA"});
  if (signature + seal + webSite > 1 || webSite) return Sort::none;
  Sort sort = signature              ? Sort::signature
              : seal                 ? Sort::seal
              : declared.isSignature ? Sort::signature
              : declared.isSeal      ? Sort::seal
                                     : Sort::none;
  if (sort == Sort::signature && !uses.forSignatures) sort = Sort::none;
  if (sort == Sort::seal && !uses.forSeals) sort = Sort::none;
  return sort;
}

// Devices of directive 1999/93/EC are qualified ones (regulation 910/2014, art. 51 (1)).
bool isOnDevice(const QualifiedDeclaration& declared, const ListedUses& uses) {
  if (hasAny(uses, {"QCNoSSCD", "QCNoQSCD"})) return false;
  if (hasAny(uses, {"QCWithSSCD", "QCWithQSCD", "QCQSCDManagedOnBehalf"})) return true;
  return declared.device;
}

}  // namespace

void addUses(const ServicePeriod& period, X509* certificate, ListedUses& uses) {
  uses.forSignatures |= period.forSignatures;
  uses.forSeals |= period.forSeals;
  if (period.rules.empty()) return;
  const Traits traits = traitsOf(certificate);
  for (const QualificationRule& rule : period.rules) {
    const Answer answer = answerOf(rule.criterion, traits);
    if (answer == Answer::no) continue;
    for (const std::string& qualifier : rule.qualifiers) {
      if (answer == Answer::yes || makesWorse(qualifier)) uses.qualifiers.insert(qualifier);
    }
  }
}

SignatureQuality listedQuality(X509* certificate, const ListedUses& atIssue, const ListedUses& atSigning) {
  const QualifiedDeclaration declared = declarationOf(certificate);
  const Sort sort = sortOf(declared, atSigning);
  if (sort == Sort::none || sortOf(declared, atIssue) != sort) return SignatureQuality::unknown;
  if (!isOnDevice(declared, atSigning)) return SignatureQuality::advanced;
  return sort == Sort::signature ? SignatureQuality::qualified : SignatureQuality::seal;
}

}  // namespace stesura
