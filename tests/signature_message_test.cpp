#include "generator/signature/message.h"

#include <gtest/gtest.h>

#include <openssl/cms.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "generator/error.h"
#include "generator/signature/verification.h"
#include "tests/judged_message.h"

namespace stesura::testing {
namespace {

std::string sentenceOfReading(std::string_view bytes, Trailing trailing = Trailing::refused) {
  try {
    SignedMessage::read(bytes, trailing);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.sentence();
  }
  return "letto";
}

TEST(SignedMessage, ReadsAnEnvelopedMessageWithItsSigner) {
  const SignedMessage message = read(signedMessage(signer(), kContent));
  EXPECT_TRUE(message.isDer());
  EXPECT_TRUE(message.hasContent());
  EXPECT_EQ(message.content(), kContent);
  EXPECT_EQ(message.contentType(), "1.2.840.113549.1.7.1");
  ASSERT_EQ(message.signers(), 1u);
  const SignerVerdict verdict = judged(message);
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_EQ(verdict.facts.name, "Maria Chiara D'Esempio");
  EXPECT_EQ(verdict.digestAlgorithm, "SHA-256");
  EXPECT_EQ(verdict.signatureAlgorithm, "ECDSA");
  EXPECT_TRUE(verdict.hasCertificateReference);
  EXPECT_FALSE(verdict.weakAlgorithm);
  EXPECT_TRUE(verdict.remarks.empty());
}

TEST(SignedMessage, TakesTheDigestOfADetachedContent) {
  const std::string bytes = signedMessage(rsaSigner(), kContent, true);
  const SignedMessage message = read(bytes);
  EXPECT_FALSE(message.hasContent());
  const SignerVerdict verdict = judged(message);
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_EQ(verdict.signatureAlgorithm, "RSA");
  const SignerVerdict other = message.judge(
      0, [](const char* algorithm) { return rawHash("altro", algorithm); }, TrustStore());
  EXPECT_EQ(other.integrity, Integrity::altered);
  EXPECT_TRUE(has(other, "digest_diverso"));
}

TEST(SignedMessage, VerifiesAttributesInTheOrderTheyCame) {
  for (const auto order : {SignerMaker::Order::reversed, SignerMaker::Order::signedSorted}) {
    SignerMaker maker(rsaSigner(), kContent);
    maker.order = order;
    EXPECT_EQ(judged(maker, rsaSigner()).integrity, Integrity::intact);
  }
}

TEST(SignedMessage, JudgesEachOfSeveralSigners) {
  SignerMaker second(rsaSigner(), "altro contenuto");
  const SignedMessage message = read(signedMessage({std::string(kContent),
                                                    false,
                                                    kDataOid,
                                                    {signer().certificate, rsaSigner().certificate},
                                                    {},
                                                    {SignerMaker(signer(), kContent).der(), second.der()}}));
  ASSERT_EQ(message.signers(), 2u);
  EXPECT_EQ(judged(message, 0).integrity, Integrity::intact);
  EXPECT_EQ(judged(message, 1).integrity, Integrity::altered);
}

TEST(SignedMessage, TellsThatNobodySigned) {
  const SignedMessage message =
      read(signedMessage({std::string(kContent), false, kDataOid, {signer().certificate}, {}, {}}));
  EXPECT_EQ(message.signers(), 0u);
}

TEST(SignedMessage, StaysReadableWhenMoved) {
  SignedMessage first = read(signedMessage(signer(), kContent));
  const ContentDigest digest = first.contentDigest();
  const SignedMessage second = std::move(first);
  EXPECT_EQ(second.judge(0, digest, TrustStore()).integrity, Integrity::intact);
}

TEST(SignedMessage, FindsTheCertificateByKeyIdentifier) {
  SignerMaker maker(signer(), kContent);
  const ASN1_OCTET_STRING* const identifier = X509_get0_subject_key_id(signer().certificate.get());
  maker.identifier =
      der(0x80, std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(identifier)),
                                 static_cast<std::size_t>(ASN1_STRING_length(identifier))));
  EXPECT_EQ(judged(maker).integrity, Integrity::intact);
}

std::string timeAttribute(std::uint8_t tag, std::string_view text) {
  return derAttribute("1.2.840.113549.1.9.5", der(tag, text));
}

