// Who was revoked, and which answers may say that nobody was.
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "data_folder.h"
#include "generator/signature/chain.h"
#include "trust_material.h"

namespace stesura::testing {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = SigningWorld::kNow;
constexpr int kKeyCompromise = 1, kHold = 6, kRemoved = 8;
const std::string kOwnPoint = "URI:http://prova.test/uno.crl", kOtherPoint = "URI:http://prova.test/due.crl";

class Revocation : public ::testing::Test {
 protected:
  Revocation() {
    std::ofstream(folder_.path() / "radice.der", std::ios::binary) << derOf(root_.certificate.get());
  }

  static std::string der(const CrlPointer& list) {
    unsigned char* bytes = nullptr;
    const int length = i2d_X509_CRL(list.get(), &bytes);
    std::string text(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
    OPENSSL_free(bytes);
    return text;
  }
  // A signer right below the root; the answers come with the signature.
  ChainVerdict judge(const std::vector<CrlPointer>& lists, const std::vector<std::string>& answers = {},
                     bool proven = true, std::int64_t at = kNow) const {
    return judgeChain(person_.certificate.get(), {others_, lists, answers},
                      TrustStore::readFolder(folder_.path()), at, proven, CertificatePurpose::signing);
  }
  CrlPointer list(const CrlPlan& plan = {}) const { return makeCrl(root_, plan); }
  CrlPlan revokes(std::int64_t when, int reason = -1) const {
    return {.revoked = {{person_.certificate.get(), when, reason}}};
  }
  OcspPlan answer(int status = 0) const {
    return {.certificate = person_.certificate.get(), .issuer = root_.certificate.get(), .status = status};
  }

  MadeCertificate root_ = makeCertificate({.name = {{"CN", "CA di prova"}}, .isAuthority = true});
  MadeCertificate person_ = makeCertificate(
      {.issuer = &root_, .extensions = {{"crlDistributionPoints", "URI:http://prova.test/uno.crl"}}});
  std::vector<X509Pointer> others_{};
  DataFolder folder_;
};

TEST_F(Revocation, IsUnknownWithoutAnswers) {
  const ChainVerdict verdict = judge({});
  EXPECT_EQ(verdict.outcome, Outcome::revocationUnknown);
  EXPECT_TRUE(verdict.trusted);
  EXPECT_EQ(verdict.revocationSource, "");
  EXPECT_TRUE(has(verdict.remarks, "revoca_ignota"));
}

TEST_F(Revocation, ListsInTheFolderAndInTheEvidenceAreRead) {
  EXPECT_EQ(judge({list()}).outcome, Outcome::valid);
  std::ofstream(folder_.path() / "ca.crl", std::ios::binary) << der(list());
  EXPECT_EQ(judge({}).outcome, Outcome::valid);
  EXPECT_EQ(judge({}).revocationSource, "CRL del 2026-09-20");
}

TEST_F(Revocation, RevokedBeforeTheSignatureIsToldWithDateAndReason) {
  const ChainVerdict verdict = judge({list(revokes(kNow - 5 * kDay, kKeyCompromise))});
  EXPECT_EQ(verdict.outcome, Outcome::revoked);
  EXPECT_EQ(verdict.revokedAt, "2026-09-16T14:13:20Z");
  EXPECT_TRUE(has(verdict.remarks, "certificato_revocato"));
  EXPECT_NE(
      told(verdict.remarks).find("è stato revocato il 16 settembre 2026, ore 16:13 (chiave compromessa)."),
      std::string::npos)
      << told(verdict.remarks);
}

TEST_F(Revocation, RevokedAfterwardsCountsUnlessTheTimeIsProven) {
  const CrlPointer later =
      list({.revoked = {{person_.certificate.get(), kNow + kDay}}, .made = kNow + 2 * kDay});
  EXPECT_EQ(judge({later}, {}, false).outcome, Outcome::revoked);
  const ChainVerdict proven = judge({later}, {}, true);
  EXPECT_EQ(proven.outcome, Outcome::valid);
  EXPECT_EQ(proven.revokedAt, "");
  EXPECT_TRUE(has(proven.remarks, "revocato_dopo"));
}

TEST_F(Revocation, OldListsSayWhoIsRevokedButNotWhoIsNot) {
  CrlPlan old{.made = kNow - 60 * kDay, .until = kNow - 30 * kDay};
  const ChainVerdict verdict = judge({list(old)});
  EXPECT_EQ(verdict.outcome, Outcome::revocationUnknown);
  EXPECT_TRUE(has(verdict.remarks, "revoca_fuori_tempo")) << told(verdict.remarks);
  old.revoked = {{person_.certificate.get(), kNow - 70 * kDay}};
  EXPECT_EQ(judge({list(old)}).outcome, Outcome::revoked);
  EXPECT_EQ(judge({list(old), list()}).outcome, Outcome::revoked)
      << "an expired entry may be dropped from the next list";
}

TEST_F(Revocation, ListMadeAfterTheCertificateExpiredSaysNothingGood) {
  person_ = makeCertificate({.issuer = &root_, .notAfter = kNow + kDay});
  EXPECT_EQ(judge({list({.made = kNow + 2 * kDay})}).outcome, Outcome::revocationUnknown);
  // expiredCertsOnCRL since 2020-01-01
  EXPECT_EQ(judge({list({.made = kNow + 2 * kDay,
                         .extensions = {{"2.5.29.60", "DER:180F32303230303130313030303030305A"}}})})
                .outcome,
            Outcome::valid);
  EXPECT_EQ(judge({list({.made = kNow + kDay / 2})}).outcome, Outcome::valid);
}

TEST_F(Revocation, SuspensionCountsUntilANewerListLiftsIt) {
  const CrlPlan held{.revoked = {{person_.certificate.get(), kNow - 3 * kDay, kHold}},
                     .made = kNow - 2 * kDay};
  const ChainVerdict verdict = judge({list(held)});
  EXPECT_EQ(verdict.outcome, Outcome::revoked);
  EXPECT_NE(told(verdict.remarks).find("è stato sospeso"), std::string::npos) << told(verdict.remarks);
  EXPECT_EQ(judge({list(held), list()}).outcome, Outcome::valid);
  EXPECT_EQ(judge({list(), list({.revoked = held.revoked, .made = kNow})}).outcome, Outcome::revoked);
  EXPECT_EQ(judge({list(revokes(kNow - 3 * kDay, kRemoved))}).outcome, Outcome::valid);
}

TEST_F(Revocation, ListsOfOthersAreNotBelieved) {
  const MadeCertificate same = makeCertificate({.name = {{"CN", "CA di prova"}}, .isAuthority = true});
  EXPECT_EQ(judge({makeCrl(same, {})}).outcome, Outcome::revocationUnknown);
  others_ = {same.certificate};
  EXPECT_EQ(judge({makeCrl(same, {})}).outcome, Outcome::revocationUnknown);
}

TEST_F(Revocation, AnotherKeyOfTheIssuerMaySignItsLists) {
  const MadeCertificate lists = makeCertificate(
      {.name = {{"CN", "CA di prova"}}, .issuer = &root_, .extensions = {{"keyUsage", "critical,cRLSign"}}});
  EXPECT_EQ(judge({makeCrl(lists, {})}).outcome, Outcome::revocationUnknown);
  others_ = {lists.certificate};
  EXPECT_EQ(judge({makeCrl(lists, {})}).outcome, Outcome::valid);
  const MadeCertificate unfit = makeCertificate({.name = {{"CN", "CA di prova"}}, .issuer = &root_});
  others_ = {unfit.certificate};
  EXPECT_EQ(judge({makeCrl(unfit, {})}).outcome, Outcome::revocationUnknown);
}

TEST_F(Revocation, ListsOfAPartSpeakOnlyForIt) {
  const auto partial = [&](const std::string& scope) {
    return CrlPlan{.extensions = {{"issuingDistributionPoint", "critical,@scopo"}, {"@scopo", scope}}};
  };
  EXPECT_EQ(judge({list(partial("fullname=" + kOwnPoint))}).outcome, Outcome::valid);
  EXPECT_EQ(judge({list(partial("fullname=" + kOtherPoint))}).outcome, Outcome::revocationUnknown);
  EXPECT_EQ(judge({list(partial("onlyuser=TRUE"))}).outcome, Outcome::valid);
  for (const char* scope :
       {"onlyCA=TRUE", "onlyAA=TRUE", "indirectCRL=TRUE", "onlysomereasons=keyCompromise"}) {
    CrlPlan plan = partial(scope);
    EXPECT_EQ(judge({list(plan)}).outcome, Outcome::revocationUnknown) << scope;
    plan.revoked = {{person_.certificate.get(), kNow - kDay}};
    EXPECT_EQ(judge({list(plan)}).outcome, Outcome::revoked) << scope;
  }
}

TEST_F(Revocation, DeltaAndUnknownCriticalListsClearNobody) {
  EXPECT_EQ(judge({list({.extensions = {{"2.5.29.27", "critical,DER:020101"}}})}).outcome,
            Outcome::revocationUnknown);
  EXPECT_EQ(judge({list({.extensions = {{"1.2.3.4.5", "critical,DER:0500"}}})}).outcome,
            Outcome::revocationUnknown);
}

TEST_F(Revocation, IntermediatesAreAskedForToo) {
  const MadeCertificate middle =
      makeCertificate({.name = {{"CN", "CA intermedia"}}, .isAuthority = true, .issuer = &root_});
  person_ = makeCertificate({.issuer = &middle});
  others_ = {middle.certificate};
  const CrlPointer own = makeCrl(middle, {});
  const ChainVerdict unknown = judge({own});
  EXPECT_EQ(unknown.outcome, Outcome::revocationUnknown);
  EXPECT_EQ(unknown.revocationSource, "CRL del 2026-09-20");
  EXPECT_TRUE(has(unknown.remarks, "revoca_autorita_ignota"));
  EXPECT_EQ(judge({own, list()}).outcome, Outcome::valid);
  EXPECT_EQ(judge({own, list({.revoked = {{middle.certificate.get(), kNow - kDay}}})}).outcome,
            Outcome::revoked);
  // The anchor's own word is not asked.
  std::ofstream(folder_.path() / "intermedia.der", std::ios::binary) << derOf(middle.certificate.get());
  EXPECT_EQ(judge({own}).outcome, Outcome::valid);
}

TEST_F(Revocation, AnswersOfTheIssuerAreBelieved) {
  const ChainVerdict good = judge({}, {makeOcsp(root_, answer())});
  EXPECT_EQ(good.outcome, Outcome::valid);
  EXPECT_EQ(good.revocationSource, "OCSP del 2026-09-21");
  OcspPlan revoked = answer(1);
  revoked.when = kNow - kDay;
  revoked.reason = kKeyCompromise;
  EXPECT_EQ(judge({}, {makeOcsp(root_, revoked)}).outcome, Outcome::revoked);
  EXPECT_EQ(judge({list()}, {makeOcsp(root_, revoked)}).outcome, Outcome::revoked);
  EXPECT_EQ(judge({}, {makeOcsp(root_, answer(2))}).outcome, Outcome::revocationUnknown);
  OcspPlan byKey = answer();
  byKey.byKey = true;
  EXPECT_EQ(judge({}, {makeOcsp(root_, byKey)}).outcome, Outcome::valid);
}

TEST_F(Revocation, AnswersOfADelegateNeedItsMandate) {
  const auto delegate = [&](const MadeCertificate* issuer, const char* use) {
    return makeCertificate({.name = {{"CN", "Risponditore di prova"}},
                            .issuer = issuer,
                            .extensions = {{"extendedKeyUsage", use}}});
  };
  const MadeCertificate fit = delegate(&root_, "OCSPSigning");
  EXPECT_EQ(judge({}, {makeOcsp(fit, answer())}).outcome, Outcome::valid);
  OcspPlan alone = answer();
  alone.withResponder = false;
  EXPECT_EQ(judge({}, {makeOcsp(fit, alone)}).outcome, Outcome::revocationUnknown);
  others_ = {fit.certificate};
  EXPECT_EQ(judge({}, {makeOcsp(fit, alone)}).outcome, Outcome::valid);
  others_.clear();
  EXPECT_EQ(judge({}, {makeOcsp(delegate(&root_, "clientAuth"), answer())}).outcome,
            Outcome::revocationUnknown);
  const MadeCertificate stranger = makeCertificate({.name = {{"CN", "CA di prova"}}, .isAuthority = true});
  EXPECT_EQ(judge({}, {makeOcsp(delegate(&stranger, "OCSPSigning"), answer())}).outcome,
            Outcome::revocationUnknown);
  EXPECT_EQ(judge({}, {makeOcsp(person_, answer())}).outcome, Outcome::revocationUnknown)
      << "nobody answers for himself";
}

TEST_F(Revocation, AnswersOutOfTheirTimeOrForOthersAreNotBelieved) {
  OcspPlan old = answer();
  old.made = kNow - 10 * kDay;
  EXPECT_EQ(judge({}, {makeOcsp(root_, old)}).outcome, Outcome::revocationUnknown);
  old.until = kNow + kDay;
  EXPECT_EQ(judge({}, {makeOcsp(root_, old)}).outcome, Outcome::valid);
  const MadeCertificate other = makeCertificate({.issuer = &root_});
  OcspPlan foreign = answer();
  foreign.certificate = other.certificate.get();
  EXPECT_EQ(judge({}, {makeOcsp(root_, foreign)}).outcome, Outcome::revocationUnknown);
}

TEST_F(Revocation, DamagedAnswersSayNothing) {
  const std::string good = makeOcsp(root_, answer());
  const TrustStore trust = TrustStore::readFolder(folder_.path());
  std::size_t believed = 0;
  for (std::size_t i = 0; i < good.size(); ++i) {
    std::string altered = good;
    altered[i] = static_cast<char>(altered[i] ^ 0x04);
    const ChainVerdict verdict = judgeChain(person_.certificate.get(), {{}, {}, {altered, good.substr(0, i)}},
                                            trust, kNow, true, CertificatePurpose::signing);
    EXPECT_NE(verdict.outcome, Outcome::revoked) << i;
    believed += verdict.outcome == Outcome::valid;
  }
  // The certificate that comes along is not signed; the issuer's own is at hand.
  EXPECT_LE(believed, derOf(root_.certificate.get()).size() + 10);
}

TEST_F(Revocation, ShortTermCertificatesNeedNoAnswer) {
  const std::string shortTerm = "DER:0500";
  person_ = makeCertificate({.issuer = &root_,
                             .extensions = {{"0.4.0.194121.2.1", shortTerm}},
                             .notBefore = kNow - kDay,
                             .notAfter = kNow + kDay});
  EXPECT_EQ(judge({}).outcome, Outcome::valid);
  EXPECT_EQ(judge({}).revocationSource, "certificato di breve durata");
  person_ = makeCertificate({.issuer = &root_,
                             .extensions = {{"0.4.0.194121.2.1", shortTerm}},
                             .notBefore = kNow - kDay,
                             .notAfter = kNow + 30 * kDay});
  EXPECT_EQ(judge({}).outcome, Outcome::revocationUnknown);
}

}  // namespace
}  // namespace stesura::testing
