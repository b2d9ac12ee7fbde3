#include "generator/signature/chain_path.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <limits>

#include "generator/signature/asn1_time.h"
#include "generator/signature/certificate_names.h"
#include "generator/signature/moment.h"
#include "generator/signature/openssl_pointer.h"

namespace stesura {
namespace {

constexpr int kDeepest = 10;                // intermediates
constexpr std::size_t kMostOthers = 2'000;  // certificates that came along

X509Pointer shared(X509* certificate) {
  return X509_up_ref(certificate) == 1 ? X509Pointer(certificate, &X509_free) : nullptr;
}

// A certificate out of its time does not stop the search: people are told whose it was.
int goOnWhenOutOfTime(int wellSoFar, X509_STORE_CTX* context) {
  if (wellSoFar) return 1;
  const int error = X509_STORE_CTX_get_error(context);
  return error == X509_V_ERR_CERT_HAS_EXPIRED || error == X509_V_ERR_CERT_NOT_YET_VALID;
}

Remark remarkFor(int error, const std::string& name, const std::string& missing) {
  const std::string whose = "Il certificato di «" + name + "» ";
  switch (error) {
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT:
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
    case X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN:
    case X509_V_ERR_CERT_UNTRUSTED:
      return {"catena_non_fidata",
              "Il certificato del firmatario non porta a un’autorità fidata: tra quelle indicate manca «" +
                  missing + "»."};
    case X509_V_ERR_CERT_SIGNATURE_FAILURE:
    case X509_V_ERR_UNABLE_TO_DECRYPT_CERT_SIGNATURE:
    case X509_V_ERR_UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY:
      return {"catena_contraffatta", whose + "non è stato firmato dall’autorità che dichiara."};
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
    case X509_V_ERR_INVALID_NON_CA:
      return {"emittente_non_autorita",
              "Il certificato è stato emesso da «" + name + "», che non è un’autorità di certificazione."};
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_CERT_CHAIN_TOO_LONG:
      return {"catena_troppo_lunga", "La catena dei certificati è più lunga di quanto è ammesso."};
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_EXCLUDED_VIOLATION:
    case X509_V_ERR_SUBTREE_MINMAX:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_TYPE:
    case X509_V_ERR_UNSUPPORTED_CONSTRAINT_SYNTAX:
    case X509_V_ERR_UNSUPPORTED_NAME_SYNTAX:
      return {"nome_non_ammesso",
              whose + "porta un nome per cui la sua autorità non può emettere certificati."};
    case X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION:
      return {"estensione_critica",
              whose + "contiene un’estensione critica che questo programma non conosce."};
    case X509_V_ERR_NO_EXPLICIT_POLICY:
    case X509_V_ERR_INVALID_POLICY_EXTENSION:
      return {"politica_non_ammessa",
              "La catena dei certificati non rispetta le politiche che una sua autorità prescrive."};
    case X509_V_ERR_INVALID_PURPOSE:
      return {"uso_non_ammesso", whose + "non è destinato a questo uso."};
    default:
      return {"catena_non_valida",
              "La catena dei certificati non è valida (al certificato di «" + name + "»)."};
  }
}

int digestOfSignature(const X509* certificate) {
  int digest = NID_undef;
  const int known =
      X509_get_signature_info(const_cast<X509*>(certificate), &digest, nullptr, nullptr, nullptr);
  return known == 1 ? digest : NID_undef;
}

// Ed25519 has no digest of its own to be weak.
bool isWeaklySigned(const X509* certificate) {
  const int digest = digestOfSignature(certificate);
  return digest == NID_sha1 || digest == NID_md5 || digest == NID_md5_sha1 || digest == NID_md4 ||
         digest == NID_md2;
}

void tellTimes(ChainPath& path, std::int64_t at) {
  for (std::size_t i = 0; i < path.certificates.size(); ++i) {
    X509* certificate = path.certificates[i].get();
    const auto from = asn1Seconds(X509_get0_notBefore(certificate)),
               until = asn1Seconds(X509_get0_notAfter(certificate));
    const std::string whose = "Il certificato di «" + chainName(path, i) + "» ";
    if (!from || !until) {
      path.remarks.push_back({"catena_non_valida", whose + "non ha date leggibili."});
    } else if (at < *from) {
      path.remarks.push_back(
          {"certificato_non_ancora_valido", whose + "vale solo dal " + momentInWords(*from) + "."});
    } else if (at > *until) {
      path.remarks.push_back(
          {"certificato_scaduto", whose + "era scaduto il " + momentInWords(*until) + "."});
    }
  }
}

void tellWeakness(ChainPath& path) {
  for (std::size_t i = 0; i < path.certificates.size(); ++i) {
    X509* certificate = path.certificates[i].get();
    const bool isAnchor = i + 1 == path.certificates.size();
    if (!isAnchor && isWeaklySigned(certificate)) {
      path.remarks.push_back(
          {"catena_debole", "Il certificato di «" + chainName(path, i) +
                                "» è firmato dalla sua autorità con un algoritmo non più sicuro."});
    }
    if (hasWeakKey(certificate)) {
      path.remarks.push_back(
          {"catena_chiave_debole", "La chiave di «" + chainName(path, i) + "» non è più sicura."});
    }
  }
}

// Extended key usages that say «for something else than documents»: servers, code, answers, stamps.
bool isMeantForOtherThings(X509* certificate) {
  const OpenSsl<EXTENDED_KEY_USAGE, EXTENDED_KEY_USAGE_free> uses(
      static_cast<EXTENDED_KEY_USAGE*>(X509_get_ext_d2i(certificate, NID_ext_key_usage, nullptr, nullptr)));
  if (!uses) return X509_get_ext_by_NID(certificate, NID_ext_key_usage, -1) >= 0;  // there, but damaged
  static constexpr std::array<int, 4> kOther = {NID_server_auth, NID_code_sign, NID_OCSP_sign,
                                                NID_time_stamp};
  for (int i = 0; i < sk_ASN1_OBJECT_num(uses.get()); ++i) {
    const int use = OBJ_obj2nid(sk_ASN1_OBJECT_value(uses.get(), i));
    if (std::find(kOther.begin(), kOther.end(), use) == kOther.end()) return false;
  }
  return sk_ASN1_OBJECT_num(uses.get()) > 0;
}

void tellPurpose(ChainPath& path, CertificatePurpose purpose) {
  X509* certificate = path.certificates.front().get();
  if (purpose == CertificatePurpose::timeStamping) {
    // RFC 3161, 2.3: this extended key usage and no other, critical.
    if (X509_check_purpose(certificate, X509_PURPOSE_TIMESTAMP_SIGN, 0) != 1) {
      path.remarks.push_back({"uso_non_ammesso", "Il certificato di «" + chainName(path, 0) +
                                                     "» non è destinato alle marche temporali."});
    }
    return;
  }
  const bool maySign = (X509_get_key_usage(certificate) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
  if (!maySign || isMeantForOtherThings(certificate)) {
    path.remarks.push_back({"uso_non_ammesso", "Il certificato di «" + chainName(path, 0) +
                                                   "» non è destinato a firmare documenti."});
  }
}

using Context = OpenSsl<X509_STORE_CTX, X509_STORE_CTX_free>;
struct OthersDeleter {
  void operator()(STACK_OF(X509) * stack) const { sk_X509_free(stack); }  // borrows its members
};
using Others = std::unique_ptr<STACK_OF(X509), OthersDeleter>;

Others stackOf(const std::vector<X509Pointer>& certificates) {
  Others stack(sk_X509_new_null());
  for (std::size_t i = 0; stack && i < std::min(certificates.size(), kMostOthers); ++i) {
    if (certificates[i]) sk_X509_push(stack.get(), certificates[i].get());
  }
  return stack;
}

void takeChain(X509_STORE_CTX* context, ChainPath& path) {
  const STACK_OF(X509)* chain = X509_STORE_CTX_get0_chain(context);
  path.certificates.clear();
  for (int i = 0; i < sk_X509_num(chain); ++i) path.certificates.push_back(shared(sk_X509_value(chain, i)));
}

void tellFailure(X509_STORE_CTX* context, ChainPath& path) {
  takeChain(context, path);
  if (path.certificates.empty()) {
    path.remarks.push_back({"catena_non_valida", "Il certificato del firmatario non si può esaminare."});
    return;
  }
  const int depth = std::max(X509_STORE_CTX_get_error_depth(context), 0);
  const std::size_t place = std::min(static_cast<std::size_t>(depth), path.certificates.size() - 1);
  const std::string missing = authorityName(X509_get_issuer_name(path.certificates.back().get()));
  path.remarks.push_back(remarkFor(X509_STORE_CTX_get_error(context), chainName(path, place),
                                   missing.empty() ? "(senza nome)" : missing));
}

// RFC 5280, 4.2.1.11: some authority of the chain asks for policies. Only then are they gone through: of
// other chains they bound nothing, and not a few real certificates repeat a policy (4.2.1.4).
bool asksForPolicies(const ChainPath& path) {
  return std::any_of(path.certificates.begin(), path.certificates.end(), [](const X509Pointer& certificate) {
    return X509_get_ext_by_NID(certificate.get(), NID_policy_constraints, -1) >= 0;
  });
}

bool findChain(const PathOrder& order, X509_STORE* anchors, unsigned long checks, ChainPath& path) {
  const Context context(X509_STORE_CTX_new());
  const Others others = stackOf(order.others);
  if (!context || !others ||
      X509_STORE_CTX_init(context.get(), anchors, order.certificate, others.get()) != 1) {
    path.remarks.push_back({"catena_non_valida", "Il certificato del firmatario non si può esaminare."});
    return false;
  }
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(context.get());
  X509_VERIFY_PARAM_set_time(rules, static_cast<std::time_t>(order.at));
  X509_VERIFY_PARAM_set_depth(rules, kDeepest);
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_PARTIAL_CHAIN | X509_V_FLAG_TRUSTED_FIRST | checks);
  // Any policy will do, as long as one holds throughout; without this OpenSSL takes it that none will.
  OpenSsl<ASN1_OBJECT, ASN1_OBJECT_free> any(OBJ_nid2obj(NID_any_policy));
  if (checks != 0 && X509_VERIFY_PARAM_add0_policy(rules, any.get()) == 1) any.release();
  X509_STORE_CTX_set_verify_cb(context.get(), &goOnWhenOutOfTime);
  const bool found = X509_verify_cert(context.get()) == 1;
  if (found)
    takeChain(context.get(), path);
  else
    tellFailure(context.get(), path);
  return found;
}

}  // namespace

std::string chainName(const ChainPath& path, std::size_t place) {
  const X509_NAME* subject = X509_get_subject_name(path.certificates[place].get());
  const std::string name = place == 0 ? holderName(subject) : authorityName(subject);
  return name.empty() ? "(senza nome)" : name;
}

ChainPath pathOf(const PathOrder& order) {
  ChainPath path;
  path.certificates.push_back(shared(order.certificate));
  const bool stamping = order.purpose == CertificatePurpose::timeStamping;
  const auto& store = order.byHand ? order.trust.byHand
                      : stamping   ? order.trust.timeStamping
                                   : order.trust.signing;
  X509_STORE* anchors = store.get();
  if (!anchors) {
    const std::string issuer = authorityName(X509_get_issuer_name(order.certificate));
    path.remarks.push_back(
        remarkFor(X509_V_ERR_CERT_UNTRUSTED, {}, issuer.empty() ? "(senza nome)" : issuer));
    return path;
  }
  bool found = findChain(order, anchors, 0, path);
  if (found && asksForPolicies(path)) found = findChain(order, anchors, X509_V_FLAG_POLICY_CHECK, path);
  if (found) {
    path.anchor = order.trust.anchor(path.certificates.back().get());
    if (!path.anchor)
      path.remarks.push_back({"catena_non_valida", "La catena dei certificati non è valida."});
    tellTimes(path, order.at);
    tellWeakness(path);
    tellPurpose(path, order.purpose);
  }
  ERR_clear_error();
  return path;
}

}  // namespace stesura
