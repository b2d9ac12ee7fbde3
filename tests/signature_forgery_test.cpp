#include <gtest/gtest.h>

#include <openssl/x509.h>

#include <string>
#include <string_view>

#include "tests/judged_message.h"

namespace stesura::testing {
namespace {

TEST(SignedMessage, CatchesASubstitutedCertificate) {
  // The same key, issuer and serial number, another person's name.
  TestIdentity forged = signer();
  X509Pointer copy(X509_dup(signer().certificate.get()), X509_free);
  X509_NAME_add_entry_by_txt(X509_get_subject_name(copy.get()), "OU", MBSTRING_UTF8,
                             reinterpret_cast<const unsigned char*>("Altro"), -1, -1, 0);
  X509_sign(copy.get(), world().authority().key.get(), EVP_sha256());
  const std::string signerInfo = SignerMaker(signer(), kContent).der();
  const SignerVerdict verdict =
      judged(signedMessage({std::string(kContent), false, kDataOid, {copy}, {}, {signerInfo}}));
  EXPECT_EQ(verdict.integrity, Integrity::altered);
  EXPECT_TRUE(has(verdict, "certificato_sostituito"));
  EXPECT_FALSE(verdict.hasCertificateReference);
  const SignerVerdict both = judged(signedMessage(
      {std::string(kContent), false, kDataOid, {copy, signer().certificate}, {}, {signerInfo}}));
  EXPECT_EQ(both.integrity, Integrity::intact);
  EXPECT_EQ(both.facts.sha256, factsOf(signer().certificate.get()).sha256);
}

TEST(SignedMessage, CatchesAReferenceToAnotherIssuer) {
  SignerMaker maker(signer(), kContent);
  const std::string hash = der(0x04, rawHash(derOfCertificate(signer())));
  const std::string name =
      der(0x30, der(0xa4, der(0x30, der(0x31, der(0x30, derOid("2.5.4.3") + der(0x0c, "Altra CA"))))));
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
  const std::string bytes = signedMessage(
      {std::string(kContent), false, kDataOid, {}, {}, {SignerMaker(signer(), kContent).der()}});
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
  maker.more = {derAttribute(
      "1.2.840.113549.1.9.52",
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
  const std::string bytes =
      signedMessage({content, false, kDataOid, {rsaSigner().certificate}, {}, {disguised.der()}});
  EXPECT_EQ(judged(bytes).integrity, Integrity::malformed);
}

TEST(SignedMessage, NeedsAttributesForOtherContentTypes) {
  SignerMaker maker(rsaSigner(), kContent);
  maker.withAttributes = false;
  const std::string bytes = signedMessage(
      {std::string(kContent), false, kStampInfoOid, {rsaSigner().certificate}, {}, {maker.der()}});
  EXPECT_EQ(judged(bytes).integrity, Integrity::malformed);
}

TEST(SignedMessage, RefusesASignatureOfNothing) {
  const std::string signerInfo = SignerMaker(signer(), kContent).written("");
  const SignerVerdict verdict = judged(
      signedMessage({std::string(kContent), false, kDataOid, {signer().certificate}, {}, {signerInfo}}));
  EXPECT_EQ(verdict.integrity, Integrity::altered);
  EXPECT_TRUE(has(verdict, "firma_errata"));
}

TEST(SignedMessage, JudgesTheOthersWhereOneSignerIsUnreadable) {
  const SignedMessage message =
      read(signedMessage({std::string(kContent),
                          false,
                          kDataOid,
                          {signer().certificate},
                          {},
                          {der(0x30, "\x02\x01\x01"), SignerMaker(signer(), kContent).der()}}));
  ASSERT_EQ(message.signers(), 2u);
  EXPECT_EQ(judged(message, 0).integrity, Integrity::malformed);
  EXPECT_EQ(judged(message, 1).integrity, Integrity::intact);
}

}  // namespace
}  // namespace stesura::testing
