// Revocation lists, answers and chains that were forged, or that say less than they seem to: each in the
// trust folder and along with the signature.
#include <gtest/gtest.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

#include "data_folder.h"
#include "generator/signature/chain.h"
#include "trust_material.h"

namespace stesura::testing {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = SigningWorld::kNow;
constexpr const char* kNoCheck = "1.3.6.1.5.5.7.48.1.5";

std::string der(const CrlPointer& list) {
  unsigned char* bytes = nullptr;
  const int length = i2d_X509_CRL(list.get(), &bytes);
  std::string text(reinterpret_cast<char*>(bytes), static_cast<std::size_t>(length));
  OPENSSL_free(bytes);
  return text;
}

class ForgedRevocation : public ::testing::Test {
 protected:
  ForgedRevocation() { write("radice.der", derOf(root_.certificate.get())); }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_.path() / name, std::ios::binary | std::ios::trunc) << bytes;
  }
  ChainVerdict judged(const std::vector<CrlPointer>& lists, const std::vector<std::string>& answers,
                      std::int64_t at, bool proven) const {
    return judgeChain(person_.certificate.get(), {others_, lists, answers},
                      TrustStore::readFolder(folder_.path()), at, proven, CertificatePurpose::signing, kNow);
  }
  // With the list beside the signature and in the folder: what both say.
  ChainVerdict judge(const CrlPointer& list, std::int64_t at = kNow, bool proven = true) const {
    const ChainVerdict along = judged({list}, {}, at, proven);
    write("lista.crl", der(list));
    const ChainVerdict inFolder = judged({}, {}, at, proven);
    std::filesystem::remove(folder_.path() / "lista.crl");
    EXPECT_EQ(along.outcome, inFolder.outcome) << told(along.remarks) << told(inFolder.remarks);
    return along;
  }
  Outcome outcome(const CrlPlan& plan, std::int64_t at = kNow) const {
    return judge(makeCrl(root_, plan), at).outcome;
  }
  Outcome answered(const MadeCertificate& responder, const OcspPlan& plan,
                   const std::vector<CrlPointer>& lists = {}) const {
    return judged(lists, {makeOcsp(responder, plan)}, kNow, true).outcome;
  }
  OcspPlan answer(int status = 0) const {
    return {.certificate = person_.certificate.get(), .issuer = root_.certificate.get(), .status = status};
  }
  MadeCertificate responder(CertificatePlan plan = {}) const {
    plan.name = {{"CN", "Risponditore di prova"}};
    if (!plan.issuer) plan.issuer = &root_;
    plan.extensions.emplace_back("extendedKeyUsage", "OCSPSigning");
    return makeCertificate(plan);
  }
  RevokedEntry entry(std::int64_t when, int reason = -1) const {
    return {person_.certificate.get(), when, reason};
  }

  MadeCertificate root_ = makeCertificate({.name = {{"CN", "CA di prova"}}, .isAuthority = true});
  MadeCertificate person_ = makeCertificate({.issuer = &root_});
  std::vector<X509Pointer> others_{};
  DataFolder folder_;
};

TEST_F(ForgedRevocation, ListsSignedByOthersAreNotBelieved) {
  EXPECT_EQ(outcome({}), Outcome::valid);
  const MadeCertificate same = makeCertificate({.name = {{"CN", "CA di prova"}}, .isAuthority = true});
  const MadeCertificate byItself = makeCertificate({.name = {{"CN", "CA di prova"}}, .issuer = &root_});
  for (const MadeCertificate* forger :
       std::initializer_list<const MadeCertificate*>{&same, &byItself, &person_}) {
    others_ = {forger->certificate};
    for (const CrlPlan& plan : {CrlPlan{}, CrlPlan{.revoked = {entry(kNow - kDay)}}})
      EXPECT_EQ(judge(makeCrl(*forger, plan)).outcome, Outcome::revocationUnknown);
  }
}

TEST_F(ForgedRevocation, AuthorityThatMayNotSignListsSignsNone) {
  root_ = makeCertificate({.name = {{"CN", "CA di prova"}},
                           .isAuthority = true,
                           .extensions = {{"keyUsage", "critical,keyCertSign"}}});
  person_ = makeCertificate({.issuer = &root_});
  write("radice.der", derOf(root_.certificate.get()));
  EXPECT_EQ(outcome({}), Outcome::revocationUnknown);
  EXPECT_EQ(answered(root_, answer()), Outcome::valid) << "answers are another thing";
}

