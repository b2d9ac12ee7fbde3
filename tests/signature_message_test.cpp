#include "generator/signature/message.h"

#include <gtest/gtest.h>

#include <openssl/cms.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "generator/error.h"
#include "tests/data_folder.h"
#include "tests/message_maker.h"
#include "tests/signing_world.h"

namespace stesura::testing {
namespace {

using Integrity = SignerVerdict::Integrity;
using Trailing = SignedMessage::Trailing;

constexpr std::string_view kContent = "Protocollo d’intesa, bozza per la firma.\n";

const SigningWorld& world() {
  static const SigningWorld world;
  return world;
}

const TestIdentity& signer() {
  static const TestIdentity identity = world().signer();
  return identity;
}

const TestIdentity& rsaSigner() {
  static const TestIdentity identity = world().signer({.surname = "De Prova", .key = TestKey::rsa2048});
  return identity;
}

ContentDigest digestOfContent() {
  return [](const char* algorithm) { return rawHash(kContent, algorithm); };
}

SignedMessage read(std::string_view bytes) { return SignedMessage::read(bytes, Trailing::refused); }

SignerVerdict judged(const SignedMessage& message, std::size_t signer = 0) {
  return message.judge(signer, message.hasContent() ? message.contentDigest() : digestOfContent(), TrustStore());
}

SignerVerdict judged(std::string_view bytes) { return judged(read(bytes)); }

SignerVerdict judged(const SignerMaker& maker, const TestIdentity& identity = signer(), bool detached = false) {
  return judged(signedMessage({std::string(kContent), detached, kDataOid, {identity.certificate}, {}, {maker.der()}}));
}

bool has(const SignerVerdict& verdict, std::string_view code) {
  return std::any_of(verdict.remarks.begin(), verdict.remarks.end(), [&](const Remark& remark) { return remark.code == code; });
}

std::string sentenceOfReading(std::string_view bytes, Trailing trailing = Trailing::refused) {
  try {
    SignedMessage::read(bytes, trailing);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.sentence();
  }
  return "letto";
}

std::string flipped(std::string bytes, std::size_t at, unsigned char bits = 1) {
  bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ bits);
  return bytes;
}

std::string derOfCertificate(const TestIdentity& identity) { return derOf(identity.certificate.get()); }

// --- What is right -----------------------------------------------------------------------------------

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
  const SignerVerdict other =
      message.judge(0, [](const char* algorithm) { return rawHash("altro", algorithm); }, TrustStore());
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
  const SignedMessage message = read(signedMessage({std::string(kContent), false, kDataOid,
                                                    {signer().certificate, rsaSigner().certificate}, {},
                                                    {SignerMaker(signer(), kContent).der(), second.der()}}));
  ASSERT_EQ(message.signers(), 2u);
  EXPECT_EQ(judged(message, 0).integrity, Integrity::intact);
  EXPECT_EQ(judged(message, 1).integrity, Integrity::altered);
}

