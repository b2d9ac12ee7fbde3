// Completing a prepared PDF with the signature that came from elsewhere.

#include <openssl/cms.h>
#include <openssl/err.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "generator/error.h"
#include "generator/signature/bare_signature.h"
#include "generator/signature/base64_text.h"
#include "generator/signature/message.h"
#include "generator/signature/moment.h"
#include "generator/signature/openssl_pointer.h"
#include "generator/signature/signature_field.h"
#include "generator/signature/signature_gap.h"
#include "generator/signature/signed_attributes.h"
#include "generator/signature/signed_file.h"
#include "generator/signature/signing.h"
#include "generator/signature/signing_conditions.h"
#include "generator/signature/verification.h"

namespace stesura {
namespace {

constexpr std::size_t kMostSignature = 1u << 20;  // bytes of what comes back
constexpr char kData[] = "1.2.840.113549.1.7.1";  // id-data

using Cms = OpenSsl<CMS_ContentInfo, CMS_ContentInfo_free>;

[[noreturn]] void refuse(std::string sentence, std::vector<Problem> problems = {}) {
  ERR_clear_error();
  throw Error(ErrorKind::data, std::move(sentence), std::move(problems));
}

// The file that waits for its signature.
struct Waiting {
  SignatureGap gap{};
  std::int64_t claimed = 0;  // seconds since 1970
  std::string digest{};
};

Waiting waitingIn(std::string_view prepared, TimeStamps timeStamps) {
  const PdfHistory history = PdfHistory::read(prepared);
  const std::vector<PlacedSignature> signatures = signaturesOf(history);
  const auto last = std::find_if(signatures.begin(), signatures.end(), [&](const PlacedSignature& signature) {
    return signature.faults.empty() && signature.coverageEnd == prepared.size() &&
           signature.subFilter == "ETSI.CAdES.detached";
  });
  if (last == signatures.end())
    refuse(
        "Il file non è preparato per una firma, oppure è stato cambiato dopo la preparazione: prepararlo di "
        "nuovo.");
  Waiting waiting{{last->gapBegin, last->gapEnd}};
  if (!isBlank(prepared, waiting.gap)) refuse("Il file è già firmato: non ha una firma da completare.");
  refuseUnmetDemands(history, {last->field, last->fieldNumber, {}, {}}, timeStamps);
  const auto claimed = secondsOf(last->claimedTime);
  if (!claimed) refuse("Il file preparato non dice quando si firma: prepararlo di nuovo.");
  waiting.claimed = *claimed;
  waiting.digest = digestAround(prepared, waiting.gap);
  return waiting;
}

Cms parsed(std::string_view bytes) {
  const auto* at = reinterpret_cast<const unsigned char*>(bytes.data());
  return Cms(d2i_CMS_ContentInfo(nullptr, &at, static_cast<long>(bytes.size())));
}

// PAdES wants DER (ETSI EN 319 142-1, 6.3): what came in BER or as text is put into it. Attributes that came
// in another order than DER's no longer have the signature that was made of them: the caller checks.
std::string inDer(std::string_view came) {
  const auto decoded = binaryOfText(came, kMostSignature);
  const std::string_view binary = decoded ? std::string_view(*decoded) : came;
  const SignedMessage message = SignedMessage::read(binary, SignedMessage::Trailing::zeros);
  if (message.isDer()) return std::string(binary.substr(0, message.length()));
  const Cms cms = parsed(binary);
  unsigned char* encoded = nullptr;
  const int size = cms ? i2d_CMS_ContentInfo(cms.get(), &encoded) : 0;
  const OpenSsl<unsigned char, [](unsigned char* bytes) { OPENSSL_free(bytes); }> owner(encoded);
  ERR_clear_error();
  if (size <= 0)
    refuse("La firma ricevuta non si legge: serve un messaggio firmato (CMS, .p7s), in DER, BER o PEM.");
  return {reinterpret_cast<const char*>(encoded), static_cast<std::size_t>(size)};
}

class MessageCheck {
 public:
  MessageCheck(const Waiting& waiting, X509* expected) : waiting_(waiting), expected_(expected) {}