TEST_F(ForgedRevocation, ListsOutOfAnyTimeClearNobody) {
  EXPECT_EQ(outcome({.made = kNow, .until = kNow - kDay}), Outcome::revocationUnknown)
      << "ends before it begins";
  EXPECT_EQ(outcome({.made = kNow + 2 * kDay}), Outcome::revocationUnknown) << "from tomorrow";
  EXPECT_EQ(outcome({.made = kNow + 60}), Outcome::valid) << "clocks differ";
  EXPECT_EQ(outcome({.revoked = {entry(kNow - kDay)}, .made = kNow + 2 * kDay}), Outcome::revoked);
  OcspPlan plan = answer();
  plan.until = kNow - kDay;
  EXPECT_EQ(answered(root_, plan), Outcome::revocationUnknown);
  plan = answer();
  plan.made = kNow + 2 * kDay;
  EXPECT_EQ(answered(root_, plan), Outcome::revocationUnknown);
}

TEST_F(ForgedRevocation, CriticalExtensionsNotUnderstoodClearNobody) {
  const MadeCertificate other = makeCertificate({.issuer = &root_});
  EXPECT_EQ(outcome({.extensions = {{"1.2.3.4.5", "critical,DER:0500"}}}), Outcome::revocationUnknown);
  CrlPlan odd{.revoked = {{.certificate = other.certificate.get(), .when = kNow - 5 * kDay, .isOdd = true}}};
  EXPECT_EQ(outcome(odd), Outcome::revocationUnknown);
  odd.revoked.push_back(entry(kNow - 5 * kDay));
  EXPECT_EQ(outcome(odd), Outcome::revoked);
  EXPECT_EQ(outcome({.revoked = {{.certificate = other.certificate.get(), .when = kNow - 5 * kDay}}}),
            Outcome::valid);
}

TEST_F(ForgedRevocation, PartialListsSayWhoIsRevokedOnly) {
  for (const char* scope :
       {"onlysomereasons=keyCompromise", "indirectCRL=TRUE", "onlyCA=TRUE", "onlyAA=TRUE"}) {
    CrlPlan plan{.extensions = {{"issuingDistributionPoint", "critical,@scopo"}, {"@scopo", scope}}};
    EXPECT_EQ(outcome(plan), Outcome::revocationUnknown) << scope;
    plan.revoked = {entry(kNow - kDay)};
    EXPECT_EQ(outcome(plan), Outcome::revoked) << scope;
  }
  CrlPlan delta{.extensions = {{"2.5.29.27", "critical,DER:020101"}}};
  EXPECT_EQ(outcome(delta), Outcome::revocationUnknown) << "without its base";
  delta.revoked = {entry(kNow - kDay)};
  EXPECT_EQ(outcome(delta), Outcome::revoked);
}

TEST_F(ForgedRevocation, HoldCountsAsRevokedAndRemovalDoesNot) {
  EXPECT_EQ(outcome({.revoked = {entry(kNow - kDay, 6)}}), Outcome::revoked);
  EXPECT_EQ(outcome({.revoked = {entry(kNow - kDay, 8)}}), Outcome::valid) << "RFC 5280, 6.3.3 (k)";
}

TEST_F(ForgedRevocation, InvalidityDateCountsBeforeTheRevocation) {
  CrlPlan plan{.revoked = {entry(kNow - kDay, 1)}};
  EXPECT_EQ(outcome(plan, kNow - 5 * kDay), Outcome::valid);
  plan.revoked.front().invalidSince = kNow - 10 * kDay;
  const ChainVerdict verdict = judge(makeCrl(root_, plan), kNow - 5 * kDay);
  EXPECT_EQ(verdict.outcome, Outcome::revoked);
  EXPECT_NE(told(verdict.remarks).find("non era più sicuro già dal"), std::string::npos)
      << told(verdict.remarks);
  EXPECT_EQ(outcome(plan, kNow - 20 * kDay), Outcome::valid);
  plan.revoked.front().invalidSince = kNow + kDay;
  EXPECT_EQ(outcome(plan, kNow), Outcome::revoked) << "never later than the revocation";
  OcspPlan ocsp = answer(1);
  ocsp.when = kNow - kDay;
  ocsp.invalidSince = kNow - 10 * kDay;
  EXPECT_EQ(judged({}, {makeOcsp(root_, ocsp)}, kNow - 5 * kDay, true).outcome, Outcome::revoked);
}

