// What is said of files that other programs signed: poppler, LibreOffice, PDFBox, OpenSSL.
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"

namespace stesura {
namespace {

constexpr std::int64_t kNow = 1893456000;  // 2030-01-01, inside of what the certificates say

const std::filesystem::path& folder() {
  static const std::filesystem::path kFolder =
      std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/signatures/foreign";
  return kFolder;
}

std::string fixture(const std::string& name) {
  std::ifstream file(folder() / name, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

VerificationReport verified(std::string_view bytes) {
  static const TrustStore kTrust = TrustStore::readFolder(folder() / "trust");
  VerificationOrder order;
  order.bytes = bytes;
  order.trust = &kTrust;
  order.now = order.at.emplace(kNow);  // their revocation lists are years old by then
  return verify(order);
}

struct Foreign {
  std::string name;
  Outcome outcome;
  std::size_t signatures;
  std::string level = "";  // of the last modification; "" for a file nobody went on with
};

void PrintTo(const Foreign& foreign, std::ostream* out) { *out << foreign.name; }

std::string nameOf(const ::testing::TestParamInfo<Foreign>& row) {
  std::string name = row.param.name;
  for (char& letter : name) {
    if (!std::isalnum(static_cast<unsigned char>(letter))) letter = '_';
  }
  return name;
}

class ForeignSignature : public ::testing::TestWithParam<Foreign> {};

TEST_P(ForeignSignature, IsJudgedAsItDeserves) {
  const std::string bytes = fixture(GetParam().name);
  ASSERT_FALSE(bytes.empty());
  const VerificationReport report = verified(bytes);
  const std::string told = verificationJson(report).dump(1);
  EXPECT_EQ(outcomeName(report.outcome), outcomeName(GetParam().outcome)) << told;
  EXPECT_EQ(report.signatures.size(), GetParam().signatures) << told;
  const std::string level = report.modifications.empty() ? "" : report.modifications.back().level;
  EXPECT_EQ(level, GetParam().level) << told;
}

// Nobody is trusted without anchors, whoever signed.
TEST_P(ForeignSignature, IsNeverValidWithoutTrust) {
  const std::string bytes = fixture(GetParam().name);
  VerificationOrder order;
  order.bytes = bytes;
  order.now = kNow;
  EXPECT_GE(verify(order).outcome, Outcome::toConfirm);
}

// A byte in the middle of what was signed.
TEST_P(ForeignSignature, IsBrokenByAnotherByte) {
  std::string bytes = fixture(GetParam().name);
  for (const std::string known : {"Delibera di prova", "/MediaBox", "Accordo di prova"}) {
    const std::size_t place = bytes.find(known);
    if (place == std::string::npos) continue;
    bytes[place + 1] ^= 1;
    EXPECT_EQ(outcomeName(verified(bytes).outcome), "non_integra") << known;
    return;
  }
  constexpr std::size_t kInBase64 = 120;  // of the content
  char& letter = bytes[kInBase64 + (bytes.starts_with("-") ? bytes.find('\n') : 0)];
  letter = letter == 'A' ? 'B' : 'A';
  EXPECT_EQ(outcomeName(verified(bytes).outcome), "non_integra");
}

INSTANTIATE_TEST_SUITE_P(
    Documents, ForeignSignature,
    ::testing::Values(Foreign{"poppler.pdf", Outcome::valid, 1},
                      Foreign{"poppler-due.pdf", Outcome::valid, 2, "solo_firme"},
                      Foreign{"libreoffice.pdf", Outcome::valid, 1},
                      Foreign{"pdfbox-pkcs7.pdf", Outcome::valid, 1},
                      Foreign{"pdfbox-cades.pdf", Outcome::valid, 1},
                      Foreign{"pdfbox-due.pdf", Outcome::valid, 2, "ammesse"},
                      Foreign{"pdfbox-nel-campo.pdf", Outcome::valid, 2, "ammesse"},
                      Foreign{"pdfbox-revocata.pdf", Outcome::revoked, 1},
                      Foreign{"pdfbox-protocollo.pdf", Outcome::valid, 1, "ammesse"},
                      Foreign{"pdfbox-timbro.pdf", Outcome::toConfirm, 1, "da_confermare"},
                      Foreign{"pdfbox-campo.pdf", Outcome::toConfirm, 1, "da_confermare"},
                      Foreign{"pdfbox-info.pdf", Outcome::toConfirm, 1, "da_confermare"}),
    nameOf);

INSTANTIATE_TEST_SUITE_P(
    Messages, ForeignSignature,
    ::testing::Values(
        Foreign{"semplice.p7m", Outcome::valid, 1}, Foreign{"indefinita.p7m", Outcome::valid, 1},
        Foreign{"pem.p7m", Outcome::valid, 1}, Foreign{"base64.p7m", Outcome::valid, 1},
        Foreign{"doppia.p7m", Outcome::valid, 2}, Foreign{"parallele.p7m", Outcome::valid, 2},
        Foreign{"pss.p7m", Outcome::valid, 1}, Foreign{"disordinata.p7m", Outcome::valid, 1},
        Foreign{"senza-riferimento.p7m", Outcome::valid, 1}, Foreign{"debole.p7m", Outcome::toConfirm, 1},
        Foreign{"revocata.p7m", Outcome::revoked, 1}, Foreign{"alterata.p7m", Outcome::broken, 1}),
    nameOf);

TEST(ForeignSignatures, TellWhoSignedAMessageInAMessage) {
  const VerificationReport report = verified(fixture("doppia.p7m"));
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_EQ(report.signatures[0].organisation, "ASST di Esempio");
  EXPECT_EQ(report.signatures[0].level, 1u);
  EXPECT_EQ(report.signatures[1].organisation, "Provincia di Esempio");
  EXPECT_EQ(report.signatures[1].level, 2u);
}

TEST(ForeignSignatures, NameThePageOfAStampBesideTheFields) {
  const VerificationReport report = verified(fixture("pdfbox-timbro.pdf"));
  ASSERT_EQ(report.modifications.size(), 1u);
  ASSERT_FALSE(report.modifications[0].items.empty());
  EXPECT_EQ(report.modifications[0].items[0].page, 2u);
  EXPECT_NE(report.modifications[0].items[0].sentence.find("pagina 2"), std::string::npos);
}

}  // namespace
}  // namespace stesura
