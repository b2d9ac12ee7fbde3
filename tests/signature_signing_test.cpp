// Signing a PDF: what is written, what is refused, and what other people's tools say of it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "generator/pdf/history.h"
#include "generator/pdf/increment.h"
#include "generator/signature/signed_file.h"
#include "tests/form_fonts.h"
#include "tests/pdf_faults.h"
#include "tests/signature_home.h"

namespace stesura {
namespace {

using testing::identity;
using testing::oneField;
using testing::opensslComplaint;
using testing::orderFor;
using testing::pdfsigLines;
using testing::qpdfComplaint;
using testing::refusal;
using testing::remade;
using testing::signablePdf;
using testing::signedBy;
using testing::signingKey;
using testing::SigningWorld;
using testing::signingWorld;
using testing::TestKey;

using Lines = std::vector<std::string>;

TEST(Signing, AddsASignatureThatOthersFindValid) {
  const std::string pdf = signablePdf({"firma_asst_1"});
  for (const TestKey key : {TestKey::rsa3072, TestKey::p256}) {
    const std::string signedPdf = signedBy(key, pdf, "firma_asst_1");
    EXPECT_TRUE(signedPdf.starts_with(pdf));
    EXPECT_EQ(pdfsigLines(signedPdf), Lines{"firma_asst_1: Total document signed Signature is Valid."});
    EXPECT_EQ(qpdfComplaint(signedPdf), "");
    EXPECT_EQ(opensslComplaint(signedPdf, identity(key).chainPem()), "");
    EXPECT_EQ(testing::faultsOf(signedPdf), Lines{});
  }
}

TEST(Signing, TellsWhoAndWhenInTheSignature) {
  const std::string signedPdf = signedBy(TestKey::p256, signablePdf({"firma"}), "firma");
  const PdfHistory history = PdfHistory::read(signedPdf);
  const auto signatures = signaturesOf(history);
  ASSERT_EQ(signatures.size(), 1u);
  EXPECT_EQ(signatures[0].subFilter, "ETSI.CAdES.detached");
  EXPECT_EQ(signatures[0].name, "Maria Chiara D'Esempio");
  EXPECT_EQ(signatures[0].claimedTime, "2026-09-21T16:13:20+02:00");
  EXPECT_EQ(signatures[0].revision, 1u);
}

TEST(Signing, KeepsEveryEarlierSignatureOfNineParties) {
  Lines fields, expected;
  for (int at = 1; at <= 9; ++at) fields.push_back("firma_" + std::to_string(at));
  std::string pdf = signablePdf(fields);
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const TestKey key = at % 2 == 0 ? TestKey::rsa3072 : TestKey::p256;
    const std::string next = signedBy(key, pdf, fields[at]);
    ASSERT_TRUE(next.starts_with(pdf)) << fields[at];
    EXPECT_EQ(opensslComplaint(next, identity(key).chainPem()), "") << fields[at];
    EXPECT_EQ(testing::faultsOf(next), Lines{}) << fields[at];
    pdf = next;
    if (at > 0) expected.back() = fields[at - 1] + ": Not total document signed Signature is Valid.";
    expected.push_back(fields[at] + ": Total document signed Signature is Valid.");
  }
  EXPECT_EQ(pdfsigLines(pdf), expected);
  EXPECT_EQ(qpdfComplaint(pdf), "");
}

TEST(Signing, GivesTheSameFileForTheSameOrder) {
  const std::string pdf = signablePdf({"firma"});
  EXPECT_EQ(signedBy(TestKey::rsa3072, pdf, "firma"), signedBy(TestKey::rsa3072, pdf, "firma"));
}

// Signed once by each sort of key; every judge agrees, and nothing but the field was changed.
void expectSound(const std::string& pdf, const std::string& field, const std::string& what) {
  const std::string once = signedBy(TestKey::p256, pdf, field);
  ASSERT_TRUE(once.starts_with(pdf)) << what;
  EXPECT_EQ(pdfsigLines(once), Lines{field + ": Total document signed Signature is Valid."}) << what;
  EXPECT_EQ(qpdfComplaint(once), "") << what;
  EXPECT_EQ(opensslComplaint(once, identity(TestKey::p256).chainPem()), "") << what;
  EXPECT_EQ(testing::faultsOf(once), Lines{}) << what;
}

TEST(Signing, GoesOnFromFilesOfEveryForm) {
  const std::string pdf = signablePdf({"firma", "firma_2"});
  for (const char* options : {"--object-streams=generate", "--object-streams=generate --linearize",
                              "--linearize", "--object-streams=disable", "--qdf"}) {
    const std::string other = remade(pdf, options);
    expectSound(other, "firma", options);
    const std::string twice = signedBy(TestKey::rsa3072, signedBy(TestKey::p256, other, "firma"), "firma_2");
    EXPECT_EQ(testing::faultsOf(twice), Lines{}) << options;
    EXPECT_EQ(pdfsigLines(twice).size(), 2u) << options;
    EXPECT_EQ(qpdfComplaint(twice), "") << options;
  }
}

TEST(Signing, GoesOnFromFilesWithOtherLineEnds) {
  const std::string pdf = testing::oneField("100 500 300 575").file();
  std::string bare = pdf;
  bare.pop_back();  // nothing behind %%EOF
  expectSound(bare, "firma", "no line end");
  expectSound(pdf.substr(0, pdf.size() - 1) + "\r\n", "firma", "CR LF");
  expectSound(pdf.substr(0, pdf.size() - 1) + "\r", "firma", "CR");
  // All line ends of two bytes: the table's entries have them already, places move.
  std::string lines;
  for (const char c : pdf) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  const std::string mended = remade(lines, "--object-streams=disable");
  expectSound(mended, "firma", "mended");
}

TEST(Signing, FillsFieldsBelowOthersAndFormsInTheCatalog) {
  testing::SmallForm form;
  form.objects = {
      "<< /T (ente) /FT /Sig /Kids [6 0 R 7 0 R] >>",
      "<< /T (firma) /Parent 5 0 R /Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [100 500 300 575] >>",
      "<< /T (altra) /Parent 5 0 R /Type /Annot /Subtype /Widget /F 4 /P 3 0 R /Rect [100 400 300 475] >>"};
  form.annotations = "6 0 R 7 0 R";
  expectSound(form.file(), "ente.firma", "below");
  const std::string twice =
      signedBy(TestKey::p256, signedBy(TestKey::p256, form.file(), "ente.firma"), "ente.altra");
  EXPECT_EQ(testing::faultsOf(twice), Lines{});
  const std::string inCatalog = testing::pdfOf(
      {"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] >> /Lang (it-IT) >>",
       "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
       "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] >>",
       "<< /Type /Annot /Subtype /Widget /FT /Sig /T (firma) /F 4 /Rect [100 500 300 575] >>"});
  expectSound(inCatalog, "firma", "in the catalog");
  const std::string signedPdf = signedBy(TestKey::p256, inCatalog, "firma");
  const PdfHistory history = PdfHistory::read(signedPdf);
  EXPECT_EQ(history.root(1)["AcroForm"]["SigFlags"].integer, 3);
  EXPECT_EQ(textOf(history.root(1)["Lang"]), "it-IT");
}

TEST(Signing, ChangesNothingButTheField) {
  const std::string pdf = signablePdf({"firma", "firma_2"});
  const std::string signedPdf = signedBy(TestKey::p256, pdf, "firma");
  const PdfHistory history = PdfHistory::read(signedPdf);
  std::vector<std::uint32_t> rewritten;
  const auto& before = history.revisions()[0].references;
  for (const auto& [number, place] : history.revisions()[1].references)
    if (before.contains(number)) rewritten.push_back(number);
  EXPECT_EQ(rewritten, std::vector<std::uint32_t>{13});  // the field; the form has its /SigFlags already
  PdfObject field = history.object(13, 1);
  field.remove("V");
  field.remove("AP");
  EXPECT_EQ(field, history.object(13, 0));
  const PdfObject& trailer = history.revisions()[1].trailer;
  EXPECT_EQ(trailer["Root"], history.revisions()[0].trailer["Root"]);
  EXPECT_EQ(trailer["Info"], history.revisions()[0].trailer["Info"]);
  EXPECT_EQ(trailer["ID"].items.at(0), history.revisions()[0].trailer["ID"].items.at(0));
  EXPECT_FALSE(trailer["ID"].items.at(1) == trailer["ID"].items.at(0));
}

TEST(Signing, LocksWhatTheFieldWantsLocked) {
  testing::SmallForm form = testing::oneField(
      "100 500 300 575", "/Lock << /Type /SigFieldLock /Action /Include /Fields [(firma) (importo)] >>");
  const std::string signedPdf = signedBy(TestKey::p256, form.file(), "firma");
  const PdfHistory history = PdfHistory::read(signedPdf);
  const PdfObject& dictionary = history.resolve(history.object(5, 1)["V"], 1);
  ASSERT_EQ(dictionary["Reference"].items.size(), 1u);
  const PdfObject& reference = dictionary["Reference"].items[0];
  EXPECT_TRUE(reference["TransformMethod"].isName("FieldMDP"));
  EXPECT_EQ(reference["Data"], PdfObject::ofReference(1));
  EXPECT_TRUE(reference["TransformParams"]["Action"].isName("Include"));
  EXPECT_TRUE(reference["TransformParams"]["V"].isName("1.2"));
  ASSERT_EQ(reference["TransformParams"]["Fields"].items.size(), 2u);
  EXPECT_EQ(textOf(reference["TransformParams"]["Fields"].items[1]), "importo");
  EXPECT_EQ(testing::faultsOf(signedPdf), Lines{});
}

TEST(Signing, AddsATimeStampOfAnAuthority) {
  const std::string pdf = signablePdf({"firma"});
  const testing::TestIdentity authority = signingWorld().timeStampAuthority();
  const TimeStampTransport transport = [&](std::string_view request) {
    return signingWorld().timeStamp(request, authority);
  };
  const std::string stamped =
      signPdf(orderFor(pdf, "firma"), signingKey(TestKey::rsa3072), formFonts(), transport);
  EXPECT_EQ(testing::stampedTimes(stamped), std::vector<std::int64_t>{SigningWorld::kNow});
  EXPECT_EQ(pdfsigLines(stamped), Lines{"firma: Total document signed Signature is Valid."});
  EXPECT_EQ(testing::faultsOf(stamped), Lines{});
  EXPECT_EQ(testing::stampedTimes(signedBy(TestKey::rsa3072, pdf, "firma")), std::vector<std::int64_t>{});
}

// An archival page that gets a field for the test's sake: what is wrong with that is wrong before, too.
std::string archivalWithField() {
  const std::string page = testing::formFixture("../pdf/pagina-2b.pdf");
  const PdfHistory history = PdfHistory::read(page);
  const PdfRevision& last = history.revisions().back();
  std::string out = page;
  PdfIncrement increment(out, last.startxref, static_cast<std::uint32_t>(last.trailer["Size"].integer),
                         last.form == PdfSectionForm::stream ? PdfReferences::stream : PdfReferences::table);
  const std::uint32_t field = increment.newNumber();
  PdfObject root = history.root(0);
  const std::uint32_t pageNumber = history.resolve(root["Pages"], 0)["Kids"].items.at(0).number();
  increment.beginObject(field);
  out += "<</Type/Annot/Subtype/Widget/FT/Sig/T(firma)/TU(Firma)/F 4/Rect[100 100 300 175]/P " +
         std::to_string(pageNumber) + " 0 R>>";
  increment.endObject();
  PdfObject form = PdfObject::ofDictionary(), box = history.object(pageNumber, 0);
  form.set("Fields", PdfObject::ofArray({PdfObject::ofReference(field)}));
  root.set("AcroForm", form);
  box.set("Annots", PdfObject::ofArray({PdfObject::ofReference(field)}));
  for (const auto& [number, object] :
       {std::pair{last.trailer["Root"].number(), root}, std::pair{pageNumber, box}}) {
    increment.beginObject(number);
    appendObject(out, object);
    increment.endObject();
  }
  std::string trailer = "/Root ";
  appendObject(trailer, last.trailer["Root"]);
  trailer += "/Info ";
  appendObject(trailer, last.trailer["Info"]);
  trailer += "/ID";
  appendObject(trailer, last.trailer["ID"]);
  increment.finish(trailer);
  return out;
}

TEST(Signing, KeepsAnArchivalFileArchival) {
  const std::string pdf = archivalWithField();
  EXPECT_EQ(pdfFaults(signedBy(TestKey::p256, pdf, "firma"), 2), pdfFaults(pdf, 2));
}

}  // namespace
}  // namespace stesura