TEST(SignedMessage, TellsThatNobodySigned) {
  const SignedMessage message = read(signedMessage({std::string(kContent), false, kDataOid, {signer().certificate}, {}, {}}));
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
  maker.identifier = der(0x80, std::string_view(reinterpret_cast<const char*>(ASN1_STRING_get0_data(identifier)),
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
  for (const std::string_view text : {"260931141320Z", "2609211413Z", "260921141320+0200", "", "26092114132xZ"}) {
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
  const std::string bytes = signedMessage({"contenuto scambiato", false, kDataOid, {rsaSigner().certificate}, {}, {maker.der()}});
  EXPECT_EQ(judged(bytes).integrity, Integrity::altered);
}

// RSASSA-PSS-params with SHA-256 throughout and a salt of that many octets.
std::string pssParameters(char salt, std::string_view maskDigest = kSha256Oid) {
  const std::string mask = derAlgorithm("1.2.840.113549.1.1.8", derAlgorithm(maskDigest));
  return der(0x30, der(0xa0, derAlgorithm(kSha256Oid)) + der(0xa1, mask) + der(0xa2, der(0x02, std::string(1, salt))));
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
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.10", pssParameters(32, "2.16.840.1.101.3.4.2.3"));
  EXPECT_EQ(judged(maker, rsaSigner()).integrity, Integrity::altered);
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.10");
  EXPECT_EQ(judged(maker, rsaSigner()).integrity, Integrity::malformed);
}

// As OpenSSL signs by itself, which people use.
std::string signedByOpenssl(const TestIdentity& identity, unsigned flags) {
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> content(BIO_new_mem_buf(kContent.data(), static_cast<int>(kContent.size())),
                                                              BIO_free_all);
  const std::unique_ptr<CMS_ContentInfo, decltype(&CMS_ContentInfo_free)> message(
      CMS_sign(identity.certificate.get(), identity.key.get(), nullptr, content.get(), flags | CMS_BINARY), CMS_ContentInfo_free);
  const std::unique_ptr<BIO, decltype(&BIO_free_all)> out(BIO_new(BIO_s_mem()), BIO_free_all);
  i2d_CMS_bio_stream(out.get(), message.get(), content.get(), static_cast<int>(flags | CMS_BINARY));
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

TEST(SignedMessage, AgreesWithOpenssl) {
  for (const unsigned flags : {0u, static_cast<unsigned>(CMS_CADES), static_cast<unsigned>(CMS_STREAM), static_cast<unsigned>(CMS_USE_KEYID),
                               static_cast<unsigned>(CMS_NOATTR)}) {
    const SignedMessage message = read(signedByOpenssl(rsaSigner(), flags));
    EXPECT_EQ(message.isDer(), flags != CMS_STREAM) << flags;
    EXPECT_EQ(message.content(), kContent) << flags;
    const SignerVerdict verdict = judged(message);
    EXPECT_EQ(verdict.integrity, Integrity::intact) << flags;
    EXPECT_EQ(verdict.hasCertificateReference, flags == CMS_CADES) << flags;
  }
}

// --- Encodings ---------------------------------------------------------------------------------------

MessageParts usualParts() {
  return {std::string(kContent), false, kDataOid, {signer().certificate}, {}, {SignerMaker(signer(), kContent).der()}};
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
        "-----BEGIN PKCS7-----\n" + unix + "-----END PKCS7-----\n", "-----BEGIN CMS-----\r\n" + windows + "-----END CMS-----",
        "-----BEGIN PKCS #7 SIGNED DATA-----\n" + unix + "-----END PKCS #7 SIGNED DATA-----\n",
        "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=signed-data\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n" + windows,
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

// --- What is forged ----------------------------------------------------------------------------------

TEST(SignedMessage, CatchesASubstitutedCertificate) {
  // The same key, issuer and serial number, another person's name.
  TestIdentity forged = signer();
  X509Pointer copy(X509_dup(signer().certificate.get()), X509_free);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(copy.get()), "OU", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("Altro"), -1, -1, 0);
  X509_sign(copy.get(), world().authority().key.get(), EVP_sha256());
  const std::string signerInfo = SignerMaker(signer(), kContent).der();
  const SignerVerdict verdict = judged(signedMessage({std::string(kContent), false, kDataOid, {copy}, {}, {signerInfo}}));
  EXPECT_EQ(verdict.integrity, Integrity::altered);
  EXPECT_TRUE(has(verdict, "certificato_sostituito"));
  EXPECT_FALSE(verdict.hasCertificateReference);
  const SignerVerdict both =
      judged(signedMessage({std::string(kContent), false, kDataOid, {copy, signer().certificate}, {}, {signerInfo}}));
  EXPECT_EQ(both.integrity, Integrity::intact);
  EXPECT_EQ(both.facts.sha256, factsOf(signer().certificate.get()).sha256);
}

TEST(SignedMessage, CatchesAReferenceToAnotherIssuer) {
  SignerMaker maker(signer(), kContent);
  const std::string hash = der(0x04, rawHash(derOfCertificate(signer())));
  const std::string name = der(0x30, der(0xa4, der(0x30, der(0x31, der(0x30, derOid("2.5.4.3") + der(0x0c, "Altra CA"))))));
  const std::string id = der(0x30, hash + der(0x30, name + der(0x02, "\x05")));
  maker.referenceAttribute = derAttribute("1.2.840.113549.1.9.16.2.47", der(0x30, der(0x30, id)));
  EXPECT_TRUE(has(judged(maker), "certificato_sostituito"));
}

TEST(SignedMessage, ChecksTheOlderReferenceToo) {
  const auto reference = [](const std::string& certificate) {
    return derAttribute("1.2.840.113549.1.9.16.2.12",
                        der(0x30, der(0x30, der(0x30, der(0x04, rawHash(certificate, "SHA1"))))));
  };
  SignerMaker maker(signer(), kContent);
  maker.referenceAttribute = reference(derOfCertificate(signer()));
  EXPECT_TRUE(judged(maker).hasCertificateReference);
  maker.referenceAttribute = reference(derOfCertificate(rsaSigner()));
  EXPECT_TRUE(has(judged(maker), "certificato_sostituito"));
}

TEST(SignedMessage, TellsAMissingCertificate) {
  const std::string bytes = signedMessage({std::string(kContent), false, kDataOid, {}, {}, {SignerMaker(signer(), kContent).der()}});
  const SignerVerdict verdict = judged(bytes);
  EXPECT_EQ(verdict.integrity, Integrity::unsupported);
  EXPECT_EQ(verdict.certificate, nullptr);
  EXPECT_TRUE(has(verdict, "certificato_assente"));
}

TEST(SignedMessage, RefusesRepeatedAttributes) {
  for (const std::string& extra :
       {SignerMaker(signer(), kContent).digestAttribute, SignerMaker(signer(), kContent).contentTypeAttribute,
        SignerMaker(signer(), "altro").digestAttribute, SignerMaker(signer(), kContent).referenceAttribute}) {
    SignerMaker maker(signer(), kContent);
    maker.more = {extra};
    EXPECT_EQ(judged(maker).integrity, Integrity::malformed);
  }
  SignerMaker maker(signer(), kContent);
  const std::string digest = der(0x04, rawHash(kContent));
  maker.digestAttribute = derAttribute("1.2.840.113549.1.9.4", digest + der(0x04, rawHash("altro")));
  EXPECT_TRUE(has(judged(maker), "attributi_ripetuti"));
}

TEST(SignedMessage, RefusesMissingOrForeignAttributes) {
  SignerMaker maker(signer(), kContent);
  maker.contentTypeAttribute = "";
  EXPECT_TRUE(has(judged(maker), "tipo_assente"));
  maker = SignerMaker(signer(), kContent, kStampInfoOid);
  EXPECT_TRUE(has(judged(maker), "tipo_diverso"));
  EXPECT_EQ(judged(maker).integrity, Integrity::malformed);
  maker = SignerMaker(signer(), kContent);
  maker.digestAttribute = "";
  EXPECT_TRUE(has(judged(maker), "impronta_assente"));
  for (const std::string& digest : {std::string(), std::string(31, 'x'), rawHash(kContent) + "x"}) {
    maker.digestAttribute = derAttribute("1.2.840.113549.1.9.4", der(0x04, digest));
    EXPECT_TRUE(has(judged(maker), "impronta_malformata"));
    EXPECT_EQ(judged(maker).integrity, Integrity::malformed);
  }
}

TEST(SignedMessage, RefusesAlgorithmsThatDoNotAgree) {
  SignerMaker maker(signer(), kContent);
  maker.signatureAlgorithm = derAlgorithm("1.2.840.10045.4.3.4");  // ecdsa-with-SHA512
  EXPECT_TRUE(has(judged(maker), "algoritmi_discordi"));
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.11");
  EXPECT_TRUE(has(judged(maker), "chiave_di_altro_tipo"));
  EXPECT_EQ(judged(maker).integrity, Integrity::malformed);
  maker = SignerMaker(signer(), kContent);
  maker.more = {derAttribute("1.2.840.113549.1.9.52",
                             der(0x30, derAlgorithm("2.16.840.1.101.3.4.2.3") + der(0xa1, derOid("1.2.840.10045.4.3.2"))))};
  EXPECT_TRUE(has(judged(maker), "algoritmi_discordi"));
}

TEST(SignedMessage, TellsWeakFromBrokenAlgorithms) {
  SignerMaker maker(rsaSigner(), kContent);
  maker.hash = "SHA1";
  maker.digestAlgorithm = derAlgorithm("1.3.14.3.2.26");
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.5");
  maker.digestAttribute = derAttribute("1.2.840.113549.1.9.4", der(0x04, rawHash(kContent, "SHA1")));
  const SignerVerdict weak = judged(maker, rsaSigner());
  EXPECT_EQ(weak.integrity, Integrity::intact);
  EXPECT_TRUE(weak.weakAlgorithm);
  maker.hash = "MD5";
  maker.digestAlgorithm = derAlgorithm("1.2.840.113549.2.5");
  maker.signatureAlgorithm = derAlgorithm("1.2.840.113549.1.1.4");
  maker.digestAttribute = derAttribute("1.2.840.113549.1.9.4", der(0x04, rawHash(kContent, "MD5")));
  const SignerVerdict broken = judged(maker, rsaSigner());
  EXPECT_EQ(broken.integrity, Integrity::unsupported);
  EXPECT_TRUE(has(broken, "algoritmo_violato"));
}

TEST(SignedMessage, DoesNotJudgeUnknownAlgorithms) {
  SignerMaker maker(signer(), kContent);
  maker.digestAlgorithm = derAlgorithm("2.16.840.1.101.3.4.2.12");  // SHAKE256
  EXPECT_EQ(judged(maker).integrity, Integrity::unsupported);
  maker = SignerMaker(signer(), kContent);
  maker.signatureAlgorithm = derAlgorithm("1.3.101.112");  // Ed25519
  EXPECT_EQ(judged(maker).integrity, Integrity::unsupported);
}

TEST(SignedMessage, CatchesAttributesPassedOffAsContent) {
  // A signature over attributes is one over a content of the same bytes, if nobody looks.
  SignerMaker maker(rsaSigner(), kContent);
  const std::string attributes = maker.contentTypeAttribute + maker.digestAttribute;
  std::string content = der(0x31, attributes);
  SignerMaker disguised(rsaSigner(), content);
  disguised.withAttributes = false;
  const std::string bytes = signedMessage({content, false, kDataOid, {rsaSigner().certificate}, {}, {disguised.der()}});
  EXPECT_EQ(judged(bytes).integrity, Integrity::malformed);
}

TEST(SignedMessage, NeedsAttributesForOtherContentTypes) {
  SignerMaker maker(rsaSigner(), kContent);
  maker.withAttributes = false;
  const std::string bytes = signedMessage({std::string(kContent), false, kStampInfoOid, {rsaSigner().certificate}, {}, {maker.der()}});
  EXPECT_EQ(judged(bytes).integrity, Integrity::malformed);
}

TEST(SignedMessage, RefusesASignatureOfNothing) {
  const std::string signerInfo = SignerMaker(signer(), kContent).written("");
  const SignerVerdict verdict = judged(signedMessage({std::string(kContent), false, kDataOid, {signer().certificate}, {}, {signerInfo}}));
  EXPECT_EQ(verdict.integrity, Integrity::altered);
  EXPECT_TRUE(has(verdict, "firma_errata"));
}

TEST(SignedMessage, JudgesTheOthersWhereOneSignerIsUnreadable) {
  const SignedMessage message = read(signedMessage({std::string(kContent), false, kDataOid, {signer().certificate}, {},
                                                    {der(0x30, "\x02\x01\x01"), SignerMaker(signer(), kContent).der()}}));
  ASSERT_EQ(message.signers(), 2u);
  EXPECT_EQ(judged(message, 0).integrity, Integrity::malformed);
  EXPECT_EQ(judged(message, 1).integrity, Integrity::intact);
}

// --- Evidence and unsigned attributes ----------------------------------------------------------------

TEST(SignedMessage, CollectsTheEvidenceItCarries) {
  const std::string crl = world().crl({}), ocsp = world().ocsp(signer().certificate.get(), "good");
  SignerMaker maker(signer(), kContent);
  const std::string archival =
      der(0x30, der(0xa0, der(0x30, crl)) + der(0xa1, der(0x30, ocsp)));
  maker.more = {derAttribute("1.2.840.113583.1.1.8", archival)};
  maker.unsignedAttributes = {
      derAttribute("1.2.840.113549.1.9.16.2.23", der(0x30, derOfCertificate(world().authority()))),
      derAttribute("1.2.840.113549.1.9.16.2.24", archival)};
  const std::string otherRevocation = der(0xa1, derOid("1.3.6.1.5.5.7.16.2") + ocsp);
  const SignedMessage message = read(signedMessage(
      {std::string(kContent), false, kDataOid, {signer().certificate}, {crl, otherRevocation}, {maker.der()}}));
  EXPECT_EQ(judged(message).integrity, Integrity::intact);
  EXPECT_EQ(message.evidence().certificates.size(), 2u);
  EXPECT_EQ(message.evidence().crls.size(), 3u);
  EXPECT_EQ(message.evidence().ocspResponses.size(), 3u);
  EXPECT_EQ(message.evidence().ocspResponses.front(), ocsp);
}

constexpr const char* kStampOid = "1.2.840.113549.1.9.16.2.14";

// A message whose signature value bears these stamps.
std::string stampedMessage(const std::function<std::vector<std::string>(const std::string&)>& stampsOf) {
  SignerMaker maker(signer(), kContent);
  const std::string signature = maker.signature();
  std::string values;
  for (const std::string& stamp : stampsOf(signature)) values += stamp;
  maker.unsignedAttributes = {derAttribute(kStampOid, values)};
  return signedMessage({std::string(kContent), false, kDataOid, {signer().certificate}, {}, {maker.written(signature)}});
}

TEST(SignedMessage, TakesTheEarliestIntactTimeStamp) {
  const TestIdentity authority = world().timeStampAuthority();
  constexpr std::int64_t kEarlier = SigningWorld::kNow - 1000;
  const SignerVerdict verdict = judged(stampedMessage([&](const std::string& signature) {
    return std::vector{stampToken(world(), authority, signature), stampToken(world(), authority, signature, kEarlier),
                       stampToken(world(), authority, "altro", kEarlier - 1000)};
  }));
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_EQ(verdict.stampedTime, kEarlier);
  EXPECT_EQ(verdict.stampAuthority, "Marcatura temporale di prova");
  EXPECT_FALSE(verdict.stampTrusted);
  EXPECT_TRUE(has(verdict, "marca_non_integra"));
}

TEST(SignedMessage, PrefersATrustedTimeStampToAnEarlierOne) {
  const DataFolder folder;
  world().writeTrust(folder.path());
  const TrustStore trust = TrustStore::readFolder(folder.path());
  const SigningWorld elsewhere;
  const TestIdentity authority = world().timeStampAuthority(), stranger = elsewhere.timeStampAuthority();
  const SignedMessage message = read(stampedMessage([&](const std::string& signature) {
    return std::vector{stampToken(elsewhere, stranger, signature, SigningWorld::kNow - 1000),
                       stampToken(world(), authority, signature)};
  }));
  const SignerVerdict verdict = message.judge(0, message.contentDigest(), trust);
  EXPECT_EQ(verdict.stampedTime, SigningWorld::kNow);
  EXPECT_TRUE(verdict.stampTrusted);
}

TEST(SignedMessage, DoesNotBreakWithABrokenTimeStamp) {
  const TestIdentity authority = world().timeStampAuthority();
  const SignerVerdict verdict = judged(stampedMessage([&](const std::string& signature) {
    const std::string token = stampToken(world(), authority, signature);
    return std::vector{flipped(token, token.size() - 1), der(0x30, der(0x0c, "niente"))};
  }));
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_FALSE(verdict.stampedTime);
  EXPECT_TRUE(has(verdict, "marca_non_integra"));
}

TEST(SignedMessage, CountsAndChecksCountersignatures) {
  SignerMaker maker(signer(), kContent);
  const std::string signature = maker.signature();
  SignerMaker counter(rsaSigner(), signature), wrong(rsaSigner(), "altro");
  counter.contentTypeAttribute = wrong.contentTypeAttribute = "";
  maker.unsignedAttributes = {derAttribute("1.2.840.113549.1.9.6", counter.der() + wrong.der())};
  const SignerVerdict verdict = judged(signedMessage(
      {std::string(kContent), false, kDataOid, {signer().certificate, rsaSigner().certificate}, {}, {maker.written(signature)}}));
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_EQ(verdict.countersignatures, 2u);
  EXPECT_TRUE(has(verdict, "controfirma_integra"));
  EXPECT_TRUE(has(verdict, "controfirma_non_integra"));
}

TEST(TimeStamp, JudgesATokenOverABody) {
  const std::string token = stampToken(world(), world().timeStampAuthority(), kContent);
  const TimeStampVerdict verdict = judgeTimeStamp(token + std::string(100, '\0'), Trailing::zeros, digestOfContent(), TrustStore());
  EXPECT_TRUE(verdict.intact);
  EXPECT_EQ(verdict.time, SigningWorld::kNow);
  EXPECT_EQ(verdict.signer.facts.name, "Marcatura temporale di prova");
  EXPECT_TRUE(verdict.signer.hasCertificateReference);
}

TEST(TimeStamp, RefusesWhatIsNoStampOfThis) {
  const std::string token = stampToken(world(), world().timeStampAuthority(), "altro");
  TimeStampVerdict verdict = judgeTimeStamp(token, Trailing::refused, digestOfContent(), TrustStore());
  EXPECT_FALSE(verdict.intact);
  EXPECT_TRUE(has(verdict.signer, "marca_di_altro"));
  verdict = judgeTimeStamp(signedMessage(signer(), kContent), Trailing::refused, digestOfContent(), TrustStore());
  EXPECT_FALSE(verdict.intact);
  EXPECT_TRUE(has(verdict.signer, "marca_illeggibile"));
  verdict = judgeTimeStamp("", Trailing::refused, digestOfContent(), TrustStore());
  EXPECT_FALSE(verdict.intact);
}

TEST(TimeStamp, RefusesAStampByAPersonsCertificate) {
  const std::string imprint = der(0x30, derAlgorithm(kSha256Oid) + der(0x04, rawHash(kContent)));
  const std::string info = der(0x30, der(0x02, "\x01") + derOid("1.3.76.99999.1") + imprint + der(0x02, "\x01") +
                                         der(0x18, "20260921141320.5Z"));
  const auto verdictOf = [&](const TestIdentity& identity, std::size_t times) {
    const std::vector<std::string> signers(times, SignerMaker(identity, info, kStampInfoOid).der());
    return judgeTimeStamp(signedMessage({info, false, kStampInfoOid, {identity.certificate}, {}, signers}), Trailing::refused,
                          digestOfContent(), TrustStore());
  };
  EXPECT_TRUE(has(verdictOf(signer(), 1).signer, "marca_non_abilitata"));
  EXPECT_FALSE(verdictOf(signer(), 1).intact);
  const TestIdentity authority = world().timeStampAuthority();
  EXPECT_TRUE(verdictOf(authority, 1).intact);
  EXPECT_EQ(verdictOf(authority, 1).time, SigningWorld::kNow);
  EXPECT_FALSE(verdictOf(authority, 2).intact);
  EXPECT_TRUE(has(verdictOf(authority, 2).signer, "marca_con_piu_firme"));
}

}  // namespace
}  // namespace stesura::testing