TEST_F(ForgedRevocation, AnswersOfUnfitRespondersAreNotBelieved) {
  EXPECT_EQ(answered(responder(), answer()), Outcome::valid);
  const MadeCertificate same = makeCertificate({.name = {{"CN", "CA di prova"}}, .isAuthority = true});
  const auto unfit = [&](const CertificatePlan& plan) { return answered(responder(plan), answer()); };
  EXPECT_EQ(unfit({.issuer = &same}), Outcome::revocationUnknown) << "of another authority";
  EXPECT_EQ(unfit({.notAfter = kNow - kDay}), Outcome::revocationUnknown) << "expired";
  EXPECT_EQ(unfit({.notBefore = kNow + kDay}), Outcome::revocationUnknown) << "not yet";
  EXPECT_EQ(unfit({.extensions = {{"keyUsage", "critical,keyEncipherment"}}}), Outcome::revocationUnknown);
  EXPECT_EQ(unfit({.extensions = {{"1.2.3.4.5", "critical,DER:0500"}}}), Outcome::revocationUnknown);
  EXPECT_EQ(answered(makeCertificate({.issuer = &root_}), answer()), Outcome::revocationUnknown)
      << "no mandate";
  EXPECT_EQ(answered(same, answer()), Outcome::revocationUnknown);
  EXPECT_EQ(answered(person_, answer()), Outcome::revocationUnknown);
  const MadeCertificate middle =
      makeCertificate({.name = {{"CN", "CA intermedia"}}, .isAuthority = true, .issuer = &root_});
  EXPECT_EQ(unfit({.issuer = &middle}), Outcome::revocationUnknown) << "delegated by a delegate";
}

TEST_F(ForgedRevocation, RevokedResponderIsNotBelievedEvenIfNobodyNeedAsk) {
  const MadeCertificate fit = responder(), unasked = responder({.extensions = {{kNoCheck, "DER:0500"}}});
  EXPECT_EQ(answered(unasked, answer()), Outcome::valid);
  for (const MadeCertificate* one : {&fit, &unasked}) {
    // The list is too old to clear the person, and revokes the responder.
    const CrlPointer old = makeCrl(root_, {.revoked = {{one->certificate.get(), kNow - 70 * kDay}},
                                           .made = kNow - 60 * kDay,
                                           .until = kNow - 50 * kDay});
    EXPECT_EQ(answered(*one, answer(), {old}), Outcome::revocationUnknown);
    write("vecchia.crl", der(old));
    EXPECT_EQ(answered(*one, answer()), Outcome::revocationUnknown);
    std::filesystem::remove(folder_.path() / "vecchia.crl");
  }
}

TEST_F(ForgedRevocation, AnswersForOthersAreNotBelieved) {
  const MadeCertificate other = makeCertificate({.issuer = &root_}),
                        authority = makeCertificate({.isAuthority = true});
  OcspPlan plan = answer();
  plan.certificate = other.certificate.get();
  EXPECT_EQ(answered(root_, plan), Outcome::revocationUnknown) << "another serial";
  plan = answer();
  plan.issuer = authority.certificate.get();
  EXPECT_EQ(answered(root_, plan), Outcome::revocationUnknown) << "another issuer";
  EXPECT_EQ(answered(root_, answer(2)), Outcome::revocationUnknown) << "unknown is not good";
}

TEST_F(ForgedRevocation, RevocationBeforeOrAfterTheStampDecides) {
  const CrlPointer list = makeCrl(root_, {.revoked = {entry(kNow - 5 * kDay)}});
  EXPECT_EQ(judge(list, kNow - 6 * kDay, true).outcome, Outcome::valid);
  EXPECT_EQ(judge(list, kNow - 5 * kDay, true).outcome, Outcome::revoked) << "the same second";
  EXPECT_EQ(judge(list, kNow - 4 * kDay, true).outcome, Outcome::revoked);
  EXPECT_EQ(judge(list, kNow - 6 * kDay, false).outcome, Outcome::revoked) << "a claimed time";
}

TEST_F(ForgedRevocation, RevokedAuthorityInTheMiddleRevokesTheChain) {
  const MadeCertificate middle =
      makeCertificate({.name = {{"CN", "CA intermedia"}}, .isAuthority = true, .issuer = &root_});
  person_ = makeCertificate({.issuer = &middle});
  others_ = {middle.certificate};
  const CrlPointer own = makeCrl(middle, {});
  const CrlPointer upper = makeCrl(root_, {.revoked = {{middle.certificate.get(), kNow - kDay, 2}}});
  EXPECT_EQ(judged({own, upper}, {}, kNow, true).outcome, Outcome::revoked);
  EXPECT_EQ(judged({own, upper}, {}, kNow - 3 * kDay, true).outcome, Outcome::valid);
  EXPECT_EQ(judged({own, upper}, {}, kNow - 3 * kDay, false).outcome, Outcome::revoked);
  EXPECT_EQ(judged({own}, {}, kNow, true).outcome, Outcome::revocationUnknown);
}

