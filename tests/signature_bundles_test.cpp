// What is said of messages, time stamps and bundles as offices exchange them: made by BouncyCastle, GnuTLS
// and GnuPG, and changed on their way by mail systems.
#include <gtest/gtest.h>

#include <openssl/evp.h>

#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "data_folder.h"
#include "generator/signature/verification.h"
#include "generator/signature/verification_json.h"
#include "signed_message.h"
#include "signing_world.h"
#include "trust_material.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::has;
using testing::mentions;
using testing::SigningWorld;

constexpr std::int64_t kToday = 1795600000;  // 2026-11-25, three weeks after the revocation lists

fs::path fixtures() { return fs::path(STESURA_SOURCE_DIR) / "tests/fixtures/signatures"; }

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(stream), {});
  EXPECT_FALSE(bytes.empty()) << file;
  return bytes;
}

std::string fixture(const std::string& name) { return read(fixtures() / "bundles" / name); }

const TrustStore& trust() {
  static const TrustStore kTrust = TrustStore::readFolder(fixtures() / "bundles/trust");
  return kTrust;
}

VerificationReport verified(std::string_view bytes, std::optional<std::string_view> document = std::nullopt,
                            const TrustStore& by = trust()) {
  VerificationOrder order;
  order.bytes = bytes;
  order.issued = document;
  order.trust = &by;
  order.now = kToday;
  return verify(order);
}

std::string told(const VerificationReport& report) { return verificationJson(report).dump(1); }

std::string base64(std::string_view bytes, std::size_t line = 0) {
  std::string text(4 * (bytes.size() / 3 + 1) + 1, '\0');
  const int size =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(size));
  for (std::size_t at = line; line != 0 && at < text.size(); at += line + 2) text.insert(at, "\r\n");
  return text;
}

struct Exchanged {
  std::string name;
  Outcome outcome;
  std::size_t signatures;
};

void PrintTo(const Exchanged& one, std::ostream* out) { *out << one.name; }

class ExchangedMessage : public ::testing::TestWithParam<Exchanged> {};

TEST_P(ExchangedMessage, IsJudgedAsItDeserves) {
  const VerificationReport report = verified(fixture(GetParam().name));
  EXPECT_EQ(outcomeName(report.outcome), outcomeName(GetParam().outcome)) << told(report);
  EXPECT_EQ(report.signatures.size(), GetParam().signatures) << told(report);
}

TEST_P(ExchangedMessage, IsNeverValidWithoutTrust) {
  EXPECT_GE(verified(fixture(GetParam().name), std::nullopt, TrustStore()).outcome, Outcome::toConfirm);
}

INSTANTIATE_TEST_SUITE_P(Files, ExchangedMessage,
                         ::testing::Values(Exchanged{"semplice.p7m", Outcome::valid, 1},
                                           Exchanged{"a-pezzi.p7m", Outcome::valid, 2},
                                           Exchanged{"brainpool.p7m", Outcome::valid, 1},
                                           Exchanged{"per-chiave.p7m", Outcome::valid, 1},
                                           Exchanged{"gnutls.p7m", Outcome::valid, 1},
                                           Exchanged{"gpgsm.p7m", Outcome::valid, 1},
                                           Exchanged{"archiviata.p7m", Outcome::valid, 1},
                                           Exchanged{"marca-ignota.p7m", Outcome::valid, 1},
                                           Exchanged{"controfirmata.p7m", Outcome::valid, 2},
                                           Exchanged{"controfirma-revocata.p7m", Outcome::revoked, 2},
                                           Exchanged{"controfirma-altrui.p7m", Outcome::broken, 2},
                                           Exchanged{"con-altrui.p7m", Outcome::broken, 2},
                                           Exchanged{"senza-certificati.p7m", Outcome::notVerified, 1},
                                           Exchanged{"delibera.tsd", Outcome::valid, 2},
                                           Exchanged{"delibera.tsr", Outcome::notVerified, 0},
                                           Exchanged{"trust/autorita.p7b", Outcome::notVerified, 0}),
                         [](const ::testing::TestParamInfo<Exchanged>& row) {
                           std::string name = row.param.name;
                           for (char& letter : name)
                             letter = std::isalnum(static_cast<unsigned char>(letter)) ? letter : '_';
                           return name;
                         });

