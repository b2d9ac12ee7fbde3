// Verifying what comes back: outcomes, copies, messages.

#include <gtest/gtest.h>
#include <unistd.h>

#include <ctime>
#include <filesystem>
#include <fstream>

#include "generator/error.h"
#include "generator/signature/moment.h"
#include "generator/signature/signing.h"
#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"
#include "tests/form_fonts.h"
#include "tests/signed_message.h"
#include "tests/signing_world.h"

namespace stesura {
namespace {

using testing::SigningWorld;
using testing::TestIdentity;
using testing::TestSigner;

const SigningWorld& world() {
  static const SigningWorld kWorld;
  return kWorld;
}

class TrustFolder {
 public:
  TrustFolder() {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("stesura-fiducia-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directories(folder_);
  }
  ~TrustFolder() { std::filesystem::remove_all(folder_); }
  const std::filesystem::path& path() const { return folder_; }
  void write(const std::string& name, const std::string& bytes) const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }

 private:
  std::filesystem::path folder_;
};

const TrustStore& trust() {
  static const TrustStore kTrust = [] {
    const TrustFolder folder;
    world().writeTrust(folder.path());
    return TrustStore::readFolder(folder.path());
  }();
  return kTrust;
}

TestSigner agency(const std::string& name) {
  TestSigner signer;
  signer.organisation = name;
  return signer;
}

std::string signedBy(const TestIdentity& identity, std::string_view pdf, const std::string& field,
                     std::int64_t time = SigningWorld::kNow) {
  SigningOrder order;
  order.pdf = pdf;
  order.field = field;
  order.time = time;
  return signPdf(order, SigningKey::fromPkcs12(identity.pkcs12("prova"), "prova"), formFonts());
}

std::string issued() {
  static const std::string kIssued = testing::signablePdf({"firma_asst_1", "firma_ats_1", "firma_comune_1"});
  return kIssued;
}

VerificationReport verified(std::string_view bytes, const TrustStore* whom = &trust()) {
  VerificationOrder order;
  order.bytes = bytes;
  order.trust = whom;
  order.now = SigningWorld::kNow + 3600;
  return verify(order);
}

// As of the world's own time: the makers of messages write today's date into them.
VerificationReport verifiedMessage(std::string_view bytes, std::optional<std::string_view> original = {}) {
  VerificationOrder order;
  order.bytes = bytes;
  order.issued = original;
  order.trust = &trust();
  order.now = std::time(nullptr) + 3600;
  order.at = SigningWorld::kNow;
  return verify(order);
}

VerificationReport verifiedBeside(std::string_view bytes, std::string_view original) {
  VerificationOrder order;
  order.bytes = bytes;
  order.issued = original;
  order.trust = &trust();
  order.now = SigningWorld::kNow + 3600;
  return verify(order);
}

std::string twiceSigned() {
  static const std::string kTwice =
      signedBy(world().signer(agency("ATS di Prova")),
               signedBy(world().signer(agency("ASST di Esempio")), issued(), "firma_asst_1"), "firma_ats_1");
  return kTwice;
}

TEST(Verification, SaysOfAnUnsignedFileThatItHasNoSignatures) {
  const VerificationReport report = verified(issued());
  EXPECT_EQ(report.outcome, Outcome::notVerified);
  EXPECT_EQ(report.sentence, "Il file non contiene firme.");
  EXPECT_EQ(report.emptyFields.size(), 3u);
}

TEST(Verification, AcceptsSignaturesByATrustedChain) {
  const VerificationReport report = verified(twiceSigned());
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_EQ(report.outcome, Outcome::valid) << verificationJson(report).dump(1);
  EXPECT_EQ(report.signatures[0].organisation, "ASST di Esempio");
  EXPECT_EQ(report.signatures[0].format, "PAdES B-B");
  EXPECT_EQ(report.signatures[0].quality, "qualificata");
  EXPECT_EQ(report.signatures[0].claimedTime, rfc3339(SigningWorld::kNow));
  EXPECT_FALSE(report.signatures[0].coversWholeFile);
  EXPECT_TRUE(report.signatures[1].coversWholeFile);
  EXPECT_EQ(report.emptyFields, std::vector<std::string>{"firma_comune_1"});
  ASSERT_EQ(report.modifications.size(), 1u);
  EXPECT_EQ(report.modifications[0].level, "solo_firme");
  EXPECT_EQ(report.modifications[0].after, std::vector<std::string>{"ASST di Esempio"});
}

TEST(Verification, NeverSaysValidWithoutATrustedChain) {
  const VerificationReport report = verified(twiceSigned(), nullptr);
  EXPECT_EQ(report.outcome, Outcome::toConfirm);
  for (const SignatureReport& signature : report.signatures) {
    EXPECT_EQ(signature.sentence, "Firma integra; firmatario da verificare.");
    EXPECT_FALSE(signature.trusted);
  }
}

TEST(Verification, TellsThatNobodyKnowsOfARevocation) {
  const TrustFolder folder;
  folder.write("radice.pem", world().root().certificatePem());
  folder.write("ca.pem", world().authority().certificatePem());
  const TrustStore without = TrustStore::readFolder(folder.path());
  EXPECT_EQ(verified(twiceSigned(), &without).outcome, Outcome::revocationUnknown);
}

TEST(Verification, TellsARevokedSigner) {
  const TestIdentity signer = world().signer(agency("ASST di Esempio"));
  const TrustFolder folder;
  world().writeTrust(folder.path());
  folder.write("revoche.crl", world().crl({{signer.certificate, SigningWorld::kNow - 3600}}));
  for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
    if (entry.path().extension() == ".crl" && entry.path().filename() != "revoche.crl")
      std::filesystem::remove(entry.path());
  }
  folder.write("radice.crl", world().rootCrl());
  const TrustStore strict = TrustStore::readFolder(folder.path());
  const VerificationReport report = verified(signedBy(signer, issued(), "firma_asst_1"), &strict);
  EXPECT_EQ(report.outcome, Outcome::revoked) << verificationJson(report).dump(1);
  EXPECT_TRUE(report.signatures.at(0).intact);
}

TEST(Verification, DoesNotClearAClaimedTimeByAnOldList) {
  VerificationOrder order;
  const std::string file = twiceSigned();
  order.bytes = file;
  order.trust = &trust();
  order.now = SigningWorld::kNow + 86400 * 60;
  const VerificationReport report = verify(order);
  EXPECT_EQ(report.outcome, Outcome::revocationUnknown);
  EXPECT_EQ(report.signatures.at(0).remarks.back().code, "revoca_non_aggiornata");
  order.at = SigningWorld::kNow;
  EXPECT_EQ(verify(order).outcome, Outcome::valid) << "whoever asks vouches for the time";
}

TEST(Verification, NamesAnAlteredByte) {
  std::string altered = twiceSigned();
  const std::size_t at = altered.find("stream\n") + 20;
  altered[at] = static_cast<char>(altered[at] ^ 1);
  const VerificationReport report = verified(altered);
  EXPECT_EQ(report.outcome, Outcome::broken);
  EXPECT_EQ(verificationJson(report)["esito"], "non_integra");
  EXPECT_FALSE(report.sentence.empty());
}

TEST(Verification, SeesThatTheFirstRevisionIsWhatWasIssued) {
  const VerificationReport report = verifiedBeside(twiceSigned(), issued());
  ASSERT_TRUE(report.issued);
  EXPECT_EQ(report.issued->relation, IssuedReport::Relation::continues);
  EXPECT_EQ(report.outcome, Outcome::valid);
  EXPECT_EQ(report.modifications.size(), 2u) << "the first signature is an addition to what was issued";
}

TEST(Verification, SeesThatAnotherDocumentWasSigned) {
  const std::string other = testing::signablePdf({"firma_asst_1"}, 2);
  const VerificationReport report =
      verifiedBeside(signedBy(world().signer(), other, "firma_asst_1"), issued());
  EXPECT_EQ(report.outcome, Outcome::broken);
  EXPECT_EQ(report.issued->relation, IssuedReport::Relation::other);
  EXPECT_EQ(report.sentence, "Documento non integro: non è quello emesso.");
}

TEST(Verification, RecognisesTwoWhoSignedTheSameCopy) {
  const std::string first = signedBy(world().signer(agency("ASST di Esempio")), issued(), "firma_asst_1");
  const std::string second = signedBy(world().signer(agency("ATS di Prova")), issued(), "firma_ats_1");
  const VerificationReport report = verifiedBeside(second, first);
  ASSERT_TRUE(report.issued);
  EXPECT_EQ(report.issued->relation, IssuedReport::Relation::fork);
  EXPECT_EQ(report.issued->commonBytes, issued().size());
  EXPECT_EQ(report.outcome, Outcome::toConfirm);
  EXPECT_NE(report.issued->sentence.find("firmare di nuovo"), std::string::npos);
  EXPECT_EQ(compareCopies(first, twiceSigned()).relation, IssuedReport::Relation::fork)
      << "signed anew: other bytes";
}

TEST(Verification, RecognisesAnEarlierCopy) {
  const std::string once = signedBy(world().signer(), issued(), "firma_asst_1");
  const std::string twice = signedBy(world().signer(), once, "firma_ats_1");
  EXPECT_EQ(compareCopies(once, twice).relation, IssuedReport::Relation::earlier);
  EXPECT_EQ(compareCopies(twice, once).relation, IssuedReport::Relation::continues);
  EXPECT_EQ(compareCopies(once, once).relation, IssuedReport::Relation::same);
}

TEST(Verification, DoesNotTakeABeginningForARevision) {
  const std::string cut = issued().substr(0, issued().size() / 2);
  EXPECT_EQ(compareCopies(issued(), cut).relation, IssuedReport::Relation::other);
}

TEST(Verification, JudgesAtTheTimeAskedFor) {
  VerificationOrder order;
  const std::string file = twiceSigned();
  order.bytes = file;
  order.trust = &trust();
  order.now = SigningWorld::kNow + 3600;
  order.at = secondsOf("2040-01-01");
  const VerificationReport report = verify(order);
  EXPECT_EQ(report.outcome, Outcome::toConfirm) << "the certificates have expired by then";
  EXPECT_TRUE(report.signatures.at(0).intact);
}

TEST(Verification, DistrustsATimeInTheFuture) {
  const std::string file =
      signedBy(world().signer(), issued(), "firma_asst_1", SigningWorld::kNow + 86400 * 30);
  const VerificationReport report = verified(file);
  EXPECT_EQ(report.outcome, Outcome::toConfirm);
  EXPECT_EQ(report.signatures.at(0).remarks.back().code, "data_nel_futuro");
}

TEST(Verification, TellsQualitiesApart) {
  const std::vector<std::pair<SignatureQuality, std::string>> qualities{
      {SignatureQuality::qualified, "qualificata"},
      {SignatureQuality::advanced, "avanzata"},
      {SignatureQuality::cie, "avanzata_cie"},
      {SignatureQuality::unknown, "non_dichiarata"}};
  for (const auto& [quality, name] : qualities) {
    TestSigner who;
    who.quality = quality;
    EXPECT_EQ(verified(signedBy(world().signer(who), issued(), "firma_asst_1")).signatures.at(0).quality,
              name);
  }
}

TEST(Verification, RefusesAKeyThatIsNotForSigning) {
  TestSigner who;
  who.maySign = false;
  const VerificationReport report = verifiedMessage(testing::signedMessage(issued(), {world().signer(who)}));
  EXPECT_EQ(report.outcome, Outcome::toConfirm);
  EXPECT_TRUE(report.signatures.at(0).intact);
}

TEST(Verification, ReadsASignedMessage) {
  const std::string message = testing::signedMessage(issued(), {world().signer()});
  const VerificationReport report = verifiedMessage(message, issued());
  ASSERT_EQ(report.signatures.size(), 1u) << verificationJson(report).dump(1);
  EXPECT_EQ(report.outcome, Outcome::valid) << verificationJson(report).dump(1);
  EXPECT_EQ(report.sort, VerificationReport::Sort::message);
  EXPECT_EQ(report.issued->relation, IssuedReport::Relation::continues);
  EXPECT_EQ(contentOf(message), issued());
}

TEST(Verification, ReadsMessagesWithinMessages) {
  const std::string inner = testing::signedMessage(twiceSigned(), {world().signer()});
  const VerificationReport report =
      verifiedMessage(testing::signedMessage(inner, {world().signer(), world().signer()}));
  ASSERT_EQ(report.signatures.size(), 5u);
  EXPECT_EQ(report.signatures[0].level, 1u);
  EXPECT_EQ(report.signatures[2].level, 2u);
  EXPECT_EQ(report.signatures[3].field, "firma_asst_1");
  EXPECT_EQ(report.outcome, Outcome::valid);
}

TEST(Verification, VerifiesADetachedSignatureBesideItsDocument) {
  const std::string message = testing::detachedMessage(issued(), {world().signer()});
  EXPECT_EQ(verified(message).outcome, Outcome::notVerified);
  EXPECT_NE(verified(message).sentence.find("separata dal documento"), std::string::npos);
  EXPECT_EQ(verifiedMessage(message, issued()).issued->relation, IssuedReport::Relation::continues);
  EXPECT_EQ(verifiedMessage(message, issued() + " ").issued->relation, IssuedReport::Relation::other);
  EXPECT_EQ(verifiedMessage(message, issued()).outcome, Outcome::valid);
  EXPECT_EQ(verifiedMessage(message, issued() + " ").outcome, Outcome::broken);
}

TEST(Verification, GivesASentenceForAnyBytes) {
  for (const std::string& bytes : {std::string(), std::string("ciao"), std::string(1000, '\0'),
                                   std::string("%PDF-1.7\n"), std::string("\x30\x80\x06\x09")}) {
    const VerificationReport report = verified(bytes);
    EXPECT_EQ(report.outcome, Outcome::notVerified);
    EXPECT_FALSE(report.sentence.empty());
  }
}

TEST(Verification, CallsASignedFileThatWasCutNotIntact) {
  const std::string file = twiceSigned();
  const VerificationReport report = verified(std::string_view(file).substr(0, file.size() - 100));
  EXPECT_EQ(report.outcome, Outcome::broken);
}

TEST(Verification, TellsProgramsWhatItTellsPeople) {
  const Json json = verificationJson(verified(twiceSigned()));
  EXPECT_EQ(json["esito"], "integra_valida");
  ASSERT_EQ(json["firme"].size(), 2u);
  EXPECT_EQ(json["firme"][0]["firmatario"]["ente"], "ASST di Esempio");
  EXPECT_EQ(json["modifiche"].size(), 1u);
  EXPECT_EQ(json["sha256"].get<std::string>().size(), 64u);
  EXPECT_EQ(json.dump().find("TINIT"), std::string::npos) << "no fiscal code";
}

}  // namespace
}  // namespace stesura
