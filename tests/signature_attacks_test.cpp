// No attack on a signed PDF ends with «integra_valida»: each row of tests/attack_maker.h is one.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"
#include "tests/attack_maker.h"

namespace stesura {

namespace testing {
void PrintTo(const Attack& attack, std::ostream* out) {
  *out << attack.name;
}
}  // namespace testing

namespace {

using testing::Attack;
using testing::attackGround;
using testing::SigningWorld;

TrustStore madeTrust() {
  const auto folder = std::filesystem::temp_directory_path() / ("stesura-attacchi-" + std::to_string(::getpid()));
  attackGround().world.writeTrust(folder);
  TrustStore trust = TrustStore::readFolder(folder);
  std::filesystem::remove_all(folder);
  return trust;
}

VerificationReport verified(std::string_view bytes, std::optional<std::string_view> issued = {}) {
  static const TrustStore kTrust = madeTrust();
  VerificationOrder order;
  order.bytes = bytes;
  order.issued = issued;
  order.trust = &kTrust;
  order.now = SigningWorld::kNow + 3600;
  return verify(order);
}

// Why it is so, as programs read it.
std::string codesOf(const VerificationReport& report) {
  std::string all;
  for (const Remark& remark : report.remarks) all += " " + remark.code;
  for (std::size_t i = 0; i < report.signatures.size(); ++i) {
    for (const Remark& remark : report.signatures[i].remarks) {
      if (remark.code == "qualifica_dichiarata" || remark.code == "modificata_dopo") continue;
      all += " firma " + std::to_string(i + 1) + ": " + remark.code;
    }
  }
  for (const ModificationReport& changes : report.modifications) {
    for (const auto& item : changes.items) all += " versione " + std::to_string(changes.revision) + ": " + item.code;
  }
  return all;
}

// Every sentence that a person would read.
std::string sentencesOf(const VerificationReport& report) {
  std::string all = report.sentence + "\n";
  for (const Remark& remark : report.remarks) all += remark.sentence + "\n";
  for (const SignatureReport& signature : report.signatures) {
    all += signature.sentence + "\n";
    for (const Remark& remark : signature.remarks) all += remark.sentence + "\n";
  }
  for (const ModificationReport& changes : report.modifications) {
    for (const auto& item : changes.items) all += item.sentence + "\n";
  }
  return all;
}

class SignatureAttack : public ::testing::TestWithParam<Attack> {};

TEST_P(SignatureAttack, IsCaught) {
  const std::string file = GetParam().make(attackGround());
  const VerificationReport report = verified(file);
  EXPECT_EQ(outcomeName(report.outcome), outcomeName(GetParam().outcome)) << verificationJson(report).dump(1);
  EXPECT_NE(sentencesOf(report).find(GetParam().words), std::string::npos)
      << GetParam().words << "\n" << sentencesOf(report);
  EXPECT_FALSE(report.sentence.empty());
}

TEST_P(SignatureAttack, DoesNotFareBetterBesideTheIssuedFile) {
  const std::string file = GetParam().make(attackGround());
  EXPECT_GE(verified(file, attackGround().issued).outcome, GetParam().outcome);
}

TEST_P(SignatureAttack, IsNeverValidWithoutTrust) {
  const std::string file = GetParam().make(attackGround());
  VerificationOrder order;
  order.bytes = file;
  order.now = SigningWorld::kNow + 3600;
  EXPECT_GE(verify(order).outcome, Outcome::toConfirm);
}

std::string nameOf(const ::testing::TestParamInfo<Attack>& row) {
  return row.param.name;
}

INSTANTIATE_TEST_SUITE_P(Bytes, SignatureAttack, ::testing::ValuesIn(testing::attacksByBytes()), nameOf);
INSTANTIATE_TEST_SUITE_P(Updates, SignatureAttack, ::testing::ValuesIn(testing::attacksByUpdates()), nameOf);
INSTANTIATE_TEST_SUITE_P(Shadows, SignatureAttack, ::testing::ValuesIn(testing::shadowAttacks()), nameOf);
INSTANTIATE_TEST_SUITE_P(Drawings, SignatureAttack, ::testing::ValuesIn(testing::attacksByDrawings()), nameOf);
INSTANTIATE_TEST_SUITE_P(Messages, SignatureAttack, ::testing::ValuesIn(testing::attacksByMessages()), nameOf);

// Each attack is caught for the right reason: attacks.txt beside the fixtures has one line for each. It
// is written anew with STESURA_GOLDEN=write in the environment, and then read as a diff.
TEST(SignatureAttacks, AreCaughtForTheReasonTheyDeserve) {
  const std::filesystem::path golden = std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/signatures/attacks.txt";
  std::string found;
  for (const auto& group : {testing::attacksByBytes(), testing::attacksByUpdates(), testing::shadowAttacks(), testing::attacksByMessages(), testing::attacksByDrawings()}) {
    for (const Attack& attack : group) {
      const VerificationReport report = verified(attack.make(attackGround()));
      found += attack.name + " " + std::string(outcomeName(report.outcome)) + codesOf(report) + "\n";
    }
  }
  if (std::getenv("STESURA_GOLDEN") != nullptr) std::ofstream(golden, std::ios::binary) << found;
  std::ifstream file(golden, std::ios::binary);
  const std::string expected(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(found, expected);
}

// What the attacks start from is sound.
TEST(SignatureAttacks, StartFromAValidFile) {
  for (const std::string* file : {&attackGround().once, &attackGround().twice}) {
    const VerificationReport report = verified(*file, attackGround().issued);
    EXPECT_EQ(outcomeName(report.outcome), "integra_valida") << verificationJson(report).dump(1);
  }
}

// A file cut to its first signature is sound in itself: the empty field tells, and the copy it is compared with.
TEST(SignatureAttacks, TellAFileRolledBackToItsFirstSignature) {
  const auto& ground = attackGround();
  const std::string cut = ground.twice.substr(0, ground.once.size());
  const VerificationReport report = verified(cut);
  EXPECT_EQ(outcomeName(report.outcome), "integra_valida");
  EXPECT_EQ(report.signatures.size(), 1u);
  EXPECT_EQ(report.emptyFields, (std::vector<std::string>{"firma_provincia_1", "firma_comune_1"}));
  EXPECT_EQ(outcomeName(verified(cut, ground.twice).outcome), "integra_da_verificare");
}

}  // namespace
}  // namespace stesura