TEST(ExchangedMessages, GiveCountersignersAnEntryOfTheirOwn) {
  const VerificationReport report = verified(fixture("controfirma-revocata.p7m"));
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_EQ(report.signatures[0].outcome, Outcome::valid);
  EXPECT_EQ(report.signatures[1].format, "CAdES (controfirma)");
  EXPECT_EQ(report.signatures[1].organisation, "Cooperativa di Esempio");
  EXPECT_TRUE(mentions({report.signatures[1].remarks.back().sentence},
                       "controfirma alla firma di «Provincia di Esempio»"));
  EXPECT_EQ(verified(fixture("controfirma-altrui.p7m")).sentence,
            "Documento non integro: una controfirma non corrisponde alla firma a cui è apposta.");
}

TEST(ExchangedMessages, MayEndWithWhatMailSystemsAdd) {
  const std::string message = fixture("semplice.p7m");
  for (const std::string& behind : {"\0\0\0"s, "\r\n"s, "\n\0"s}) {
    const VerificationReport report = verified(message + behind);
    EXPECT_EQ(report.outcome, Outcome::valid) << told(report);
    EXPECT_TRUE(has(report.remarks, "riempitivo"));
  }
  EXPECT_EQ(verified(base64(message, 76) + "\r\n\0\0"s).outcome, Outcome::valid);
}

TEST(ExchangedMessages, HideNothingBehindTheirEnd) {
  const std::string message = fixture("semplice.p7m");
  for (const std::string& behind : {"altro"s, "\0\0x"s, "\r\n-"s, message, " "s}) {
    EXPECT_EQ(verified(message + behind).outcome, Outcome::notVerified) << behind;
  }
  EXPECT_EQ(verified(base64(message) + "\r\naltro").outcome, Outcome::notVerified);
}

TEST(ExchangedMessages, AreReadAsTheyAreTakenOutOfMail) {
  const std::string lines = base64(fixture("semplice.p7m"), 76) + "\r\n";
  const std::string type = "Content-Type: application/octet-stream; name=\"delibera.p7m\"\r\n";
  const std::string head = type + "Content-Transfer-Encoding: base64\r\n\r\n";
  EXPECT_EQ(verified(head + lines).outcome, Outcome::valid);
  EXPECT_EQ(verified(head + lines + "\r\n------=_Part_12--\r\n").outcome, Outcome::valid);
  EXPECT_EQ(verified(head + lines + "\r\n------=_Part_12\r\n" + head + lines).outcome, Outcome::notVerified);
}

