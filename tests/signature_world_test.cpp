// What is said of files that iText, PDFBox, mutool and @signpdf signed one after another, and after Stesura.
#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"
#include "tests/signature_home.h"

namespace stesura {
namespace {

constexpr std::int64_t kThen = 1893456000;  // 2030-01-01, inside of what the certificates say

const std::filesystem::path& worldFolder() {
  static const std::filesystem::path kFolder =
      std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/signatures/world";
  return kFolder;
}

std::string worldFixture(const std::string& name) {
  std::ifstream file(worldFolder() / (name + ".pdf"), std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// The document that most of them signed, as sources/base.cpp beside them wrote it.
const std::string& issuedDocument() {
  static const std::string kIssued = testing::signablePdf({"firma_provincia_1", "firma_asst_1"});
  return kIssued;
}

VerificationReport judged(std::string_view bytes, const std::string* issued = nullptr) {
  static const TrustStore kTrust = TrustStore::readFolder(worldFolder() / "trust");
  VerificationOrder order;
  order.bytes = bytes;
  order.trust = &kTrust;
  order.now = order.at.emplace(kThen);
  if (issued != nullptr) order.issued = *issued;
  return verify(order);
}

// «ammesse: informazioni, marca_temporale», one for each later version.
std::vector<std::string> additions(const VerificationReport& report) {
  std::vector<std::string> all;
  for (const ModificationReport& version : report.modifications) {
    std::string text = version.level;
    for (const auto& item : version.items) text += (text == version.level ? ": " : ", ") + item.code;
    all.push_back(text);
  }
  return all;
}

struct WorldFile {
  std::string name;
  Outcome outcome;
  std::size_t signatures;
  bool isOfIssued;
  std::vector<std::string> additions;  // since the first signature
};

void PrintTo(const WorldFile& file, std::ostream* out) { *out << file.name; }

std::string nameOfFile(const ::testing::TestParamInfo<WorldFile>& row) {
  std::string name = row.param.name;
  for (char& letter : name) {
    if (!std::isalnum(static_cast<unsigned char>(letter))) letter = '_';
  }
  return name;
}

class WorldSignature : public ::testing::TestWithParam<WorldFile> {};

TEST_P(WorldSignature, IsJudgedAsItDeserves) {
  const std::string bytes = worldFixture(GetParam().name);
  ASSERT_FALSE(bytes.empty());
  const VerificationReport report = judged(bytes);
  EXPECT_EQ(outcomeName(report.outcome), outcomeName(GetParam().outcome)) << verificationJson(report).dump(1);
  EXPECT_EQ(report.signatures.size(), GetParam().signatures);
  EXPECT_EQ(additions(report), GetParam().additions);
  for (const SignatureReport& signature : report.signatures) EXPECT_TRUE(signature.intact) << signature.field;
}

TEST_P(WorldSignature, GoesOnWithTheIssuedDocument) {
  const VerificationReport report = judged(worldFixture(GetParam().name), &issuedDocument());
  ASSERT_TRUE(report.issued.has_value());
  EXPECT_EQ(report.issued->relation,
            GetParam().isOfIssued ? IssuedReport::Relation::continues : IssuedReport::Relation::other);
  const bool isKept = GetParam().isOfIssued && GetParam().name != "signpdf-itext";
  const Outcome expected = isKept ? GetParam().outcome : Outcome::broken;
  EXPECT_EQ(outcomeName(report.outcome), outcomeName(expected)) << verificationJson(report).dump(1);
}

TEST_P(WorldSignature, IsNeverValidWithoutTrust) {
  const std::string bytes = worldFixture(GetParam().name);
  VerificationOrder order;
  order.bytes = bytes;
  order.now = kThen;
  EXPECT_GE(verify(order).outcome, Outcome::toConfirm);
}

// The first byte that signatures cover, and one of the last signature's own dictionary.
TEST_P(WorldSignature, IsBrokenByAnotherByte) {
  std::string bytes = worldFixture(GetParam().name);
  std::string altered = bytes;
  altered[bytes.find("%PDF-1.") + 7] ^= 1;
  EXPECT_EQ(outcomeName(judged(altered).outcome), "non_integra");
  altered = bytes;
  altered[bytes.rfind("/Adobe.PPKLite") + 1] ^= 1;
  EXPECT_EQ(outcomeName(judged(altered).outcome), "non_integra");
}

const char* const kDated = "ammesse: informazioni, metadati";  // iText does so each time
const char* const kFirst =
    "ammesse: informazioni, estensioni, estensioni, metadati";  // and so the first time

INSTANTIATE_TEST_SUITE_P(
    Documents, WorldSignature,
    ::testing::Values(
        WorldFile{"itext-due", Outcome::valid, 2, false, {"ammesse: informazioni, firma_in_campo_nuovo"}},
        WorldFile{"itext-visibile",
                  Outcome::toConfirm,
                  2,
                  false,
                  {"da_confermare: campo_firma_visibile, informazioni, firma_in_campo_nuovo"}},
        WorldFile{"itext-nel-campo",
                  Outcome::valid,
                  2,
                  true,
                  {kDated, "ammesse: informazioni, protocollo_inserito, metadati", kDated}},
        WorldFile{"itext-lunga-durata",
                  Outcome::valid,
                  2,
                  true,
                  {"ammesse: informazioni, estensioni, dati_lunga_durata, metadati",
                   "ammesse: informazioni, marca_temporale, modulo_integrato, metadati",
                   "ammesse: informazioni, dati_lunga_durata, metadati"}},
        WorldFile{"itext-certificata",
                  Outcome::valid,
                  2,
                  false,
                  {"ammesse: informazioni, estensioni, dati_lunga_durata",
                   "ammesse: informazioni, marca_temporale"}},
        WorldFile{"itext-chiusa",
                  Outcome::broken,
                  2,
                  false,
                  {"non_ammesse: certificazione_violata, informazioni, firma_in_campo_nuovo"}},
        WorldFile{"itext-moduli", Outcome::valid, 2, true, {kDated}},
        WorldFile{"itext-bloccata",
                  Outcome::broken,
                  1,
                  true,
                  {"non_ammesse: campo_bloccato, informazioni, protocollo_inserito, metadati"}},
        WorldFile{"itext2-due",
                  Outcome::valid,
                  2,
                  true,
                  {"ammesse: identificativo_nuovo, informazioni, firma_in_campo_nuovo, modulo_integrato"}},
        WorldFile{"pdfbox-visibili",
                  Outcome::toConfirm,
                  2,
                  false,
                  {"da_confermare: campo_firma_visibile, firma_in_campo_nuovo, modulo_integrato"}},
        WorldFile{"pdfbox1-itext", Outcome::valid, 2, true, {kFirst}},
        // Its first signer is one of the other folder: nobody trusts him here.
        WorldFile{"libreoffice-itext",
                  Outcome::toConfirm,
                  2,
                  false,
                  {"ammesse: informazioni, modulo_integrato, firma_in_campo_nuovo, estensioni, estensioni, "
                   "carattere_inutile"}},
        WorldFile{"mutool", Outcome::toConfirm, 2, true, {"solo_firme"}},  // by SHA-1
        // @signpdf put a form of its own in place of the issued one: nothing but --issued can tell.
        WorldFile{"signpdf-itext",
                  Outcome::valid,
                  2,
                  true,
                  {"ammesse: informazioni, modulo_integrato, firma_in_campo_nuovo, estensioni, estensioni, "
                   "metadati"}},
        WorldFile{"stesura-itext", Outcome::valid, 2, true, {kFirst}}),
    nameOfFile);

// Sentences a person reads of them.
TEST(WorldSignatures, TellWhatWasDoneAgainstASignature) {
  const auto sentence = [](const char* name) {
    return judged(worldFixture(name)).modifications.back().items.at(0).sentence;
  };
  EXPECT_EQ(sentence("itext-bloccata"),
            "Dopo la firma di Provincia di Esempio è stato compilato il campo «protocollo_1», che una firma "
            "aveva bloccato.");
  EXPECT_EQ(sentence("itext-chiusa"),
            "Dopo la firma di Provincia di Esempio è stato cambiato ciò che una certificazione dichiara "
            "immutabile.");
  EXPECT_EQ(sentence("itext-visibile"),
            "Dopo la firma di Provincia di Esempio è stato aggiunto un campo di firma visibile, che può "
            "coprire ciò che sta "
            "sotto, a pagina 1.");
  EXPECT_EQ(sentence("itext2-due"),
            "Dopo la firma di Provincia di Esempio è stato dato al file un identificativo nuovo.");
}

TEST(WorldSignatures, TellWhichFieldsOfTheIssuedDocumentWereTakenAway) {
  const VerificationReport report = judged(worldFixture("signpdf-itext"), &issuedDocument());
  std::string told;
  for (const auto& item : report.modifications.at(0).items) told += item.sentence + "\n";
  EXPECT_NE(told.find("Dopo l’emissione è stato tolto il campo «firma_provincia_1»."), std::string::npos)
      << told;
}

// What Stesura signs after them is one more signature, and nothing else.
TEST(WorldSignatures, LetStesuraSignAfterThem) {
  for (const char* name : {"itext-lunga-durata", "itext2-due"}) {
    const std::string before = worldFixture(name);
    const std::string after = testing::signedBy(testing::TestKey::p256, before, "firma_asst_1");
    const VerificationReport report = judged(after, &before);
    EXPECT_EQ(additions(report).back(), "solo_firme") << name;
    EXPECT_EQ(report.modifications.back().signedFields, std::vector<std::string>{"firma_asst_1"});
    EXPECT_TRUE(report.signatures.back().intact);
  }
}

}  // namespace
}  // namespace stesura
