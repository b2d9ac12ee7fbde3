#include "generator/signature/message_verification.h"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "generator/error.h"
#include "generator/signature/pdf_verification.h"

namespace stesura {
namespace {

constexpr std::size_t kDeepest = MessageBounds{}.depth;

ContentDigest digestOf(std::string_view document) {
  return [document](const char* algorithm) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const EVP_MD* method = EVP_get_digestbyname(algorithm);
    if (method == nullptr || EVP_Digest(document.data(), document.size(), digest.data(), &length, method, nullptr) != 1) {
      throw Error(ErrorKind::data, "L’algoritmo di impronta della firma non è conosciuto.");
    }
    return std::string(reinterpret_cast<const char*>(digest.data()), length);
  };
}

const char* formatOf(const SignerVerdict& verdict) {
  if (!verdict.hasCertificateReference) return "PKCS#7";
  return verdict.stampedTime ? "CAdES-T" : "CAdES";
}

void judgeSigners(const SignedMessage& message, const ContentDigest& digest, std::size_t level, const Circumstances& circumstances,
                  VerificationReport& report) {
  for (std::size_t i = 0; i < message.signers(); ++i) {
    const SignerVerdict verdict = message.judge(i, digest, circumstances.trust);
    SignatureReport signature;
    signature.level = level;
    signature.format = formatOf(verdict);
    conclude(signature, verdict, message.evidence(), {verdict.claimedTime, {}}, circumstances);
    if (signature.intact && !verdict.hasCertificateReference) {
      signature.remarks.push_back({"senza_riferimento", "La firma non dice quale certificato la riguarda: è un PKCS#7 e non un CAdES."});
    }
    signature.coversWholeFile = level == 1;
    report.outcome = worse(report.outcome, signature.outcome);
    report.signatures.push_back(std::move(signature));
  }
}

// The outcome and a remark, for a message that says nothing of itself.
void tell(VerificationReport& report, Outcome outcome, const char* code, const char* sentence) {
  report.outcome = worse(report.outcome, outcome);
  report.remarks.push_back({code, sentence});
}

}  // namespace

bool looksLikePdf(std::string_view bytes) { return bytes.substr(0, 1024 + 5).find("%PDF-") != std::string_view::npos; }

void verifyMessage(std::string_view bytes, std::optional<std::string_view> document, const Circumstances& circumstances,
                   VerificationReport& report) {
  std::string kept;  // the content that `bytes` then stands for
  for (std::size_t level = 1;; ++level) {
    if (level > kDeepest) return tell(report, Outcome::notVerified, "troppi_livelli", "Il file contiene troppe buste una dentro l’altra.");
    const SignedMessage message = SignedMessage::read(bytes, SignedMessage::Trailing::refused);
    if (message.signers() == 0) tell(report, Outcome::notVerified, "senza_firmatari", "La busta non contiene firme.");
    if (!message.hasContent()) {
      if (document) return judgeSigners(message, digestOf(*document), level, circumstances, report);
      return tell(report, Outcome::notVerified, "firma_separata",
                  "La firma è separata dal documento: per verificarla indicare anche il documento, con --issued.");
    }
    judgeSigners(message, message.contentDigest(), level, circumstances, report);
    std::string content = message.content();
    if (!looksLikeMessage(content)) {
      const bool goesOn = document && std::string_view(content).starts_with(*document);
      if (looksLikePdf(content)) verifyPdf(content, goesOn ? std::optional(document->size()) : std::nullopt, circumstances, report);
      return;
    }
    kept = std::move(content);
    bytes = kept;
  }
}

std::optional<std::string> contentOf(std::string_view bytes) {
  std::string kept;
  try {
    for (std::size_t level = 1; level <= kDeepest && looksLikeMessage(bytes); ++level) {
      const SignedMessage message = SignedMessage::read(bytes, SignedMessage::Trailing::refused);
      if (!message.hasContent()) return std::nullopt;
      std::string content = message.content();
      if (!looksLikeMessage(content)) return content;
      kept = std::move(content);
      bytes = kept;
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
  }
  return std::nullopt;
}

}  // namespace stesura
