#include "generator/signature/signing.h"

#include <optional>
#include <utility>

#include "generator/error.h"
#include "generator/signature/signature_field.h"
#include "generator/signature/signature_gap.h"
#include "generator/signature/signature_update.h"
#include "generator/signature/signed_attributes.h"
#include "generator/signature/signed_file.h"
#include "generator/signature/signing_conditions.h"
#include "generator/signature/signing_moment.h"

namespace stesura {
namespace {

constexpr std::size_t kLeastReserved = 1024, kMostReserved = 1u << 20;

struct BlankSignature {
  std::string pdf;
  SignatureGap gap{};
  std::string digest{};  // of what is signed
};

// The file with room for the signature. `certificate`: null if it is not known yet.
BlankSignature withBlank(const SigningOrder& order, X509* certificate, TimeStamps timeStamps,
                         const FormFonts& fonts) {
  if (order.reserved < kLeastReserved || order.reserved > kMostReserved)
    throw Error(ErrorKind::usage, "Lo spazio riservato alla firma va da 1024 a 1048576 byte.");
  const SigningMoment moment = momentOfSigning(order.time);
  if (certificate != nullptr) refuseUnfitCertificate(certificate, order.time);
  const PdfHistory history = PdfHistory::read(order.pdf);
  const std::vector<PlacedSignature> signatures = signaturesOf(history);
  const SigningField field = fieldToSign(history, signatures, order.field);
  refuseUnmetDemands(history, field, timeStamps);
  refuseUnfitFile(history, signatures, field);

  SignatureLook look = order.look;
  if (look.name.empty() && certificate != nullptr) look.name = factsOf(certificate).name;
  std::optional<SignatureAppearance> appearance;
  if (field.isVisible()) appearance.emplace(look, look.withDate ? moment.sentence : std::string(), fonts);
  BlankSignature blank;
  blank.pdf = written({.history = history,
                       .field = field,
                       .appearance = appearance ? &*appearance : nullptr,
                       .name = look.name,
                       .date = moment.date,
                       .reserved = order.reserved},
                      blank.gap);
  blank.digest = digestAround(blank.pdf, blank.gap);
  return blank;
}

}  // namespace

std::string signPdf(const SigningOrder& order, const SigningKey& key, const FormFonts& fonts,
                    const TimeStampTransport& timeStamps) {
  BlankSignature blank =
      withBlank(order, key.certificate(), timeStamps ? TimeStamps::wanted : TimeStamps::none, fonts);
  const std::string attributes = signedAttributes(blank.digest, key.certificate());
  std::string message = signedData(attributes, key.sign(attributes), key.certificate(), key.chain());
  if (timeStamps) message = withTimeStamp(message, timeStamps);
  fill(blank.pdf, blank.gap, message);
  return std::move(blank.pdf);
}

PreparedSignature preparePdf(const SigningOrder& order, std::string_view certificate,
                             const FormFonts& fonts) {
  const std::vector<X509Pointer> certificates = certificatesIn(certificate);
  if (certificates.empty() && !certificate.empty())
    throw Error(ErrorKind::data, "Il certificato di chi firma non si legge.");
  X509* signer = certificates.empty() ? nullptr : certificates.front().get();
  // Whoever completes the file may have it stamped: not known yet.
  BlankSignature blank = withBlank(order, signer, TimeStamps::wanted, fonts);
  PreparedSignature prepared{std::move(blank.pdf), std::move(blank.digest), {}};
  if (signer != nullptr) prepared.toSign = signedAttributes(prepared.digest, signer);
  return prepared;
}

}  // namespace stesura
