// Signing with a key that is elsewhere: the file is prepared, the signature comes back, and is checked.
#include <gtest/gtest.h>

#include <openssl/ecdsa.h>
#include <openssl/evp.h>

#include <memory>
#include <string>

#include "generator/signature/signed_attributes.h"
#include "tests/form_fonts.h"
#include "tests/signature_home.h"
#include "tests/signed_message.h"

namespace stesura {
namespace {

using testing::detachedMessage;
using testing::faultsOf;
using testing::identity;
using testing::keyOf;
using testing::orderFor;
using testing::pdfsigLines;
using testing::refusal;
using testing::signablePdf;
using testing::signingKey;
using testing::signingWorld;
using testing::SigningWorld;
using testing::TestIdentity;
using testing::TestKey;
using testing::TestSigner;

using Lines = std::vector<std::string>;

const Lines kValid = {"firma: Total document signed Signature is Valid."};

std::string certificateOf(TestKey key) { return identity(key).certificatePem() + identity(key).chainPem(); }

PreparedSignature prepared(const std::string& certificate) {
  static const std::string pdf = signablePdf({"firma"});
  SigningOrder order = orderFor(pdf, "firma");
  if (certificate.empty()) order.look.name = "Maria Chiara D'Esempio";
  return preparePdf(order, certificate, formFonts());
}

// What a remote service answers to the digest.
std::string messageFor(const PreparedSignature& file, TestKey key) {
  const std::string attributes = signedAttributes(file.digest, identity(key).certificate.get());
  return signedData(attributes, signingKey(key).sign(attributes), identity(key).certificate.get(),
                    identity(key).chain);
}

std::string base64Of(const std::string& bytes) {
  std::string text(bytes.size() * 4 / 3 + 5, '\0');
  text.resize(static_cast<std::size_t>(EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                                       reinterpret_cast<const unsigned char*>(bytes.data()),
                                                       static_cast<int>(bytes.size()))));
  return text;
}

// The outermost length left open, as streaming programs write it.
std::string berOf(const std::string& der) {
  EXPECT_EQ(static_cast<unsigned char>(der[1]), 0x82);
  return std::string("\x30\x80", 2) + der.substr(4) + std::string(2, '\0');
}

// The bytes that the signature covers.
std::string contentOf(const std::string& pdf) {
  const std::size_t gap = pdf.find("/Contents<000") + 9;
  return pdf.substr(0, gap) + pdf.substr(pdf.find('>', gap) + 1);
}

TEST(Completion, TakesTheBareSignatureOfACard) {
  for (const TestKey key : {TestKey::rsa3072, TestKey::p256}) {
    const PreparedSignature file = prepared(certificateOf(key));
    const std::string signature = signingKey(key).sign(file.toSign);
    const std::string completed = completePdf(file.pdf, signature, certificateOf(key));
    EXPECT_EQ(completePdf(file.pdf, base64Of(signature) + "\n", certificateOf(key)), completed);
    EXPECT_EQ(completed.size(), file.pdf.size());
    EXPECT_EQ(pdfsigLines(completed), kValid);
    EXPECT_EQ(faultsOf(completed), Lines{});
    EXPECT_EQ(testing::opensslComplaint(completed, identity(key).chainPem()), "");
  }
}

TEST(Completion, TakesTheTwoNumbersOfAnEllipticCurveOneBehindTheOther) {
  const PreparedSignature file = prepared(certificateOf(TestKey::p256));
  const std::string der = signingKey(TestKey::p256).sign(file.toSign);
  const auto* at = reinterpret_cast<const unsigned char*>(der.data());
  const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())), ECDSA_SIG_free);
  std::string halves(64, '\0');
  auto* out = reinterpret_cast<unsigned char*>(halves.data());
  BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), out, 32);
  BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), out + 32, 32);
  EXPECT_EQ(pdfsigLines(completePdf(file.pdf, halves, certificateOf(TestKey::p256))), kValid);
  halves[5] ^= 1;
  EXPECT_NE(refusal([&] { completePdf(file.pdf, halves, certificateOf(TestKey::p256)); }), "");
}

TEST(Completion, TakesTheMessageOfARemoteService) {
  const PreparedSignature file = prepared("");
  EXPECT_EQ(file.toSign, "");
  EXPECT_EQ(file.digest.size(), 32u);
  const std::string message = messageFor(file, TestKey::rsa3072);
  const std::string expected = completePdf(file.pdf, message, "");
  EXPECT_EQ(pdfsigLines(expected), kValid);
  EXPECT_EQ(faultsOf(expected), Lines{});
  const std::string pem = "-----BEGIN CMS-----\n" + base64Of(message) + "\n-----END CMS-----\n";
  for (const std::string& same : {berOf(message), pem, base64Of(message), message + std::string(100, '\0')})
    EXPECT_EQ(completePdf(file.pdf, same, ""), expected);
}

TEST(Completion, AddsATimeStamp) {
  const PreparedSignature file = prepared(certificateOf(TestKey::p256));
  const TestIdentity authority = signingWorld().timeStampAuthority();
  const TimeStampTransport transport = [&](std::string_view request) {
    return signingWorld().timeStamp(request, authority);
  };
  const std::string completed = completePdf(file.pdf, signingKey(TestKey::p256).sign(file.toSign),
                                            certificateOf(TestKey::p256), transport);
  EXPECT_EQ(testing::stampedTimes(completed), std::vector<std::int64_t>{SigningWorld::kNow});
  EXPECT_EQ(faultsOf(completed), Lines{});
}