TEST(SignedMessage, ReadsTheTimeClaimed) {
  SignerMaker maker(signer(), kContent);
  maker.more = {timeAttribute(0x17, "260921141320Z")};
  EXPECT_EQ(judged(maker).claimedTime, SigningWorld::kNow);
  maker.more = {timeAttribute(0x18, "20260921141320Z")};
  EXPECT_EQ(judged(maker).claimedTime, SigningWorld::kNow);
}

TEST(SignedMessage, RemarksATimeThatIsNone) {
  for (const std::string_view text :
       {"260931141320Z", "2609211413Z", "260921141320+0200", "", "26092114132xZ"}) {
    SignerMaker maker(signer(), kContent);
    maker.more = {timeAttribute(0x17, text)};
    const SignerVerdict verdict = judged(maker);
    EXPECT_EQ(verdict.integrity, Integrity::intact) << text;
    EXPECT_FALSE(verdict.claimedTime) << text;
    EXPECT_TRUE(has(verdict, "data_illeggibile")) << text;
  }
}

TEST(SignedMessage, VerifiesPlainPkcs7WithoutAttributes) {
  SignerMaker maker(rsaSigner(), kContent);
  maker.withAttributes = false;
  const SignerVerdict verdict = judged(maker, rsaSigner());
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_TRUE(has(verdict, "attributi_firmati_assenti"));
  EXPECT_FALSE(verdict.hasCertificateReference);
  const std::string bytes =
      signedMessage({"contenuto scambiato", false, kDataOid, {rsaSigner().certificate}, {}, {maker.der()}});
  EXPECT_EQ(judged(bytes).integrity, Integrity::altered);
}

// RSASSA-PSS-params with SHA-256 throughout and a salt of that many octets.
std::string pssParameters(char salt, std::string_view maskDigest = kSha256Oid) {
  const std::string mask = derAlgorithm("1.2.840.113549.1.1.8", derAlgorithm(maskDigest));
  return der(0x30, der(0xa0, derAlgorithm(kSha256Oid)) + der(0xa1, mask) +
                       der(0xa2, der(0x02, std::string(1, salt))));
}

TEST(SignedMessage, VerifiesPssWithItsParameters) {
  SignerMaker maker(rsaSigner(), kContent);
  maker.pssSalt = 32;
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.10", pssParameters(32));
  const SignerVerdict verdict = judged(maker, rsaSigner());
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_EQ(verdict.signatureAlgorithm, "RSA-PSS");
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.10", pssParameters(20));
  EXPECT_EQ(judged(maker, rsaSigner()).integrity, Integrity::altered);
  maker.signatureAlgorithm =
      derAlgorithm("1.2.840.113549.1.1.10", pssParameters(32, "2.16.840.1.101.3.4.2.3"));
  EXPECT_EQ(judged(maker, rsaSigner()).integrity, Integrity::altered);
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.10");
  EXPECT_EQ(judged(maker, rsaSigner()).integrity, Integrity::malformed);
}

// As OpenSSL signs by itself, which people use.
std::string signedByOpenssl(const TestIdentity& identity, unsigned flags) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> content(
      BIO_new_mem_buf(kContent.data(), static_cast<int>(kContent.size())), BIO_free_all);
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> message(
      CMS_sign(identity.certificate.get(), identity.key.get(), nullptr, content.get(), flags | CMS_BINARY),
      CMS_ContentInfo_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all);
  i2d_CMS_bio_stream(out.get(), message.get(), content.get(), static_cast<int>(flags | CMS_BINARY));
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

TEST(SignedMessage, AgreesWithOpenssl) {
  for (const unsigned flags : {0u, static_cast<unsigned>(CMS_CADES), static_cast<unsigned>(CMS_STREAM),
                               static_cast<unsigned>(CMS_USE_KEYID), static_cast<unsigned>(CMS_NOATTR)}) {
    const SignedMessage message = read(signedByOpenssl(rsaSigner(), flags));
    EXPECT_EQ(message.isDer(), flags != CMS_STREAM) << flags;
    EXPECT_EQ(message.content(), kContent) << flags;
    const SignerVerdict verdict = judged(message);
    EXPECT_EQ(verdict.integrity, Integrity::intact) << flags;
    EXPECT_EQ(verdict.hasCertificateReference, flags == CMS_CADES) << flags;
  }
}

TEST(SignedMessage, ReadsIndefiniteLengthsAndContentInPieces) {
  for (const std::size_t piece : {1u, 7u, 1000u}) {
    const SignedMessage message = read(berMessage(usualParts(), piece));
    EXPECT_FALSE(message.isDer());
    EXPECT_EQ(message.content(), kContent);
    EXPECT_EQ(judged(message).integrity, Integrity::intact);
  }
}

