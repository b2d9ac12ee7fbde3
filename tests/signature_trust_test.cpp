// Certificates, folders of trust, and the chains that lead to them.
#include <gtest/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "data_folder.h"
#include "generator/error.h"
#include "generator/signature/chain.h"
#include "generator/signature/trust.h"
#include "signing_world.h"
#include "trust_material.h"

namespace stesura::testing {
namespace {

namespace fs = std::filesystem;
constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kNow = SigningWorld::kNow;

class Trust : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { world_ = new SigningWorld; }
  static void TearDownTestSuite() { delete world_; }
  static const SigningWorld& world() { return *world_; }

  void write(const std::string& name, const std::string& bytes) const {
    fs::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
  }
  TrustStore store() const { return TrustStore::readFolder(folder_.path()); }
  TrustStore worldStore() const {
    world().writeTrust(folder_.path());
    return store();
  }
  ChainVerdict judge(const TestIdentity& who, const TrustStore& trust, std::int64_t at = kNow) const {
    return judgeChain(who.certificate.get(), {who.chain, {}, {}}, trust, at, true,
                      CertificatePurpose::signing);
  }

  DataFolder folder_;

 private:
  static SigningWorld* world_;
};
SigningWorld* Trust::world_ = nullptr;

TEST_F(Trust, CertificateTellsItsHolderAndNeverTheFiscalCode) {
  const TestIdentity who =
      world().signer({.title = "Dirigente DSMMCH88E57H501P", .fiscalCode = "DSMMCH88E57H501P"});
  const CertificateFacts facts = factsOf(who.certificate.get());
  EXPECT_EQ(facts.name, "Maria Chiara D'Esempio");
  EXPECT_EQ(facts.organisation, "ASST di Esempio");
  EXPECT_EQ(facts.title, "Dirigente …");
  EXPECT_EQ(facts.issuer, "CA qualificata di prova");
  EXPECT_EQ(facts.notBefore, "2026-01-01T00:00:00Z");
  EXPECT_EQ(facts.key, "EC P-256");
  EXPECT_FALSE(facts.weakKey);
  EXPECT_TRUE(facts.maySign);
  EXPECT_EQ(facts.sha256.size(), 64u);
}

TEST_F(Trust, CertificateWithAFiscalCodeForANameBorrowsNone) {
  const MadeCertificate made = makeCertificate({.name = {{"CN", "dsmmch88e57h501p/7430000000000000.abc="}}});
  EXPECT_EQ(factsOf(made.certificate.get()).name, "(senza nome)");
}

TEST_F(Trust, CertificateNamesOfEveryStringTypeAreReadOnOneLine) {
  const MadeCertificate made = makeCertificate({.name = {{"O", "BMP:Comune di Prato\nallo Stelvio"},
                                                         {"CN", "T61:Niccol\xF2 De Prova"},
                                                         {"T", "UTF8:Uno\xE2\x80\xAE due\x1B[0m"}}});
  const CertificateFacts facts = factsOf(made.certificate.get());
  EXPECT_EQ(facts.organisation, "Comune di Prato allo Stelvio");
  EXPECT_EQ(facts.name, "Niccolò De Prova");
  EXPECT_EQ(facts.title, "Uno due [0m");
}

TEST_F(Trust, CertificateQualityIsWhatItDeclares) {
  using Quality = SignatureQuality;
  for (const Quality quality :
       {Quality::qualified, Quality::seal, Quality::advanced, Quality::cie, Quality::unknown}) {
    EXPECT_EQ(factsOf(world().signer({.quality = quality}).certificate.get()).quality, quality)
        << qualityName(quality);
  }
}

TEST_F(Trust, CertificatesAreReadFromPemDerAndSeveralAtOnce) {
  const TestIdentity who = world().signer();
  const std::string der = derOf(who.certificate.get()), root = derOf(world().root().certificate.get());
  EXPECT_EQ(certificatesIn(der).size(), 1u);
  EXPECT_EQ(certificatesIn(der + root).size(), 2u);
  EXPECT_EQ(
      certificatesIn("Bag Attributes: …\n" + who.certificatePem() + who.keyPem() + who.chainPem()).size(),
      3u);
  EXPECT_EQ(certificatesIn(""), std::vector<X509Pointer>{});
  EXPECT_EQ(certificatesIn(who.keyPem()).size(), 0u);
  EXPECT_EQ(certificatesIn(der.substr(0, der.size() - 1)).size(), 0u);
  EXPECT_EQ(crlsIn(world().crl({})).size(), 1u);
  EXPECT_EQ(crlsIn(der).size(), 0u);
}

TEST_F(Trust, SignerOfAnAuthorityInTheFolderIsTrusted) {
  const ChainVerdict verdict = judge(world().signer(), worldStore());
  EXPECT_EQ(verdict.outcome, Outcome::valid);
  EXPECT_TRUE(verdict.trusted);
  EXPECT_EQ(verdict.path, (std::vector<std::string>{"Maria Chiara D'Esempio", "CA qualificata di prova"}));
  EXPECT_EQ(verdict.revocationSource, "CRL del 2026-09-20");
}

TEST_F(Trust, NobodyIsTrustedWithoutAnchors) {
  const ChainVerdict verdict = judge(world().signer(), TrustStore());
  EXPECT_EQ(verdict.outcome, Outcome::toConfirm);
  EXPECT_FALSE(verdict.trusted);
  EXPECT_TRUE(has(verdict.remarks, "catena_non_fidata")) << told(verdict.remarks);
}

TEST_F(Trust, AnotherWorldOfTheSameNamesIsNotTrusted) {
  const SigningWorld other;
  const ChainVerdict verdict = judge(other.signer(), worldStore());
  EXPECT_EQ(verdict.outcome, Outcome::toConfirm);
  EXPECT_FALSE(verdict.trusted);
}

TEST_F(Trust, CertificateSignedByNobodyWhoMayIssueIsNotTrusted) {
  const TestIdentity person = world().signer();
  const ChainVerdict verdict = judge(world().signerBelow(person), worldStore());
  EXPECT_FALSE(verdict.trusted);
  EXPECT_EQ(verdict.outcome, Outcome::toConfirm);
  EXPECT_TRUE(has(verdict.remarks, "emittente_non_autorita")) << told(verdict.remarks);
}

TEST_F(Trust, CertificateOutOfItsTimeIsToConfirm) {
  const TrustStore trust = worldStore();
  const TestIdentity expired = world().signer({.notAfter = kNow - kDay});
  EXPECT_TRUE(has(judge(expired, trust).remarks, "certificato_scaduto"));
  EXPECT_FALSE(judge(expired, trust).trusted);
  EXPECT_EQ(judge(expired, trust).outcome, Outcome::toConfirm);
  EXPECT_TRUE(judge(expired, trust, kNow - 2 * kDay).trusted);
  const TestIdentity early = world().signer({.notBefore = kNow + kDay});
  EXPECT_TRUE(has(judge(early, trust).remarks, "certificato_non_ancora_valido"));
}

TEST_F(Trust, AnchorOutOfItsTimeIsToConfirm) {
  const MadeCertificate old = makeCertificate(
      {.name = {{"CN", "CA scaduta di prova"}}, .isAuthority = true, .notAfter = kNow - kDay});
  const MadeCertificate who = makeCertificate({.issuer = &old});
  write("ca.der", derOf(old.certificate.get()));
  const ChainVerdict verdict =
      judgeChain(who.certificate.get(), {}, store(), kNow, true, CertificatePurpose::signing);
  EXPECT_FALSE(verdict.trusted);
  EXPECT_TRUE(has(verdict.remarks, "certificato_scaduto")) << told(verdict.remarks);
  EXPECT_TRUE(mentions(store().notes(), "«CA scaduta di prova» è scaduta"));
}

TEST_F(Trust, WeakChainsAreToConfirm) {
  const TrustStore trust = worldStore();
  const ChainVerdict sha1 = judge(world().signer({.digest = "SHA1"}), trust);
  EXPECT_EQ(sha1.outcome, Outcome::toConfirm);
  EXPECT_TRUE(has(sha1.remarks, "catena_debole")) << told(sha1.remarks);
  const ChainVerdict shortKey = judge(world().signer({.key = TestKey::rsa1024}), trust);
  EXPECT_EQ(shortKey.outcome, Outcome::toConfirm);
  EXPECT_TRUE(has(shortKey.remarks, "catena_chiave_debole")) << told(shortKey.remarks);
}

TEST_F(Trust, CertificateMeantForOtherThingsIsToConfirm) {
  const TrustStore trust = worldStore();
  EXPECT_TRUE(has(judge(world().signer({.maySign = false}), trust).remarks, "uso_non_ammesso"));
  const MadeCertificate authority{world().authority().key, world().authority().certificate};
  for (const char* use : {"serverAuth", "codeSigning", "OCSPSigning", "serverAuth,timeStamping"}) {
    const MadeCertificate who =
        makeCertificate({.issuer = &authority, .extensions = {{"extendedKeyUsage", use}}});
    const auto verdict =
        judgeChain(who.certificate.get(), {}, trust, kNow, true, CertificatePurpose::signing);
    EXPECT_EQ(verdict.outcome, Outcome::toConfirm) << use;
    EXPECT_FALSE(verdict.trusted) << use;
  }
  const MadeCertificate mail = makeCertificate(
      {.issuer = &authority, .extensions = {{"extendedKeyUsage", "serverAuth,emailProtection"}}});
  EXPECT_TRUE(judgeChain(mail.certificate.get(), {}, trust, kNow, true, CertificatePurpose::signing).trusted);
}

TEST_F(Trust, TimeStampsNeedACertificateForThem) {
  const TrustStore trust = worldStore();
  const auto stamping = [&](const TestIdentity& who) {
    return judgeChain(who.certificate.get(), {who.chain, {}, {}}, trust, kNow, true,
                      CertificatePurpose::timeStamping);
  };
  EXPECT_TRUE(stamping(world().timeStampAuthority()).trusted);
  EXPECT_FALSE(stamping(world().signer()).trusted);
  EXPECT_FALSE(judge(world().timeStampAuthority(), trust).trusted);
}

TEST_F(Trust, ChainsBoundedByTheirAuthoritiesAreRefused) {
  const MadeCertificate root =
      makeCertificate({.name = {{"CN", "Radice"}},
                       .isAuthority = true,
                       .extensions = {{"nameConstraints", "critical,permitted;dirName:ammesso"},
                                      {"@ammesso", "O = Comune di Prova"}}});
  write("radice.der", derOf(root.certificate.get()));
  const auto outcome = [&](const MadeCertificate& who) {
    return judgeChain(who.certificate.get(), {}, store(), kNow, true, CertificatePurpose::signing);
  };
  EXPECT_TRUE(
      outcome(makeCertificate({.name = {{"O", "Comune di Prova"}, {"CN", "Uno"}}, .issuer = &root})).trusted);
  const ChainVerdict other =
      outcome(makeCertificate({.name = {{"O", "Altro ente"}, {"CN", "Due"}}, .issuer = &root}));
  EXPECT_FALSE(other.trusted);
  EXPECT_TRUE(has(other.remarks, "nome_non_ammesso")) << told(other.remarks);
}

TEST_F(Trust, PathLengthsAndUnknownCriticalExtensionsAreRefused) {
  const MadeCertificate root =
      makeCertificate({.name = {{"CN", "Radice"}}, .isAuthority = true, .pathLength = 0});
  const MadeCertificate middle =
      makeCertificate({.name = {{"CN", "Intermedia"}}, .isAuthority = true, .issuer = &root});
  write("radice.der", derOf(root.certificate.get()));
  const MadeCertificate below = makeCertificate({.issuer = &middle});
  const auto verdict = judgeChain(below.certificate.get(), {{middle.certificate}, {}, {}}, store(), kNow,
                                  true, CertificatePurpose::signing);
  EXPECT_TRUE(has(verdict.remarks, "catena_troppo_lunga")) << told(verdict.remarks);
  const MadeCertificate odd =
      makeCertificate({.issuer = &root, .extensions = {{"1.2.3.4.5", "critical,DER:0500"}}});
  const auto oddVerdict =
      judgeChain(odd.certificate.get(), {}, store(), kNow, true, CertificatePurpose::signing);
  EXPECT_TRUE(has(oddVerdict.remarks, "estensione_critica")) << told(oddVerdict.remarks);
  EXPECT_FALSE(oddVerdict.trusted);
}

TEST_F(Trust, SelfIssuedCertificateInTheFolderIsItsOwnAnchorAndItIsTold) {
  const MadeCertificate own = makeCertificate({.name = {{"CN", "Firma di prova"}}});
  write("mio.der", derOf(own.certificate.get()));
  const auto verdict =
      judgeChain(own.certificate.get(), {}, store(), kNow, true, CertificatePurpose::signing);
  EXPECT_TRUE(verdict.trusted);
  EXPECT_TRUE(has(verdict.remarks, "firmatario_indicato")) << told(verdict.remarks);
}

TEST_F(Trust, CertificatesOfPersonsInTheFolderAreNoAnchors) {
  const TestIdentity who = world().signer();
  write("ca.der",
        derOf(makeCertificate({.name = {{"CN", "Altra CA"}}, .isAuthority = true}).certificate.get()));
  write("persona.pem", who.certificatePem());
  const TrustStore trust = store();
  EXPECT_EQ(trust.anchors(), 1u);
  EXPECT_TRUE(mentions(trust.notes(),
                       "«persona.pem»: il certificato di «Maria Chiara D'Esempio» non è di un’autorità"));
  EXPECT_FALSE(judge(who, trust).trusted);
}

TEST_F(Trust, FolderTellsWhatItLeavesOut) {
  world().writeTrust(folder_.path());
  write("appunti.txt", "niente");
  write("sotto/altra.der",
        derOf(makeCertificate({.name = {{"CN", "Altra CA"}}, .isAuthority = true}).certificate.get()));
  write(".nascosto.pem", "niente");
  const TrustStore trust = store();
  EXPECT_EQ(trust.anchors(), 4u);
  EXPECT_EQ(trust.revocationLists(), 3u);
  EXPECT_TRUE(mentions(trust.notes(), "«appunti.txt» non contiene né certificati né CRL"));
  EXPECT_FALSE(mentions(trust.notes(), "nascosto"));
  EXPECT_TRUE(
      mentions(trust.notes(), "la CRL di «CA qualificata di prova» andava rinnovata entro il 2026-10-21"));
}

TEST_F(Trust, FolderIsNotLeftThroughLinksNorHeldUpByPipes) {
  world().writeTrust(folder_.path());
  const DataFolder elsewhere;
  std::ofstream(elsewhere.path() / "intruso.der", std::ios::binary)
      << derOf(makeCertificate({.name = {{"CN", "Intrusa"}}, .isAuthority = true}).certificate.get());
  fs::create_symlink(elsewhere.path() / "intruso.der", folder_.path() / "intruso.der");
  fs::create_symlink(elsewhere.path(), folder_.path() / "altrove");
  fs::create_symlink("radice.pem", folder_.path() / "di-nuovo.pem");
  ASSERT_EQ(::mkfifo((folder_.path() / "tubo.pem").c_str(), 0600), 0);
  const TrustStore trust = store();
  EXPECT_EQ(trust.anchors(), 3u);
  EXPECT_TRUE(mentions(trust.notes(), "«intruso.der» porta fuori dalla cartella"));
  EXPECT_TRUE(mentions(trust.notes(), "«tubo.pem» non è un file"));
}

TEST_F(Trust, FilesTooLargeAreLeftOut) {
  world().writeTrust(folder_.path());
  write("grande.crl", "");
  fs::resize_file(folder_.path() / "grande.crl", (32u << 20) + 1);
  EXPECT_TRUE(mentions(store().notes(), "«grande.crl» è troppo grande"));
}

TEST_F(Trust, EmptyAndMissingFoldersAreRefused) {
  try {
    store();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
  }
  try {
    TrustStore::readFolder(folder_.path() / "manca");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
  }
}

TEST_F(Trust, ManyThreadsJudgeWithOneStore) {
  const TrustStore trust = worldStore();
  const TestIdentity who = world().signer();
  std::vector<std::thread> threads;
  std::array<int, 4> valid{};
  for (int& count : valid) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) count += judge(who, trust).outcome == Outcome::valid;
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(valid, (std::array<int, 4>{50, 50, 50, 50}));
}

}  // namespace
}  // namespace stesura::testing