TEST(ExchangedMessages, AreToldFromOtherFormats) {
  const auto said = [](const std::string& bytes) {
    const VerificationReport report = verified(bytes);
    EXPECT_EQ(report.outcome, Outcome::notVerified) << told(report);
    const VerificationReport compared = verified(bytes, fixture("delibera.txt"));
    EXPECT_EQ(compared.outcome, Outcome::notVerified) << told(compared);  // another format is no altered copy
    return report.sentence;
  };
  const std::string mail =
      "Return-Path: <posta@pec.example>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; "
      "boundary=x\r\n\r\n--x\r\n";
  EXPECT_TRUE(said("PK\x03\x04" + std::string(26, '\0') + "mimetypeapplication/vnd.etsi.asic-e+zip")
                  .starts_with("È un contenitore ASiC"));
  EXPECT_TRUE(said("PK\x03\x04" + std::string(26, '\0') + "word/document.xml")
                  .starts_with("È un archivio ZIP o un documento di ufficio"));
  EXPECT_TRUE(said("\xef\xbb\xbf<?xml version=\"1.0\"?><A "
                   "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:Signature/></A>")
                  .starts_with("È un file XML con una firma"));
  EXPECT_TRUE(said(mail + "Content-Type: application/pkcs7-mime\r\n").starts_with("È un messaggio di posta"));
  EXPECT_TRUE(said(mail + "Content-Type: application/timestamp-reply\r\n").starts_with("È un file M7M"));
  EXPECT_TRUE(said(fixture("anna.pem")).starts_with("È un certificato"));
  std::string wide;
  for (const char letter : base64(fixture("semplice.p7m"))) wide += {letter, '\0'};
  EXPECT_TRUE(said(wide).starts_with("È un testo in UTF-16"));
  EXPECT_TRUE(said("Vedi sotto\n-----BEGIN PKCS7-----\nMIIB\n-----END PKCS7-----\n")
                  .starts_with("È un testo con dentro un blocco"));
  EXPECT_TRUE(said(fixture("trust/autorita.p7b")).starts_with("È un pacchetto di certificati"));
  EXPECT_TRUE(said("\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03\xa0\x80"s)
                  .starts_with("È una busta cifrata"));
  EXPECT_TRUE(said("\x30\x05\x30\x03\x02\x01\x02"s)
                  .starts_with("È la risposta di un servizio di marcatura temporale che ha rifiutato"));
}

TEST(ExchangedMessages, AreJudgedOverTheDocumentApart) {
  const std::string document = fixture("delibera.txt"), signature = fixture("gpgsm.p7s");
  const VerificationReport alone = verified(signature), right = verified(signature, document),
                           other = verified(signature, document + " "),
                           swapped = verified(document, signature);
  EXPECT_EQ(alone.outcome, Outcome::notVerified);
  EXPECT_NE(alone.sentence.find("con --issued"), std::string::npos);
  EXPECT_EQ(right.outcome, Outcome::valid) << told(right);
  EXPECT_EQ(other.outcome, Outcome::broken) << told(other);
  EXPECT_EQ(swapped.outcome, Outcome::notVerified) << told(swapped);
  EXPECT_NE(swapped.sentence.find("scambiati"), std::string::npos);
}

TEST(ExchangedMessages, FindTheirSignerInTheFolder) {
  const DataFolder folder;
  fs::copy(fixtures() / "bundles/trust/autorita.p7b", folder.path());
  fs::copy(fixtures() / "bundles/anna.pem", folder.path());
  const VerificationReport report =
      verified(fixture("senza-certificati.p7m"), std::nullopt, TrustStore::readFolder(folder.path()));
  EXPECT_EQ(report.outcome, Outcome::valid) << told(report);
  EXPECT_TRUE(has(report.signatures.at(0).remarks, "certificato_dalla_cartella"));
  // Alone the certificate makes nobody trusted.
  const DataFolder alone;
  fs::copy(fixtures() / "bundles/anna.pem", alone.path());
  SigningWorld().writeTrust(alone.path());
  EXPECT_EQ(
      verified(fixture("senza-certificati.p7m"), std::nullopt, TrustStore::readFolder(alone.path())).outcome,
      Outcome::toConfirm);
}

TEST(ExchangedMessages, TellOfArchiveStamps) {
  const VerificationReport report = verified(fixture("archiviata.p7m"));
  EXPECT_TRUE(has(report.signatures.at(0).remarks, "marche_di_archiviazione"));
  EXPECT_EQ(report.signatures[0].format, "CAdES-T");
}