TEST_F(ForgedRevocation, ListOfTwoHundredThousandIsReadInSeconds) {
  const CrlPointer list = makeCrl(root_, {.revoked = {entry(kNow - kDay)}, .others = 200'000});
  write("grande.crl", der(list));
  const auto begin = std::chrono::steady_clock::now();
  EXPECT_EQ(judged({}, {}, kNow, true).outcome, Outcome::revoked);
  const auto took = std::chrono::steady_clock::now() - begin;
  RecordProperty("milliseconds",
                 static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(took).count()));
  EXPECT_LT(took, std::chrono::seconds(30));
}

TEST_F(ForgedRevocation, PoliciesThatAnAuthorityPrescribesAreKept) {
  const auto below = [&](const std::string& constraint, const std::string& policy, const std::string& own) {
    NamedTexts extensions = {{"policyConstraints", constraint}};
    if (!policy.empty()) extensions.emplace_back("certificatePolicies", policy);
    const MadeCertificate middle = makeCertificate(
        {.name = {{"CN", "CA intermedia"}}, .isAuthority = true, .issuer = &root_, .extensions = extensions});
    person_ = makeCertificate(
        {.issuer = &middle,
         .extensions = own.empty() ? NamedTexts{} : NamedTexts{{"certificatePolicies", own}}});
    others_ = {middle.certificate};
    return judged({makeCrl(middle, {}), makeCrl(root_, {})}, {}, kNow, true);
  };
  const ChainVerdict fit = below("critical,requireExplicitPolicy:0", "1.2.3", "1.2.3");
  EXPECT_EQ(fit.outcome, Outcome::valid) << told(fit.remarks);
  const ChainVerdict other = below("critical,requireExplicitPolicy:0", "1.2.3", "1.2.4");
  EXPECT_EQ(other.outcome, Outcome::toConfirm);
  EXPECT_TRUE(has(other.remarks, "politica_non_ammessa")) << told(other.remarks);
  EXPECT_EQ(below("critical,requireExplicitPolicy:0", "1.2.3", "").outcome, Outcome::toConfirm);
  EXPECT_EQ(below("critical,requireExplicitPolicy:0", "", "1.2.3").outcome, Outcome::toConfirm);
  EXPECT_EQ(below("critical,requireExplicitPolicy:5", "1.2.3", "1.2.4").outcome, Outcome::valid);
}

// Authorities that certify each other, and many of one name: an end is come to, and the right one found.
TEST_F(ForgedRevocation, LoopsAndManyOfOneNameComeToAnEnd) {
  std::vector<MadeCertificate> ring;
  for (int i = 0; i < 3; ++i)
    ring.push_back(makeCertificate({.name = {{"CN", "Anello " + std::to_string(i)}}, .isAuthority = true}));
  for (int i = 0; i < 3; ++i) {
    const MadeCertificate crossed = makeCertificate({.name = {{"CN", "Anello " + std::to_string(i)}},
                                                     .isAuthority = true,
                                                     .issuer = &ring[static_cast<std::size_t>((i + 1) % 3)],
                                                     .sameKeyAs = &ring[static_cast<std::size_t>(i)]});
    others_.push_back(crossed.certificate);
  }
  const MadeCertificate inRing = makeCertificate({.issuer = &ring[0]});
  const auto begin = std::chrono::steady_clock::now();
  const ChainVerdict loop =
      judgeChain(inRing.certificate.get(), {others_, {}, {}}, TrustStore::readFolder(folder_.path()), kNow,
                 true, CertificatePurpose::signing, kNow);
  EXPECT_FALSE(loop.trusted);
  const MadeCertificate middle =
      makeCertificate({.name = {{"CN", "CA intermedia"}}, .isAuthority = true, .issuer = &root_});
  person_ = makeCertificate({.issuer = &middle});
  for (int i = 0; i < 50; ++i)
    others_.push_back(
        makeCertificate({.name = {{"CN", "CA intermedia"}}, .isAuthority = true, .issuer = &ring[0]})
            .certificate);
  others_.push_back(middle.certificate);
  EXPECT_EQ(judged({makeCrl(middle, {}), makeCrl(root_, {})}, {}, kNow, true).outcome, Outcome::valid);
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(30));
}

}  // namespace
}  // namespace stesura::testing
