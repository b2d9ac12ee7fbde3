#include "generator/signature/message_verification.h"

#include <openssl/evp.h>

#include <array>
#include <utility>

#include "generator/error.h"
#include "generator/signature/pdf_verification.h"
#include "generator/signature/stamp_file.h"
#include "generator/signature/verification.h"

namespace stesura {
namespace {

constexpr std::size_t kDeepest = MessageBounds{}.depth;
constexpr std::string_view kStampContent = "1.2.840.113549.1.9.16.1.4";  // id-ct-TSTInfo (RFC 3161, 2.4.2)

ContentDigest digestOf(std::string_view document) {
  return [document](const char* algorithm) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    const EVP_MD* method = EVP_get_digestbyname(algorithm);
    if (method == nullptr ||
        EVP_Digest(document.data(), document.size(), digest.data(), &length, method, nullptr) != 1) {
      throw Error(ErrorKind::data, "L’algoritmo di impronta della firma non è conosciuto.");
    }
    return std::string(reinterpret_cast<const char*>(digest.data()), length);
  };
}

const char* formatOf(const SignerVerdict& verdict) {
  if (!verdict.hasCertificateReference) return "PKCS#7";
  return verdict.stampedTime ? "CAdES-T" : "CAdES";
}

void add(SignatureReport signature, VerificationReport& report) {
  report.outcome = worse(report.outcome, signature.outcome);
  report.signatures.push_back(std::move(signature));
}

SignatureReport reportOf(const SignerVerdict& verdict, const SignedMessage& message, std::size_t level,
                         const Circumstances& circumstances) {
  SignatureReport signature;
  signature.level = level;
  signature.format = formatOf(verdict);
  conclude(signature, verdict, message.evidence(), {verdict.claimedTime, {}}, circumstances);
  if (signature.intact && !verdict.hasCertificateReference) {
    signature.remarks.push_back(
        {"senza_riferimento",
         "La firma non dice quale certificato la riguarda: è un PKCS#7 e non un CAdES."});
  }
  return signature;
}

// Whoever countersigns is a signer like the others: what is said of him stands in an entry of its own.
void addCountersigners(const SignerVerdict& verdict, const SignedMessage& message, std::size_t level,
                       const Circumstances& circumstances, const std::string& signer,
                       VerificationReport& report) {
  for (const SignerVerdict& counter : verdict.countersigners) {
    SignatureReport signature = reportOf(counter, message, level, circumstances);
    signature.format += kCountersignature;
    if (!signature.intact && signature.outcome == Outcome::broken)
      signature.sentence = "Controfirma non integra.";
    signature.remarks.push_back({"controfirma", "È una controfirma alla firma di «" + signer + "»."});
    add(std::move(signature), report);
  }
}

void judgeSigners(const SignedMessage& message, const ContentDigest& digest, std::size_t level,
                  const Circumstances& circumstances, VerificationReport& report) {
  for (std::size_t i = 0; i < message.signers(); ++i) {
    SignerVerdict verdict = message.judge(i, digest, circumstances.trust);
    // Who countersigned is judged below.
    std::erase_if(verdict.remarks, [](const Remark& remark) { return remark.code == "controfirma_integra"; });
    SignatureReport signature = reportOf(verdict, message, level, circumstances);
    signature.coversWholeFile = level == 1;
    const std::string signer = calledBy(signature);
    add(std::move(signature), report);
    addCountersigners(verdict, message, level, circumstances, signer, report);
  }
}

// What makes that nothing can be said comes before other remarks.
void tell(VerificationReport& report, const char* code, std::string sentence) {
  report.outcome = worse(report.outcome, Outcome::notVerified);
  report.remarks.insert(report.remarks.begin(), {code, std::move(sentence)});
}

void tellShape(const SignedMessage& message, VerificationReport& report) {
  if (message.isFollowed()) {
    report.remarks.push_back(
        {"riempitivo",
         "Dopo la busta ci sono soltanto zeri o fini di riga, aggiunti nella trasmissione: non contano."});
  }
  if (message.hasContent() && message.content().empty()) {
    report.remarks.push_back({"contenuto_vuoto", "Il documento firmato è vuoto: zero byte."});
  }
}

// Readers look for a PDF's header in the first kilobyte of any file, and where its references fail they take
// all objects that they find, the last of a number for the right one: so the same file could be opened as a
// message by some, and by others as a PDF that goes on in the parts of the message that nobody signs.
bool isAlsoPdf(std::string_view bytes, const SignedMessage& message) {
  if (!looksLikePdf(bytes)) return false;
  const std::string_view besides = message.besidesContent();
  if (besides.find("startxref") != std::string_view::npos || besides.find("%PDF-") != std::string_view::npos)
    return true;
  for (std::size_t at = besides.find("obj"); at != std::string_view::npos; at = besides.find("obj", at + 1)) {
    std::size_t before = at;
    while (before > 0 && std::string_view(" \t\r\n\f\0", 6).find(besides[before - 1]) != std::string_view::npos)
      --before;
    if (before < at && before > 0 && besides[before - 1] >= '0' && besides[before - 1] <= '9') return true;
    if (at - before > 1000) return true;  // nobody writes so much space, and it would be passed over each time
  }
  return false;
}

void tellAlsoPdf(VerificationReport& report) {
  report.outcome = Outcome::broken;
  report.remarks.insert(report.remarks.begin(),
                        {"busta_e_pdf",
                         "Fuori dal documento firmato la busta contiene parti di un PDF: aperta come PDF può "
                         "mostrare altro da ciò che è stato firmato. Estrarre il documento con --extract."});
}

// Whether a content is meant to be a PDF, and does not only mention one.
bool isPdf(std::string_view content) {
  return looksLikePdf(content) &&
         (content.starts_with("%PDF-") || content.find("startxref") != std::string_view::npos);
}

// The signatures of a PDF within. One that cannot be read takes nothing from what was said of the message;
// as a file by itself, it was altered if it says it is signed.
void verifyInner(std::string_view pdf, std::optional<std::size_t> issued, const Circumstances& circumstances,
                 VerificationReport& report) {
  VerificationReport all = report;
  try {
    verifyPdf(pdf, issued, circumstances, all);
    report = std::move(all);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    const bool isSigned =
        pdf.find("/ByteRange") != std::string_view::npos && pdf.find("/Encrypt") == std::string_view::npos;
    if (isSigned) report.outcome = Outcome::broken;
    tell(report, "pdf_illeggibile",
         "Il PDF nella busta non si può leggere, né le firme che può contenere: " + error.sentence());
  }
}

void verifyContent(std::string_view content, std::optional<std::string_view> document,
                   const Circumstances& circumstances, VerificationReport& report) {
  if (looksLikeStampedData(content)) {
    return tell(report, "marca_interna",
                "La busta contiene un documento con la sua marca temporale (.tsd): estrarlo con --extract e "
                "verificare anche quello.");
  }
  if (!isPdf(content)) return;
  const bool goesOn = document && content.starts_with(*document);
  verifyInner(content, goesOn ? std::optional(document->size()) : std::nullopt, circumstances, report);
}

// A message without signers: certificates and revocation lists that travel together (RFC 5652, 5:
// degenerate).
bool tellBundle(const SignedMessage& message, VerificationReport& report) {
  if (message.signers() > 0) return false;
  const bool isBundle = !message.hasContent() && !message.evidence().certificates.empty();
  if (isBundle) report.sort = VerificationReport::Sort::unreadable;
  tell(report, "senza_firmatari",
       isBundle ? "È un pacchetto di certificati (.p7b, .p7c), non un documento firmato: va nella cartella "
                  "di chi è fidato."
                : "La busta non contiene firme.");
  return true;
}

// As SignedMessage::read(); below the first level what is damaged takes nothing from the levels above.
std::optional<SignedMessage> readLevel(std::string_view bytes, std::size_t level,
                                       VerificationReport& report) {
  try {
    return SignedMessage::read(bytes, SignedMessage::Trailing::filling);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings || level == 1) throw;
    tell(report, "busta_interna_illeggibile", "La busta interna non si può leggere: " + error.sentence());
    return std::nullopt;
  }
}