TEST(StampFile, IsNoSignatureOfItsDocument) {
  const VerificationReport report = verified(fixture("delibera.tsr"), fixture("delibera.txt"));
  EXPECT_EQ(report.outcome, Outcome::notVerified) << told(report);
  ASSERT_EQ(report.signatures.size(), 1u);
  EXPECT_EQ(report.signatures[0].outcome, Outcome::valid);
  EXPECT_EQ(report.signatures[0].format, "marca temporale");
  EXPECT_EQ(
      report.sentence,
      "È una marca temporale, non una firma: dice da quando il documento esiste, non chi lo ha approvato.");
  const VerificationReport other = verified(fixture("delibera.tsr"), "altro");
  EXPECT_EQ(other.outcome, Outcome::broken);
  EXPECT_EQ(other.sentence,
            "Documento non integro: una marca temporale non corrisponde a ciò che porta la data.");
}

TEST(StampFile, ProvesWhenItsDocumentWasSigned) {
  const VerificationReport report = verified(fixture("delibera.tsd"));
  ASSERT_EQ(report.signatures.size(), 2u);
  EXPECT_EQ(report.signatures[1].judgedAt, "2026-09-22T00:00:00Z");
  EXPECT_EQ(report.sentence, "Documento integro: una firma, valida.");
  EXPECT_EQ(contentOf(fixture("delibera.tsd")), fixture("delibera.txt"));
}

TEST(StampFile, IsNotFoundGoodWhereAnyByteIsOther) {
  const std::string whole = fixture("delibera.tsd");
  for (std::size_t at = 0; at < whole.size(); at += 7) {
    std::string bytes = whole;
    bytes[at] ^= 1;
    const VerificationReport report =
        verified(bytes);  // some bytes are of no weight: tags of names, times of certificates
    if (report.outcome == Outcome::valid) EXPECT_EQ(contentOf(bytes), fixture("delibera.txt")) << at;
  }
  const std::size_t name = whole.find("delibera.txt.p7m");  // of the metadata, which this stamp covers
  ASSERT_NE(name, std::string::npos);
  std::string renamed = whole;
  renamed[name] = 'D';
  EXPECT_EQ(verified(renamed).outcome, Outcome::broken);
}

// Two envelopes by the world's signers around a PDF by the fixtures' ones.
class Nested : public ::testing::Test {
 protected:
  Nested() {
    world_.writeTrust(folder_.path());
    for (const auto& file : fs::directory_iterator(fixtures() / "foreign/trust"))
      fs::copy(file, folder_.path());
  }
  VerificationReport around(const std::string& content) const {
    const auto once = testing::signedMessage(content, {world_.signer()});
    const TrustStore trust = TrustStore::readFolder(folder_.path());
    VerificationOrder order;
    const std::string twice = testing::signedMessage(once, {world_.signer()});
    order.bytes = twice;
    order.trust = &trust;
    order.now = 4102444800;  // 2100: the messages are of the day the test is run
    order.at = SigningWorld::kNow;
    return verify(order);
  }
  static std::string pdf(const std::string& name) { return read(fixtures() / "foreign" / name); }

  SigningWorld world_;
  DataFolder folder_;
};

TEST_F(Nested, JudgesThePdfWithin) {
  const VerificationReport good = around(pdf("pdfbox-due.pdf"));
  EXPECT_EQ(good.outcome, Outcome::valid) << told(good);
  EXPECT_EQ(good.signatures.size(), 4u);
  const VerificationReport revoked = around(pdf("pdfbox-revocata.pdf"));
  EXPECT_EQ(revoked.outcome, Outcome::revoked) << told(revoked);
  EXPECT_EQ(revoked.signatures.size(), 3u);
  EXPECT_EQ(around(pdf("pdfbox-timbro.pdf")).outcome, Outcome::toConfirm);
}

TEST_F(Nested, IsBrokenWhereThePdfWasAlteredBefore) {
  std::string altered = pdf("pdfbox-cades.pdf");
  altered[altered.find("/MediaBox") + 1] ^= 1;
  const VerificationReport report = around(altered);
  EXPECT_EQ(report.outcome, Outcome::broken) << told(report);
  ASSERT_EQ(report.signatures.size(), 3u);
  EXPECT_TRUE(report.signatures[0].intact);
  EXPECT_TRUE(report.signatures[1].intact);
}