TEST(Completion, RefusesWhatIsNotTheSignatureOfThisFile) {
  const PreparedSignature file = prepared(certificateOf(TestKey::p256));
  const std::string signature = signingKey(TestKey::p256).sign(file.toSign),
                    message = messageFor(file, TestKey::p256);
  const auto refused = [&](std::string_view pdf, const std::string& came,
                           const std::string& certificate = certificateOf(TestKey::p256)) {
    return refusal([&] { completePdf(pdf, came, certificate); });
  };
  std::string touched = file.pdf;
  touched[touched.find("1000 euro")] = '9';
  const std::string notOfThis =
      "La firma ricevuta non va bene per questo file.\nLa firma non è di questo file: è stata fatta su "
      "un’impronta "
      "diversa, oppure il file preparato o la firma sono stati cambiati.";
  const std::string notBare =
      "La firma ricevuta non è di questo certificato su questo file: va calcolata con SHA-256 sui byte "
      "preparati, e il file non "
      "va toccato nel frattempo.";
  EXPECT_EQ(refused(touched, message), notOfThis);
  EXPECT_EQ(refused(touched, signature), notBare);
  EXPECT_EQ(refused(file.pdf, signature, certificateOf(TestKey::rsa3072)), notBare);
  EXPECT_EQ(refused(file.pdf, signingKey(TestKey::p256).sign("altro")), notBare);
  EXPECT_EQ(refused(file.pdf, message, certificateOf(TestKey::rsa3072)),
            "La firma ricevuta non va bene per questo file.\nLa firma è di un altro certificato.");
  EXPECT_EQ(refused(file.pdf, signature, ""),
            "La firma ricevuta non è un messaggio firmato (CMS): per una firma nuda indicare anche il "
            "certificato.");
  EXPECT_EQ(refused(file.pdf, signature, "altro"), "Il certificato di chi firma non si legge.");
  EXPECT_EQ(refused(file.pdf, ""), "La firma ricevuta è vuota o troppo grande.");
  std::string broken = message;
  broken[broken.size() - 3] ^= 1;
  EXPECT_EQ(refused(file.pdf, broken), notOfThis);
  for (std::size_t length = 1; length < message.size(); length += 97)
    EXPECT_NE(refused(file.pdf, message.substr(0, length)), "") << length;
}

TEST(Completion, RefusesAMessageThatIsNoBaseline) {
  const PreparedSignature file = prepared("");
  const std::string content = contentOf(file.pdf);
  const auto refused = [&](const std::string& message) {
    return refusal([&] { completePdf(file.pdf, message, ""); });
  };
  const std::string begin = "La firma ricevuta non va bene per questo file.\n";
  EXPECT_EQ(refused(detachedMessage(content, {identity(TestKey::p256)})),
            begin + "C’è l’attributo firmato signing-time, che PAdES vieta: l’ora sta nel PDF.");
  EXPECT_EQ(refused(detachedMessage(content, {identity(TestKey::p256), identity(TestKey::rsa3072)})),
            begin + "I firmatari nel messaggio sono 2: in un PDF ne va uno solo.");
  EXPECT_EQ(refused(testing::signedMessage(content, {identity(TestKey::p256)})),
            begin + "Il messaggio contiene il documento: per un PDF serve una firma separata (detached).");
  EXPECT_EQ(refused(testing::plainMessage(content, identity(TestKey::p256))),
            begin + "Manca l’attributo firmato signing-certificate-v2, che PAdES richiede.");
  TestSigner expired;
  expired.notAfter = SigningWorld::kNow - 1;
  const TestIdentity late = signingWorld().signer(expired);
  const std::string attributes = signedAttributes(file.digest, late.certificate.get());
  EXPECT_EQ(refused(signedData(attributes, keyOf(late).sign(attributes), late.certificate.get(), {})),
            "Il certificato di Maria Chiara D'Esempio è scaduto il 21 settembre 2026, ore 16:13: non si può "
            "firmare.");
}

TEST(Completion, RefusesAFileThatIsNotPrepared) {
  const std::string pdf = signablePdf({"firma"});
  const PreparedSignature file = prepared(certificateOf(TestKey::p256));
  const std::string signature = signingKey(TestKey::p256).sign(file.toSign);
  const std::string done = completePdf(file.pdf, signature, certificateOf(TestKey::p256));
  const auto refused = [&](std::string_view given) {
    return refusal([&] { completePdf(given, signature, certificateOf(TestKey::p256)); });
  };
  const std::string unprepared =
      "Il file non è preparato per una firma, oppure è stato cambiato dopo la preparazione: prepararlo di "
      "nuovo.";
  EXPECT_EQ(refused(pdf), unprepared);
  EXPECT_EQ(refused(file.pdf + pdf.substr(0, 100)), unprepared);
  EXPECT_EQ(refused(done), "Il file è già firmato: non ha una firma da completare.");
  EXPECT_NE(refused("altro"), "");
  EXPECT_NE(refused(""), "");
}

TEST(Completion, TellsHowMuchRoomIsMissing) {
  const std::string pdf = signablePdf({"firma"});
  SigningOrder order = orderFor(pdf, "firma");
  order.reserved = 1024;
  const PreparedSignature file = preparePdf(order, certificateOf(TestKey::rsa3072), formFonts());
  const std::string sentence =
      refusal([&] { completePdf(file.pdf, messageFor(file, TestKey::rsa3072), ""); });
  EXPECT_NE(sentence.find("il posto riservato nel PDF ne ha 1024: riservarne almeno "), std::string::npos)
      << sentence;
}

TEST(Completion, PreparesNothingWithoutAName) {
  const std::string pdf = signablePdf({"firma"});
  SigningOrder order = orderFor(pdf, "firma");
  EXPECT_EQ(
      refusal([&] { preparePdf(order, "", formFonts()); }),
      "Quello che il campo della firma deve mostrare non si può scrivere.\nManca il nome di chi firma.");
}

}  // namespace
}  // namespace stesura
