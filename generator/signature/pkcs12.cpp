// Keys in PKCS#12 files (RFC 7292), with what is old in them.
#include <openssl/err.h>
#include <openssl/pkcs12.h>
#include <openssl/provider.h>
#include <openssl/x509v3.h>

#include <cstdint>
#include <optional>
#include <utility>

#include "generator/error.h"
#include "generator/signature/found_key.h"
#include "generator/signature/openssl_pointer.h"

namespace stesura {
namespace {

constexpr std::size_t kMostBytes = 1u << 20;
constexpr int kDeepest = 4;  // bags within bags
constexpr std::size_t kMostBags = 200;
constexpr long kMostIterations = 5'000'000;  // of all key derivations together: some seconds

using Pkcs12 = OpenSsl<PKCS12, PKCS12_free>;
using Library = OpenSsl<OSSL_LIB_CTX, OSSL_LIB_CTX_free>;
using Provider = OpenSsl<OSSL_PROVIDER, OSSL_PROVIDER_unload>;
using Bags = OpenSsl<STACK_OF(PKCS12_SAFEBAG), [](STACK_OF(PKCS12_SAFEBAG) * bags) {
  sk_PKCS12_SAFEBAG_pop_free(bags, PKCS12_SAFEBAG_free);
}>;
using Safes = OpenSsl<STACK_OF(PKCS7), [](STACK_OF(PKCS7) * safes) { sk_PKCS7_pop_free(safes, PKCS7_free); }>;
using PlainKey = OpenSsl<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;

[[noreturn]] void refuse(const char* sentence) { throw Error(ErrorKind::data, sentence); }

struct Contents {
  std::vector<std::shared_ptr<EVP_PKEY>> keys;
  std::vector<X509Pointer> certificates;
};

// What is behind the password of one file. `opened` is false if something could not be decrypted.
class Opening {
 public:
  Opening(PKCS12* file, OSSL_LIB_CTX* library, const char* password, std::size_t length)
      : file_(file), library_(library), password_(password), length_(static_cast<int>(length)) {}

  enum class Seal { right, wrong, unknown };  // unknown: made in a way that cannot be checked here

  // The digest over all, that only the right password makes (RFC 7292, 4). Older files may lack it.
  Seal seal() {
    if (PKCS12_mac_present(file_) == 0) return Seal::unknown;
    const ASN1_INTEGER* count = nullptr;
    PKCS12_get0_mac(nullptr, nullptr, nullptr, &count, file_);
    spend(count == nullptr ? 1 : ASN1_INTEGER_get(count));
    ERR_clear_error();
    if (PKCS12_verify_mac(file_, password_, length_) == 1) return Seal::right;
    return ERR_peek_error() == 0 ? Seal::wrong : Seal::unknown;
  }

  bool opened() {
    const Safes safes(PKCS12_unpack_authsafes(file_));
    if (!safes) refuse("Il file della chiave è danneggiato: non si riesce a leggere che cosa contiene.");
    for (int i = 0; i < sk_PKCS7_num(safes.get()); ++i) {
      PKCS7* safe = sk_PKCS7_value(safes.get(), i);
      const bool plain = PKCS7_type_is_data(safe) != 0;
      if (!plain && PKCS7_type_is_encrypted(safe) == 0) continue;  // for a public key: not by password
      if (!plain) spend(iterations(safe->d.encrypted->enc_data->algorithm));
      const Bags bags(plain ? PKCS12_unpack_p7data(safe) : PKCS12_unpack_p7encdata(safe, password_, length_));
      if (!bags || !take(bags.get(), kDeepest)) return false;
    }
    return true;
  }

  Contents contents() { return std::move(contents_); }

 private:
  // A file may ask for so much work that nobody would wait for it.
  void spend(long iterations) {
    if (iterations < 0 || iterations > kMostIterations - spent_) {
      refuse("Il file della chiave chiede troppo calcolo per essere aperto: rifarlo con meno iterazioni.");
    }
    spent_ += iterations;
  }