TEST_F(Nested, KeepsWhatIsKnownOfTheEnvelopes) {
  const std::string signedPdf = pdf("pdfbox-cades.pdf");
  const VerificationReport cut = around(signedPdf.substr(0, signedPdf.size() - 200)),
                           plain = around("%PDF-1.7\nrotto"),
                           text = around("Un PDF comincia con %PDF- e un numero.");
  EXPECT_EQ(cut.outcome, Outcome::broken) << told(cut);
  EXPECT_EQ(cut.signatures.size(), 2u);
  EXPECT_EQ(plain.outcome, Outcome::notVerified) << told(plain);
  EXPECT_EQ(plain.signatures.size(), 2u);
  EXPECT_TRUE(plain.sentence.starts_with("Il PDF nella busta non si può leggere"));
  EXPECT_EQ(text.outcome, Outcome::valid) << told(text);
  std::string inner = testing::signedMessage("delibera", {world_.signer()});
  inner.resize(inner.size() - 30);
  const VerificationReport damaged = around(inner);
  EXPECT_EQ(damaged.outcome, Outcome::notVerified) << told(damaged);
  EXPECT_EQ(damaged.signatures.size(), 2u);
  EXPECT_TRUE(damaged.sentence.starts_with("La busta interna non si può leggere"));
}

TEST_F(Nested, TellsAnEmptyDocument) {
  const VerificationReport report = around("");
  EXPECT_TRUE(has(report.remarks, "contenuto_vuoto")) << told(report);
}

class FolderOfBundles : public ::testing::Test {
 protected:
  void put(const std::string& name, const std::string& bytes) {
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
  }
  TrustStore store() const { return TrustStore::readFolder(folder_.path()); }
  DataFolder folder_;
};

TEST_F(FolderOfBundles, ReadsBundlesInDerAndPem) {
  const std::string bundle = fixture("trust/autorita.p7b");
  for (const std::string& bytes :
       {bundle, "-----BEGIN PKCS7-----\r\n" + base64(bundle, 64) + "\r\n-----END PKCS7-----\r\n",
        bundle + "\r\n"}) {
    put("autorita.p7b", bytes);
    EXPECT_EQ(store().anchors(), 2u);
    EXPECT_EQ(store().revocationLists(), 2u);
    EXPECT_TRUE(store().notes().empty());
  }
}

TEST_F(FolderOfBundles, TrustsNobodyForADocumentThatLiesThere) {
  put("autorita.p7b", fixture("trust/autorita.p7b"));
  SigningWorld other;
  put("delibera.p7m", testing::signedMessage("delibera", {other.signer()}));
  EXPECT_EQ(store().anchors(), 2u);
  EXPECT_TRUE(
      mentions(store().notes(), "«delibera.p7m» è un documento firmato, non un pacchetto di certificati"));
}

TEST_F(FolderOfBundles, TellsDamagedBundlesAndKeys) {
  const std::string bundle = fixture("trust/autorita.p7b");
  put("autorita.p7b", bundle);
  put("rovinato.p7b", bundle.substr(0, bundle.size() / 2));
  put("chiave.pem", SigningWorld().signer().keyPem());
  put("chiave.p12", SigningWorld().signer().pkcs12("prova"));
  EXPECT_EQ(store().anchors(), 2u);
  EXPECT_TRUE(mentions(store().notes(), "«rovinato.p7b» è un pacchetto di certificati rovinato"));
  EXPECT_TRUE(mentions(store().notes(), "«chiave.pem» contiene una chiave privata"));
  EXPECT_TRUE(mentions(store().notes(), "«chiave.p12» contiene una chiave privata"));
}

}  // namespace
}  // namespace stesura
