// Time stamps over a signature (RFC 3161): asked for, checked, put beside it (EN 319 122-1, 5.3).
#include <openssl/err.h>
#include <openssl/rand.h>
#include <openssl/ts.h>
#include <openssl/x509_vfy.h>

#include <ctime>
#include <optional>
#include <stdexcept>

#include "generator/error.h"
#include "generator/signature/der.h"
#include "generator/signature/openssl_pointer.h"
#include "generator/signature/signed_attributes.h"

namespace stesura {
namespace {

constexpr const char* kTimeStampToken = "1.2.840.113549.1.9.16.2.14";  // id-aa-signatureTimeStampToken
constexpr unsigned char kFirst = 0xa0, kSecond = 0xa1;                 // [0], [1], constructed
constexpr int kNonceBytes = 16;
constexpr std::size_t kMostAnswered = 1u << 20;

using Request = OpenSsl<TS_REQ, TS_REQ_free>;
using Response = OpenSsl<TS_RESP, TS_RESP_free>;
using Imprint = OpenSsl<TS_MSG_IMPRINT, TS_MSG_IMPRINT_free>;
using Store = OpenSsl<X509_STORE, X509_STORE_free>;

[[noreturn]] void failed(const std::string& what) {
  throw Error(ErrorKind::surroundings, "La marca temporale non si può usare: " + what);
}

struct ErrorsCleared {
  ~ErrorsCleared() { ERR_clear_error(); }
};

// --- the message, taken apart and put together again ----------------------------------------------

struct Apart {
  std::vector<DerPart> message;  // OID, [0]
  std::vector<DerPart> signedData;
  std::vector<DerPart> signer;  // of the one SignerInfo
  std::size_t signature = 0;    // its place in `signer`
};

Apart takenApart(std::string_view message) {
  const auto inside = [](const DerPart& part, unsigned char tag) {
    if (part.tag != tag) throw std::invalid_argument("another tag");
    return derParts(part.content);
  };
  const std::vector<DerPart> whole = derParts(message);
  if (whole.size() != 1) throw std::invalid_argument("not one message");
  Apart apart;
  apart.message = inside(whole.front(), kDerSequence);
  apart.signedData = inside(inside(apart.message.at(1), kFirst).at(0), kDerSequence);
  if (apart.signedData.empty()) throw std::invalid_argument("nothing inside");
  const std::vector<DerPart> signers = inside(apart.signedData.back(), kDerSet);
  if (signers.size() != 1) throw std::invalid_argument("not one signer");
  apart.signer = inside(signers.front(), kDerSequence);
  // Version, who, digest, [0] attributes, algorithm, signature, [1] attributes (RFC 5652, 5.3).
  for (apart.signature = 4; apart.signer.at(apart.signature).tag != kDerOctets;) ++apart.signature;
  return apart;
}

std::string putTogether(const Apart& apart, const std::string& added) {
  std::vector<std::string> unsignedAttributes{added};
  std::string signer;
  for (std::size_t i = 0; i <= apart.signature; ++i) signer += apart.signer[i].whole;
  for (std::size_t i = apart.signature + 1; i < apart.signer.size(); ++i) {
    for (const DerPart& one : derParts(apart.signer[i].content)) unsignedAttributes.emplace_back(one.whole);
  }
  signer += derSetOf(std::move(unsignedAttributes), kSecond);
  std::string content;
  for (std::size_t i = 0; i + 1 < apart.signedData.size(); ++i) content += apart.signedData[i].whole;
  content += der(kDerSet, der(kDerSequence, signer));
  return derSequence({apart.message.front().whole, der(kFirst, der(kDerSequence, content))});
}

// --- the request and its answer ----------------------------------------------------------------

std::string sha256(std::string_view bytes) {
  std::string digest(32, '\0');
  if (EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.data()), nullptr,
                 EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("digest failed");
  }
  return digest;
}

void setNonce(TS_REQ* request) {
  unsigned char random[kNonceBytes];
  if (RAND_bytes(random, kNonceBytes) != 1) throw std::runtime_error("no random bytes");
  const OpenSsl<BIGNUM, BN_free> number(BN_bin2bn(random, kNonceBytes, nullptr));
  const OpenSsl<ASN1_INTEGER, ASN1_INTEGER_free> nonce(BN_to_ASN1_INTEGER(number.get(), nullptr));
  TS_REQ_set_nonce(request, nonce.get());
}

Request requestFor(std::string digest) {
  Request request(TS_REQ_new());
  const Imprint imprint(TS_MSG_IMPRINT_new());
  const OpenSsl<X509_ALGOR, X509_ALGOR_free> algorithm(X509_ALGOR_new());
  if (!request || !imprint || !algorithm) throw std::bad_alloc();
  X509_ALGOR_set_md(algorithm.get(), EVP_sha256());
  TS_MSG_IMPRINT_set_algo(imprint.get(), algorithm.get());
  TS_MSG_IMPRINT_set_msg(imprint.get(), reinterpret_cast<unsigned char*>(digest.data()),
                         static_cast<int>(digest.size()));
  TS_REQ_set_version(request.get(), 1);
  TS_REQ_set_msg_imprint(request.get(), imprint.get());
  TS_REQ_set_cert_req(request.get(), 1);
  setNonce(request.get());
  return request;
}

std::string encoded(TS_REQ* request) {
  unsigned char* bytes = nullptr;
  const int size = i2d_TS_REQ(request, &bytes);
  if (size < 0) throw std::runtime_error("encoding failed");
  std::string out(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(size));
  OPENSSL_free(bytes);
  return out;
}

Response readResponse(std::string_view bytes) {
  const auto* next = reinterpret_cast<const unsigned char*>(bytes.data());
  if (bytes.size() > kMostAnswered) failed("la risposta è troppo lunga.");
  Response response(d2i_TS_RESP(nullptr, &next, static_cast<long>(bytes.size())));
  if (!response) failed("la risposta del servizio non è quella di una marcatura.");
  return response;
}

// RFC 3161, 2.4.2.
void checkStatus(TS_RESP* response) {
  TS_STATUS_INFO* info = TS_RESP_get_status_info(response);
  const long status = ASN1_INTEGER_get(TS_STATUS_INFO_get0_status(info));
  const bool granted = status == TS_STATUS_GRANTED || status == TS_STATUS_GRANTED_WITH_MODS;
  if (!granted)
    failed("il servizio di marcatura ha rifiutato la richiesta (stato " + std::to_string(status) + ").");
  if (TS_RESP_get_token(response) == nullptr || TS_RESP_get_tst_info(response) == nullptr) {
    failed("nella risposta del servizio manca la marca.");
  }
}

void checkAnswers(TS_TST_INFO* info, TS_REQ* request, const std::string& digest) {
  const ASN1_INTEGER* nonce = TS_TST_INFO_get_nonce(info);
  if (nonce == nullptr || ASN1_INTEGER_cmp(nonce, TS_REQ_get_nonce(request)) != 0) {
    failed("risponde a un’altra richiesta (il numero casuale è diverso).");
  }
  TS_MSG_IMPRINT* imprint = TS_TST_INFO_get_msg_imprint(info);
  const ASN1_OCTET_STRING* stamped = TS_MSG_IMPRINT_get_msg(imprint);
  const std::string_view bytes(reinterpret_cast<const char*>(ASN1_STRING_get0_data(stamped)),
                               static_cast<std::size_t>(ASN1_STRING_length(stamped)));
  if (OBJ_obj2nid(TS_MSG_IMPRINT_get_algo(imprint)->algorithm) != NID_sha256 || bytes != digest) {
    failed("è di un’altra firma (l’impronta è diversa).");
  }
}

std::optional<std::time_t> generated(const TS_TST_INFO* info) {
  std::tm moment{};
  if (ASN1_TIME_to_tm(TS_TST_INFO_get_time(info), &moment) != 1) return std::nullopt;
  return timegm(&moment);
}

using Signers = OpenSsl<STACK_OF(X509), [](STACK_OF(X509) * signers) { sk_X509_free(signers); }>;

// One signer, with its certificate in the token, meant for time stamps and valid at the time it states.
// Whether that certificate leads to somebody trusted is for those who verify.
void checkSignature(PKCS7* token, std::time_t time) {
  const Signers signers(PKCS7_type_is_signed(token) != 0 ? PKCS7_get0_signers(token, nullptr, 0) : nullptr);
  if (!signers || sk_X509_num(signers.get()) != 1) failed("non porta il certificato di chi l’ha fatta.");
  const Store store(X509_STORE_new());
  if (!store) throw std::bad_alloc();
  X509_VERIFY_PARAM* parameters = X509_STORE_get0_param(store.get());
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  X509_VERIFY_PARAM_set_time(parameters, time);
  X509_STORE_add_cert(store.get(), sk_X509_value(signers.get(), 0));
  X509* signer = nullptr;
  const int right = TS_RESP_verify_signature(token, nullptr, store.get(), &signer);
  X509_free(signer);
  if (right != 1)
    failed("la sua firma non è giusta, o il certificato di chi l’ha fatta non è per marche temporali.");
}

std::string askedToken(std::string_view signature, const TimeStampTransport& timeStamps) {
  const std::string digest = sha256(signature);
  const Request request = requestFor(digest);
  const std::string answer = timeStamps(encoded(request.get()));
  const Response response = readResponse(answer);
  checkStatus(response.get());
  TS_TST_INFO* info = TS_RESP_get_tst_info(response.get());
  checkAnswers(info, request.get(), digest);
  const std::optional<std::time_t> time = generated(info);
  if (!time) failed("l’ora non si legge.");
  checkSignature(TS_RESP_get_token(response.get()), *time);
  try {
    // As it came: encoded anew, what its signer signed could read otherwise.
    const DerPart token = derParts(derParts(answer).at(0).content).at(1);
    derParts(derParts(token.content).at(1).content);
    return std::string(token.whole);
  } catch (const std::exception&) {
    failed("la risposta non è scritta in DER.");
  }
}

}  // namespace

std::string withTimeStamp(std::string_view message, const TimeStampTransport& timeStamps) {
  const ErrorsCleared cleared;
  Apart apart;
  try {
    apart = takenApart(message);
  } catch (const std::logic_error&) {
    throw Error(ErrorKind::data, "La firma non è un messaggio in DER con un solo firmatario.");
  }
  const std::string token = askedToken(apart.signer[apart.signature].content, timeStamps);
  return putTogether(apart, derSequence({derOid(kTimeStampToken), der(kDerSet, token)}));
}

}  // namespace stesura