  // PBES2 (RFC 8018, A.4) and the older schemes of PKCS#12 (RFC 7292, C) state it at other places.
  static long iterations(const X509_ALGOR* algorithm) {
    const ASN1_OBJECT* object = nullptr;
    const void* value = nullptr;
    int type = V_ASN1_UNDEF;
    X509_ALGOR_get0(&object, &type, &value, algorithm);
    if (type != V_ASN1_SEQUENCE) return 0;
    const auto* parameters = static_cast<const ASN1_STRING*>(value);
    if (OBJ_obj2nid(object) != NID_pbes2) {
      const OpenSsl<PBEPARAM, PBEPARAM_free> old(
          static_cast<PBEPARAM*>(ASN1_item_unpack(parameters, ASN1_ITEM_rptr(PBEPARAM))));
      return old ? ASN1_INTEGER_get(old->iter) : 0;
    }
    const OpenSsl<PBE2PARAM, PBE2PARAM_free> both(
        static_cast<PBE2PARAM*>(ASN1_item_unpack(parameters, ASN1_ITEM_rptr(PBE2PARAM))));
    if (!both || OBJ_obj2nid(both->keyfunc->algorithm) != NID_id_pbkdf2) return 0;
    const OpenSsl<PBKDF2PARAM, PBKDF2PARAM_free> derivation(static_cast<PBKDF2PARAM*>(
        ASN1_TYPE_unpack_sequence(ASN1_ITEM_rptr(PBKDF2PARAM), both->keyfunc->parameter)));
    return derivation ? ASN1_INTEGER_get(derivation->iter) : 0;
  }

  bool take(const STACK_OF(PKCS12_SAFEBAG) * bags, int depth) {
    for (int i = 0; i < sk_PKCS12_SAFEBAG_num(bags); ++i) {
      if (++bags_ > kMostBags) refuse("Il file della chiave contiene troppe voci: ne sono ammesse 200.");
      if (!takeBag(sk_PKCS12_SAFEBAG_value(bags, i), depth)) return false;
    }
    return true;
  }

  bool takeBag(const PKCS12_SAFEBAG* bag, int depth) {
    switch (PKCS12_SAFEBAG_get_nid(bag)) {
      case NID_keyBag:
        takeKey(PKCS12_SAFEBAG_get0_p8inf(bag));
        return true;
      case NID_pkcs8ShroudedKeyBag: {
        const X509_ALGOR* algorithm = nullptr;
        X509_SIG_get0(PKCS12_SAFEBAG_get0_pkcs8(bag), &algorithm, nullptr);
        spend(iterations(algorithm));
        const PlainKey plain(PKCS12_decrypt_skey_ex(bag, password_, length_, library_, nullptr));
        if (plain) takeKey(plain.get());
        return plain != nullptr;
      }
      case NID_certBag:
        if (X509Pointer certificate{PKCS12_SAFEBAG_get1_cert(bag), X509_free}) {
          contents_.certificates.push_back(std::move(certificate));
        }
        return true;
      case NID_safeContentsBag:
        return depth == 0 || take(PKCS12_SAFEBAG_get0_safes(bag), depth - 1);
      default:
        return true;
    }
  }

  // The key lives in the default library, wherever it was decrypted.
  void takeKey(const PKCS8_PRIV_KEY_INFO* plain) {
    if (std::shared_ptr<EVP_PKEY> key{EVP_PKCS82PKEY(plain), EVP_PKEY_free})
      contents_.keys.push_back(std::move(key));
  }

