// No attack on a signed PDF ends with «integra_valida»: each row of tests/attack_maker.h is one.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"
#include "tests/attack_maker.h"
#include "tests/attack_verification.h"
#include "tests/pdf_update.h"

namespace stesura {

namespace testing {
void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }
}  // namespace testing

namespace {

using testing::Attack;
using testing::attackGround;
using testing::SigningWorld;
using testing::verified;

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
    for (const auto& item : changes.items)
      all += " versione " + std::to_string(changes.revision) + ": " + item.code;
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
  EXPECT_NE(sentencesOf(report).find(GetParam().words), std::string::npos) << GetParam().words << "\n"
                                                                           << sentencesOf(report);
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

std::string nameOf(const ::testing::TestParamInfo<Attack>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Bytes, SignatureAttack, ::testing::ValuesIn(testing::attacksByBytes()), nameOf);
INSTANTIATE_TEST_SUITE_P(Updates, SignatureAttack, ::testing::ValuesIn(testing::attacksByUpdates()), nameOf);
INSTANTIATE_TEST_SUITE_P(Shadows, SignatureAttack, ::testing::ValuesIn(testing::shadowAttacks()), nameOf);
INSTANTIATE_TEST_SUITE_P(Drawings, SignatureAttack, ::testing::ValuesIn(testing::attacksByDrawings()),
                         nameOf);
INSTANTIATE_TEST_SUITE_P(Readers, SignatureAttack, ::testing::ValuesIn(testing::attacksByReaders()), nameOf);
INSTANTIATE_TEST_SUITE_P(Messages, SignatureAttack, ::testing::ValuesIn(testing::attacksByMessages()),
                         nameOf);

// Each attack is caught for the right reason: attacks.txt beside the fixtures has one line for each. It
// is written anew with STESURA_GOLDEN=write in the environment, and then read as a diff.
TEST(SignatureAttacks, AreCaughtForTheReasonTheyDeserve) {
  const std::filesystem::path golden =
      std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/signatures/attacks.txt";
  std::string found;
  for (const auto& group : {testing::attacksByBytes(), testing::attacksByUpdates(), testing::shadowAttacks(),
                            testing::attacksByMessages(), testing::attacksByDrawings(),
                            testing::attacksByReaders()}) {
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

std::string blanked(std::string file, std::size_t which) {
  std::size_t gap = 0;
  for (std::size_t at = 0; at <= which; ++at) gap = file.find("/Contents<", gap + 1);
  const std::size_t begin = file.find('<', gap) + 1;
  return file.replace(begin, file.find('>', begin) - begin, file.find('>', begin) - begin, '0');
}

// Whoever blanks the last signature gives back the file as it was prepared: it says of nobody that he signed.
TEST(SignatureAttacks, GainNothingByBlankingASignature) {
  const auto& ground = attackGround();
  const VerificationReport last = verified(blanked(ground.twice, 1));
  EXPECT_EQ(outcomeName(last.outcome), "non_verificata");
  EXPECT_EQ(last.sentence.substr(0, 26), "Preparata per la firma di ");
  ASSERT_EQ(last.signatures.size(), 2u);
  EXPECT_EQ(outcomeName(last.signatures[0].outcome), "integra_valida")
      << "what came before keeps its verdict";
  EXPECT_TRUE(last.signatures[1].prepared);
  EXPECT_FALSE(last.signatures[1].intact || last.signatures[1].trusted);
  EXPECT_EQ(outcomeName(verified(blanked(ground.once, 0)).outcome), "non_verificata");
  EXPECT_EQ(outcomeName(verified(blanked(ground.twice, 0)).outcome), "non_integra")
      << "another signature covers it";
  EXPECT_EQ(outcomeName(verified(blanked(blanked(ground.twice, 0), 1)).outcome), "non_integra");
  testing::PdfUpdate behind;
  behind.objects[5] = "<< /Title (Prova) >>";
  ASSERT_EQ(outcomeName(verified(behind.behind(ground.twice)).outcome), "integra_valida");  // control
  EXPECT_EQ(outcomeName(verified(behind.behind(blanked(ground.twice, 1))).outcome), "non_integra");
  EXPECT_EQ(outcomeName(verified(blanked(ground.twice, 1) + "%").outcome), "non_integra");
  std::string altered = blanked(ground.twice, 1);
  altered[altered.find("1000 euro")] = '9';
  EXPECT_EQ(outcomeName(verified(altered).outcome), "non_integra");
}

// A file cut to its first signature is sound in itself: the empty field tells, and the copy it is compared
// with.
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