void verifyStampAnswer(std::string_view bytes, std::optional<std::string_view> document,
                       const Circumstances& circumstances, VerificationReport& report) {
  try {
    verifyStampToken(tokenOfAnswer(bytes), document, circumstances, report);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
    report.sort = VerificationReport::Sort::unreadable;
    tell(report, "illeggibile", error.sentence());
  }
}

// Of a document apart only the signature apart is judged.
void tellOwnSignatures(std::string_view document, VerificationReport& report) {
  if (!isPdf(document) || document.find("/ByteRange") == std::string_view::npos) return;
  report.remarks.push_back({"firme_del_documento",
                            "Il documento porta anche firme al suo interno: verificarle a parte, con "
                            "«stesura verify» sul documento."});
}

// The content of one message; nothing for one without, or a time-stamp token, whose content is no document.
std::optional<std::string> enclosedIn(std::string_view bytes) {
  const SignedMessage message = SignedMessage::read(bytes, SignedMessage::Trailing::filling);
  if (!message.hasContent() || message.contentType() == kStampContent) return std::nullopt;
  return message.content();
}

}  // namespace

bool isEnvelope(std::string_view bytes) { return looksLikeMessage(bytes) || looksLikeStampedData(bytes); }

bool looksLikePdf(std::string_view bytes) {
  return bytes.substr(0, 1024 + 5).find("%PDF-") != std::string_view::npos;
}