  // The verdict, if nothing speaks against the message.
  SignerVerdict check(const std::string& der) {
    const SignedMessage message = SignedMessage::read(der, SignedMessage::Trailing::refused);
    if (message.signers() != 1)
      tell("I firmatari nel messaggio sono " + std::to_string(message.signers()) +
           ": in un PDF ne va uno solo.");
    if (message.hasContent())
      tell("Il messaggio contiene il documento: per un PDF serve una firma separata (detached).");
    if (message.contentType() != kData)
      tell("Il messaggio non dichiara come contenuto dei semplici dati (id-data).");
    if (!message.isDer()) tell("Il messaggio non si può scrivere in DER, come PAdES vuole.");
    SignerVerdict verdict;
    if (problems_.empty()) {
      verdict = judged(message);
      checkSigner(verdict);
    }
    if (!problems_.empty()) refuse("La firma ricevuta non va bene per questo file.", std::move(problems_));
    return verdict;
  }

 private:
  SignerVerdict judged(const SignedMessage& message) {
    const ContentDigest digest = [this](const char* algorithm) {
      if (std::string_view(algorithm) != "SHA256")
        refuse("La firma ricevuta usa un’impronta diversa da SHA-256: rifarla con SHA-256.");
      return waiting_.digest;
    };
    return message.judge(0, digest, TrustStore());
  }

  void checkSigner(const SignerVerdict& verdict) {
    if (verdict.integrity == SignerVerdict::Integrity::altered)
      return tell(
          "La firma non è di questo file: è stata fatta su un’impronta diversa, oppure il file preparato o "
          "la firma sono stati cambiati.");
    if (verdict.integrity == SignerVerdict::Integrity::unsupported)
      return tell("La firma usa un algoritmo che non è ammesso.");
    if (verdict.integrity != SignerVerdict::Integrity::intact)
      return tell("La firma non rispetta il formato.");
    if (!verdict.certificate) return tell("Nel messaggio manca il certificato di chi firma.");
    if (verdict.weakAlgorithm || verdict.facts.weakKey)
      tell("L’algoritmo o la chiave della firma sono troppo deboli.");
    if (!verdict.hasCertificateReference)
      tell("Manca l’attributo firmato signing-certificate-v2, che PAdES richiede.");
    if (verdict.claimedTime)
      tell("C’è l’attributo firmato signing-time, che PAdES vieta: l’ora sta nel PDF.");
    if (expected_ != nullptr && X509_cmp(expected_, verdict.certificate.get()) != 0)
      tell("La firma è di un altro certificato.");
    refuseUnfitCertificate(verdict.certificate.get(), waiting_.claimed);
  }

  void tell(std::string message) {
    Problem problem;
    problem.message = std::move(message);
    problems_.push_back(std::move(problem));
  }

  const Waiting& waiting_;
  X509* expected_;
  std::vector<Problem> problems_;
};

}  // namespace

std::string completePdf(std::string_view prepared, std::string_view signature, std::string_view certificate,
                        const TimeStampTransport& timeStamps) {
  const std::vector<X509Pointer> certificates = certificatesIn(certificate);
  if (certificates.empty() && !certificate.empty()) refuse("Il certificato di chi firma non si legge.");
  if (signature.empty() || signature.size() > kMostSignature)
    refuse("La firma ricevuta è vuota o troppo grande.");
  const Waiting waiting = waitingIn(prepared, timeStamps ? TimeStamps::wanted : TimeStamps::none);
  X509* signer = certificates.empty() ? nullptr : certificates.front().get();
  std::string message;
  bool isStamped = false;
  if (looksLikeMessage(signature)) {
    message = inDer(signature);
    isStamped = MessageCheck(waiting, signer).check(message).stampedTime.has_value();
  } else {
    if (signer == nullptr)
      refuse(
          "La firma ricevuta non è un messaggio firmato (CMS): per una firma nuda indicare anche il "
          "certificato.");
    refuseUnfitCertificate(signer, waiting.claimed);
    const std::string attributes = signedAttributes(waiting.digest, signer);
    const std::vector<X509Pointer> chain(certificates.begin() + 1, certificates.end());
    const auto decoded = binaryOfText(signature, kMostSignature);  // as services on the web answer
    message = signedData(attributes,
                         soundSignature(decoded ? std::string_view(*decoded) : signature, attributes, signer),
                         signer, chain);
    MessageCheck(waiting, signer).check(message);
  }
  if (timeStamps && !isStamped) message = withTimeStamp(message, timeStamps);
  std::string completed(prepared);
  fill(completed, waiting.gap, message);
  return completed;
}

}  // namespace stesura