  PKCS12* file_;
  OSSL_LIB_CTX* library_;
  const char* password_;
  int length_;
  long spent_ = 0;
  std::size_t bags_ = 0;
  Contents contents_{};
};

// RC2 and the like (Windows up to 2019, Java up to 8) live in a provider that is not loaded as a rule.
struct LegacyLibrary {
  Library library{OSSL_LIB_CTX_new()};
  Provider usual{library ? OSSL_PROVIDER_load(library.get(), "default") : nullptr};
  Provider legacy{library ? OSSL_PROVIDER_load(library.get(), "legacy") : nullptr};
  bool usable() const { return usual && legacy; }
};

Pkcs12 read(std::string_view bytes, OSSL_LIB_CTX* library) {
  PKCS12* file = PKCS12_init_ex(NID_pkcs7_data, library, nullptr);  // carries the library into what is read
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  if (d2i_PKCS12(&file, &next, static_cast<long>(bytes.size())) == nullptr) {
    refuse("Il file della chiave non è un PKCS#12 (.p12, .pfx).");  // d2i has freed `file`
  }
  return Pkcs12(file);
}

// Nothing if something in it could not be decrypted with this library.
std::optional<Contents> open(std::string_view bytes, OSSL_LIB_CTX* library, std::string_view password) {
  const Pkcs12 file = read(bytes, library);
  // RFC 7292, B.1: no password is not the same as an empty one, and files of both sorts exist.
  Opening given(file.get(), library, password.data(), password.size());
  Opening none(file.get(), library, nullptr, 0);
  const auto seal = given.seal();
  const bool takeNone =
      password.empty() && seal != Opening::Seal::right && none.seal() == Opening::Seal::right;
  if (seal == Opening::Seal::wrong && !takeNone) {
    refuse(password.empty() ? "La password data è vuota, e la chiave ne ha una: scriverla, o metterla nella "
                              "prima riga del file della password."
                            : "La password della chiave è sbagliata.");
  }
  Opening& opening = takeNone ? none : given;
  if (!opening.opened()) return std::nullopt;
  return opening.contents();
}

Contents openAnyhow(std::string_view bytes, std::string_view password) {
  if (std::optional<Contents> contents = open(bytes, nullptr, password)) return *std::move(contents);
  const LegacyLibrary old;
  if (!old.usable()) {
    throw Error(ErrorKind::surroundings,
                "Il file della chiave non si apre: la password è sbagliata, o è protetto con un cifrario "
                "superato (RC2) "
                "che in questa installazione manca. Rifare il file con un programma recente.");
  }
  if (std::optional<Contents> contents = open(bytes, old.library.get(), password))
    return *std::move(contents);
  refuse(
      "Il file della chiave non si apre: la password è sbagliata, o è protetto in un modo che qui non si "
      "conosce.");
}

bool meantForSignatures(X509* certificate) {
  const std::uint32_t usage = X509_get_key_usage(certificate);
  return usage != UINT32_MAX && (usage & KU_NON_REPUDIATION) != 0;
}

bool better(X509* certificate, X509* than) {
  if (meantForSignatures(certificate) != meantForSignatures(than)) return meantForSignatures(certificate);
  return ASN1_TIME_compare(X509_get0_notAfter(certificate), X509_get0_notAfter(than)) > 0;
}

FoundKey chosen(const Contents& contents) {
  FoundKey found;
  for (const auto& key : contents.keys) {
    for (const X509Pointer& certificate : contents.certificates) {
      if (X509_check_private_key(certificate.get(), key.get()) != 1) continue;
      if (found.certificate && !better(certificate.get(), found.certificate.get())) continue;
      found.key = key;
      found.certificate = certificate;
    }
  }
  found.others = contents.certificates;
  return found;
}

struct ErrorsCleared {
  ~ErrorsCleared() { ERR_clear_error(); }
};

}  // namespace

FoundKey findInPkcs12(std::string_view bytes, std::string_view password) {
  const ErrorsCleared cleared;
  if (bytes.size() > kMostBytes)
    refuse("Il file della chiave è troppo grande: un PKCS#12 occupa pochi kilobyte.");
  const Contents contents = openAnyhow(bytes, password);
  if (contents.keys.empty()) refuse("Nel file della chiave non c’è una chiave privata.");
  FoundKey found = chosen(contents);
  if (!found.certificate)
    refuse("Nel file della chiave non c’è il certificato che corrisponde alla chiave privata.");
  return found;
}

}  // namespace stesura