void verifyMessage(std::string_view bytes, std::optional<std::string_view> document,
                   const Circumstances& circumstances, VerificationReport& report) {
  std::string kept;  // the content that `bytes` then stands for
  for (std::size_t level = 1;; ++level) {
    if (level > kDeepest)
      return tell(report, "troppi_livelli", "Il file contiene troppe buste una dentro l’altra.");
    const std::optional<SignedMessage> message = readLevel(bytes, level, report);
    if (!message) return;
    if (message->contentType() == kStampContent)
      return verifyStampToken(bytes, document, circumstances, report);
    tellShape(*message, report);
    if (isAlsoPdf(bytes, *message)) tellAlsoPdf(report);
    const bool isUnsigned = tellBundle(*message, report);
    if (!message->hasContent()) {
      if (isUnsigned) return;
      if (document) {
        tellOwnSignatures(*document, report);
        return judgeSigners(*message, digestOf(*document), level, circumstances, report);
      }
      return tell(
          report, "firma_separata",
          "La firma è separata dal documento: per verificarla indicare anche il documento, con --issued.");
    }
    judgeSigners(*message, message->contentDigest(), level, circumstances, report);
    if (!looksLikeMessage(message->content()))
      return verifyContent(message->content(), document, circumstances, report);
    kept = message->content();
    bytes = kept;
  }
}

void verifyStampedFile(std::string_view bytes, std::optional<std::string_view> document,
                       const Circumstances& circumstances, VerificationReport& report) {
  if (looksLikeStampAnswer(bytes)) return verifyStampAnswer(bytes, document, circumstances, report);
  Circumstances within = circumstances;
  const std::optional<std::string> content =
      verifyStampedData(bytes, document, circumstances, within.proven, report);
  if (!content) return;
  const std::size_t stamps = report.signatures.size();
  if (looksLikeMessage(*content))
    verifyMessage(*content, document, within, report);
  else
    verifyContent(*content, document, within, report);
  if (report.signatures.size() > stamps || !report.remarks.empty()) return;
  tell(report, "marca_senza_firma",
       "Il documento marcato non è firmato: la marca temporale dice da quando esiste, non chi lo ha "
       "approvato.");
}

std::optional<std::string> contentOf(std::string_view bytes) {
  std::string kept;
  try {
    for (std::size_t level = 1; level <= kDeepest && isEnvelope(bytes); ++level) {
      std::optional<std::string> content =
          looksLikeStampedData(bytes) ? stampedContent(bytes) : enclosedIn(bytes);
      if (!content || !isEnvelope(*content)) return content;
      kept = std::move(*content);
      bytes = kept;
    }
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::surroundings) throw;
  }
  return std::nullopt;
}

}  // namespace stesura