TEST(SignedMessage, ReadsBase64InItsManyShapes) {
  const std::string bytes = signedMessage(signer(), kContent);
  const std::string unix = base64(bytes, 64, "\n"), windows = base64(bytes, 76, "\r\n");
  for (const std::string& text :
       {unix, windows, base64(bytes, 1u << 20, ""), "\xef\xbb\xbf\r\n \t" + unix,
        "-----BEGIN PKCS7-----\n" + unix + "-----END PKCS7-----\n",
        "-----BEGIN CMS-----\r\n" + windows + "-----END CMS-----",
        "-----BEGIN PKCS #7 SIGNED DATA-----\n" + unix + "-----END PKCS #7 SIGNED DATA-----\n",
        "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" +
            windows,
        "Content-Transfer-Encoding: Base64\nContent-Type: application/x-pkcs7-mime\n\n" + unix}) {
    EXPECT_TRUE(looksLikeMessage(text)) << text.substr(0, 40);
    EXPECT_EQ(judged(text).integrity, Integrity::intact) << text.substr(0, 40);
  }
}

TEST(SignedMessage, RefusesDamagedText) {
  const std::string text = base64(signedMessage(signer(), kContent), 64, "\n");
  EXPECT_EQ(sentenceOfReading(text.substr(0, 1) + "*" + text.substr(2)),
            "Non è un messaggio firmato: manca la struttura di una firma (CMS).");
  EXPECT_EQ(sentenceOfReading(text.substr(0, 100) + "*" + text.substr(101)),
            "La firma è scritta in base64, ma il testo è danneggiato o incompleto.");
  EXPECT_EQ(sentenceOfReading("-----BEGIN PKCS7-----\n" + text),
            "La firma è scritta in base64, ma il testo è danneggiato o incompleto.");
  EXPECT_EQ(sentenceOfReading("-----BEGIN PKCS7-----\n" + text + "-----END PKCS7-----\nancora"),
            "Ci sono byte nascosti dopo la firma: il file non è come è stato prodotto.");
}

TEST(SignedMessage, RefusesBytesHiddenBehindIt) {
  const std::string bytes = signedMessage(signer(), kContent, true);
  const std::string padded = bytes + std::string(500, '\0');
  const SignedMessage message = SignedMessage::read(padded, Trailing::zeros);
  EXPECT_EQ(message.length(), bytes.size());
  EXPECT_EQ(judged(message).integrity, Integrity::intact);
  const std::string hidden = "Ci sono byte nascosti dopo la firma: il file non è come è stato prodotto.";
  EXPECT_EQ(sentenceOfReading(padded), hidden);
  EXPECT_EQ(sentenceOfReading(padded + "%PDF", Trailing::zeros), hidden);
  EXPECT_EQ(sentenceOfReading(bytes + bytes, Trailing::zeros), hidden);
}

TEST(SignedMessage, TakesNoTextWhereBytesMustBe) {
  EXPECT_EQ(sentenceOfReading(base64(signedMessage(signer(), kContent), 64, "\n"), Trailing::zeros),
            "Non è un messaggio firmato: manca la struttura di una firma (CMS).");
}

TEST(LooksLikeMessage, KnowsOtherFilesFromMessages) {
  EXPECT_TRUE(looksLikeMessage(signedMessage(signer(), kContent)));
  EXPECT_TRUE(looksLikeMessage(berMessage(usualParts(), 10)));
  EXPECT_FALSE(looksLikeMessage(""));
  EXPECT_FALSE(looksLikeMessage("%PDF-1.7\n%âãÏÓ\n1 0 obj\n"));
  EXPECT_FALSE(looksLikeMessage(signablePdf({"firma_uno"})));
  EXPECT_FALSE(looksLikeMessage("PK\x03\x04"));
  EXPECT_FALSE(looksLikeMessage("{\"tipo\": \"protocollo_intesa\"}"));
  EXPECT_FALSE(looksLikeMessage(derOfCertificate(signer())));
  EXPECT_FALSE(looksLikeMessage(signer().certificatePem()));
  EXPECT_FALSE(looksLikeMessage("MIME-Version: 1.0\nContent-Type: text/plain\n\nciao"));
}

}  // namespace
}  // namespace stesura::testing
