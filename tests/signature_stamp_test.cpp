#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "tests/data_folder.h"
#include "tests/judged_message.h"

namespace stesura::testing {
namespace {

std::string flipped(std::string bytes, std::size_t at, unsigned char bits = 1) {
  bytes[at] = static_cast<char>(static_cast<unsigned char>(bytes[at]) ^ bits);
  return bytes;
}

TEST(SignedMessage, CollectsTheEvidenceItCarries) {
  const std::string crl = world().crl({}), ocsp = world().ocsp(signer().certificate.get(), "good");
  SignerMaker maker(signer(), kContent);
  const std::string archival = der(0x30, der(0xa0, der(0x30, crl)) + der(0xa1, der(0x30, ocsp)));
  maker.more = {derAttribute("1.2.840.113583.1.1.8", archival)};
  maker.unsignedAttributes = {
      derAttribute("1.2.840.113549.1.9.16.2.23", der(0x30, derOfCertificate(world().authority()))),
      derAttribute("1.2.840.113549.1.9.16.2.24", archival)};
  const std::string otherRevocation = der(0xa1, derOid("1.3.6.1.5.5.7.16.2") + ocsp);
  const SignedMessage message = read(signedMessage({std::string(kContent),
                                                    false,
                                                    kDataOid,
                                                    {signer().certificate},
                                                    {crl, otherRevocation},
                                                    {maker.der()}}));
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
  return signedMessage(
      {std::string(kContent), false, kDataOid, {signer().certificate}, {}, {maker.written(signature)}});
}

TEST(SignedMessage, TakesTheEarliestIntactTimeStamp) {
  const TestIdentity authority = world().timeStampAuthority();
  constexpr std::int64_t kEarlier = SigningWorld::kNow - 1000;
  const SignerVerdict verdict = judged(stampedMessage([&](const std::string& signature) {
    return std::vector{stampToken(world(), authority, signature),
                       stampToken(world(), authority, signature, kEarlier),
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
  const SignerVerdict verdict = judged(signedMessage({std::string(kContent),
                                                      false,
                                                      kDataOid,
                                                      {signer().certificate, rsaSigner().certificate},
                                                      {},
                                                      {maker.written(signature)}}));
  EXPECT_EQ(verdict.integrity, Integrity::intact);
  EXPECT_EQ(verdict.countersignatures, 2u);
  EXPECT_TRUE(has(verdict, "controfirma_integra"));
  EXPECT_TRUE(has(verdict, "controfirma_non_integra"));
}

TEST(TimeStamp, JudgesATokenOverABody) {
  const std::string token = stampToken(world(), world().timeStampAuthority(), kContent);
  const TimeStampVerdict verdict =
      judgeTimeStamp(token + std::string(100, '\0'), Trailing::zeros, digestOfContent(), TrustStore());
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
  verdict =
      judgeTimeStamp(signedMessage(signer(), kContent), Trailing::refused, digestOfContent(), TrustStore());
  EXPECT_FALSE(verdict.intact);
  EXPECT_TRUE(has(verdict.signer, "marca_illeggibile"));
  verdict = judgeTimeStamp("", Trailing::refused, digestOfContent(), TrustStore());
  EXPECT_FALSE(verdict.intact);
}

TEST(TimeStamp, RefusesAStampByAPersonsCertificate) {
  const std::string imprint = der(0x30, derAlgorithm(kSha256Oid) + der(0x04, rawHash(kContent)));
  const std::string info = der(0x30, der(0x02, "\x01") + derOid("1.3.76.99999.1") + imprint +
                                         der(0x02, "\x01") + der(0x18, "20260921141320.5Z"));
  const auto verdictOf = [&](const TestIdentity& identity, std::size_t times) {
    const std::vector<std::string> signers(times, SignerMaker(identity, info, kStampInfoOid).der());
    return judgeTimeStamp(signedMessage({info, false, kStampInfoOid, {identity.certificate}, {}, signers}),
                          Trailing::refused, digestOfContent(), TrustStore());
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
