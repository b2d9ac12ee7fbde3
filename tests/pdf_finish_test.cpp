#include "generator/pdf/finish.h"

#include <gtest/gtest.h>
#include <libdeflate.h>

#include <fstream>
#include <functional>
#include <random>
#include <sstream>

#include "generator/error.h"
#include "tests/pdf_faults.h"

namespace stesura {
namespace {

// Two exports of the same page by LibreOffice, as PDF/A-3b, and one as PDF/A-2b.
std::string fixture(const std::string& name) {
  std::ifstream in(std::string(STESURA_SOURCE_DIR) + "/tests/fixtures/pdf/" + name,
                   std::ios::binary);
  std::ostringstream bytes;
  bytes << in.rdbuf();
  EXPECT_GT(bytes.str().size(), 1000u) << name;
  return bytes.str();
}

PdfFinish order() { return {"2026-01-31", "Scheda di prova", "scheda-1", std::nullopt}; }

ErrorKind kindOf(const std::function<void()>& act) {
  try {
    act();
  } catch (const Error& error) {
    return error.kind();
  }
  ADD_FAILURE() << "nothing was thrown";
  return ErrorKind::usage;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return at == std::string::npos ? text : text.replace(at, from.size(), to);
}

TEST(PdfFinish, GivesTheSameBytesForTwoExports) {
  const auto first = fixture("pagina-a.pdf"), second = fixture("pagina-b.pdf");
  ASSERT_NE(first, second);
  EXPECT_EQ(finishPdf(first, order()), finishPdf(second, order()));
  auto withData = order();
  withData.embeddedJson = R"({"a":1})";
  EXPECT_EQ(finishPdf(first, withData), finishPdf(second, withData));
}

TEST(PdfFinish, LeavesNoFaultInAnArchivalFile) {
  EXPECT_EQ(pdfFaults(finishPdf(fixture("pagina-2b.pdf"), order()), 2), std::vector<std::string>{});
  auto withData = order();
  withData.embeddedJson = R"({"a":1})";
  EXPECT_EQ(pdfFaults(finishPdf(fixture("pagina-a.pdf"), withData), 3), std::vector<std::string>{});
}

TEST(PdfFinish, DatesTheFileByTheIssueDate) {
  const auto pdf = finishPdf(fixture("pagina-a.pdf"), order());
  const auto info = outputOf("TZ=UTC pdfinfo -isodates {}", pdf);
  EXPECT_NE(info.find("CreationDate:    2026-01-31T12:00:00Z"), std::string::npos) << info;
  EXPECT_NE(info.find("ModDate:         2026-01-31T12:00:00Z"), std::string::npos) << info;
}

TEST(PdfFinish, WritesAnyTitle) {
  auto finish = order();
  finish.title = "Accordo «A & B» <bozza> – n. 1";
  const auto pdf = finishPdf(fixture("pagina-a.pdf"), finish);
  EXPECT_EQ(pdfFaults(pdf, 3), std::vector<std::string>{});
  EXPECT_NE(outputOf("pdfinfo -enc UTF-8 {}", pdf).find(finish.title), std::string::npos);
  EXPECT_NE(outputOf("pdfinfo -meta {}", pdf).find("«A &amp; B» &lt;bozza&gt;"), std::string::npos);
}

TEST(PdfFinish, KeepsTheTitleThatIsThereWhenNoneIsGiven) {
  auto finish = order();
  finish.title.clear();
  EXPECT_NE(outputOf("pdfinfo {}", finishPdf(fixture("pagina-a.pdf"), finish)).find("Pagina di"),
            std::string::npos);
}

TEST(PdfFinish, DerivesTheIdFromIdentifierAndContent) {
  const auto idOf = [](const std::string& pdf) {
    const auto at = pdf.rfind("/ID [<");
    EXPECT_NE(at, std::string::npos);
    EXPECT_EQ(pdf.substr(at + 6, 32), pdf.substr(at + 40, 32));
    return pdf.substr(at + 6, 32);
  };
  const auto raw = fixture("pagina-a.pdf");
  auto other = order(), later = order();
  other.identifier = "scheda-2";
  later.issueDate = "2026-02-01";
  const auto id = idOf(finishPdf(raw, order()));
  EXPECT_EQ(id, idOf(finishPdf(raw, order())));
  EXPECT_NE(id, idOf(finishPdf(raw, other)));
  EXPECT_NE(id, idOf(finishPdf(raw, later)));
  EXPECT_NE(id, "31415926535897932384626433832795");
}

TEST(PdfFinish, AttachesTheDataAsTheSource) {
  auto finish = order();
  finish.embeddedJson = R"({"città":"Mantova","n":[1,2]})";
  const auto pdf = finishPdf(fixture("pagina-a.pdf"), finish);
  EXPECT_EQ(extractEmbeddedJson(pdf), *finish.embeddedJson);
  EXPECT_EQ(outputOf("pdfdetach -save 1 -o /dev/stdout {}", pdf), *finish.embeddedJson);
  EXPECT_NE(outputOf("pdfdetach -list {}", pdf).find("1: dati.json"), std::string::npos);
  const auto json = outputOf("qpdf --json=2 {}", pdf);
  for (const char* expected :
       {"\"/AFRelationship\": \"/Source\"", "\"/Subtype\": \"/application/json\"", "\"/AF\": [",
        "\"/ModDate\": \"u:D:20260131120000Z\"", "\"/Desc\": \"u:Dati da cui"})
    EXPECT_NE(json.find(expected), std::string::npos) << expected;
}

TEST(PdfFinish, AttachesDataToPdfA3Only) {
  auto finish = order();
  finish.embeddedJson = "{}";
  EXPECT_EQ(kindOf([&] { finishPdf(fixture("pagina-2b.pdf"), finish); }), ErrorKind::conversion);
}

TEST(PdfFinish, RefusesWhatIsNoPdf) {
  for (const std::string bytes : {"", "PDF", "%PDF-1.7\n", "<html></html>"})
    EXPECT_EQ(kindOf([&] { finishPdf(bytes, order()); }), ErrorKind::conversion) << bytes;
  const auto good = fixture("pagina-a.pdf");
  EXPECT_EQ(kindOf([&] { finishPdf(good.substr(0, good.size() / 2), order()); }),
            ErrorKind::conversion);
}

TEST(PdfFinish, RefusesADateThatIsNone) {
  for (const char* date : {"", "31/01/2026", "2026-02-30", "2026-1-31", "2026-01-31T00:00:00Z",
                           "2026-00-10", "20a6-01-01"}) {
    auto finish = order();
    finish.issueDate = date;
    EXPECT_EQ(kindOf([&] { finishPdf(fixture("pagina-a.pdf"), finish); }), ErrorKind::usage)
        << date;
  }
}

// A file with a plain table, objects numbered from 1, the first of them the catalog.
std::string pdfOf(const std::vector<std::string>& objects, const std::string& trailer = {}) {
  std::string pdf = "%PDF-1.7\n", table;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    char entry[32];
    std::snprintf(entry, sizeof entry, "%010zu 00000 n \n", pdf.size());
    table += entry;
    pdf += std::to_string(i + 1) + " 0 obj\n" + objects[i] + "\nendobj\n";
  }
  const auto at = pdf.size();
  pdf += "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n" + table +
         "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R " + trailer +
         " >>\nstartxref\n" + std::to_string(at) + "\n%%EOF\n";
  return pdf;
}

std::string deflated(const std::string& bytes) {
  auto* compressor = libdeflate_alloc_compressor(1);
  std::string out(libdeflate_zlib_compress_bound(compressor, bytes.size()), '\0');
  out.resize(
      libdeflate_zlib_compress(compressor, bytes.data(), bytes.size(), out.data(), out.size()));
  libdeflate_free_compressor(compressor);
  return out;
}

std::string stream(const std::string& dictionary, const std::string& data) {
  return "<< " + dictionary + " /Length " + std::to_string(data.size()) + " >>\nstream\n" + data +
         "\nendstream";
}

constexpr char kCatalog[] = "<< /Type /Catalog /Pages 2 0 R /AF [3 0 R] >>";
constexpr char kPages[] = "<< /Type /Pages /Kids [] /Count 0 >>";
constexpr char kFile[] = "<< /Type /Filespec /UF (dati.json) /EF << /F 4 0 R >> >>";

TEST(ExtractEmbeddedJson, ReadsTheAssociatedFile) {
  EXPECT_EQ(extractEmbeddedJson(pdfOf({kCatalog, kPages, kFile, stream("", "{\"a\":1}")})),
            "{\"a\":1}");
  EXPECT_EQ(extractEmbeddedJson(pdfOf(
                {kCatalog, kPages, kFile, stream("/Filter /FlateDecode", deflated("{\"a\":1}"))})),
            "{\"a\":1}");
}

TEST(ExtractEmbeddedJson, FindsTheFileInTheNameTreeToo) {
  EXPECT_EQ(
      extractEmbeddedJson(pdfOf(
          {"<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles << /Kids [5 0 R] >> >> >>",
           kPages, kFile, stream("", "[]"),
           "<< /Limits [(a) (z)] /Names [(altro) 2 0 R (dati.json) 3 0 R] >>"})),
      "[]");
}

TEST(ExtractEmbeddedJson, RefusesHostileFiles) {
  const std::string names = "<< /Type /Catalog /Pages 2 0 R /Names << /EmbeddedFiles 5 0 R >> >>";
  const std::string bomb = deflated(std::string(std::size_t{100} << 20, ' '));
  const std::string good = pdfOf({kCatalog, kPages, kFile, stream("", "{}")});
  std::string nested;
  for (int i = 0; i < 100'000; ++i) nested += "[";
  const std::vector<std::pair<std::string, std::string>> files{
      {"empty", ""},
      {"not a PDF", "<html>"},
      {"no data", pdfOf({"<< /Type /Catalog /Pages 2 0 R >>", kPages})},
      {"another file's name",
       pdfOf({kCatalog, kPages, "<< /UF (altro.json) /EF << /F 4 0 R >> >>", stream("", "{}")})},
      {"name tree that bites its tail",
       pdfOf({names, kPages, kFile, "null", "<< /Kids [5 0 R 5 0 R 5 0 R] >>"})},
      {"associated files of the wrong type",
       pdfOf({"<< /Type /Catalog /Pages 2 0 R /AF 7 >>", kPages})},
      {"file that is no stream", pdfOf({kCatalog, kPages, kFile, "(ciao)"})},
      {"file that is itself", pdfOf({kCatalog, kPages, "3 0 R", "null"})},
      {"inflates to 100 MB",
       pdfOf({kCatalog, kPages, kFile, stream("/Filter /FlateDecode", bomb)})},
      {"inflates twice", pdfOf({kCatalog, kPages, kFile,
                                stream("/Filter [/FlateDecode /FlateDecode]", deflated(bomb))})},
      {"not deflated at all",
       pdfOf({kCatalog, kPages, kFile, stream("/Filter /FlateDecode", "ciao ciao ciao")})},
      {"claims 1 GB",
       pdfOf({kCatalog, kPages, kFile, "<< /Length 1073741824 >>\nstream\n{}\nendstream"})},
      {"length that refers to itself",
       pdfOf({kCatalog, kPages, kFile, "<< /Length 4 0 R >>\nstream\n{}\nendstream"})},
      {"broken table", replaced(good, "0000000000 65535 f", "0000000000 nonsense")},
      {"start out of the file", replaced(good, "startxref\n", "startxref\n99999999999999")},
      {"a table of a billion", replaced(good, "xref\n0 5", "xref\n0 1000000000")},
      {"tables in a circle",
       pdfOf({kCatalog, kPages, "null", "null"}, "/Prev " + std::to_string(good.rfind("xref\n0")))},
      {"nested without end", pdfOf({kCatalog, kPages, kFile, nested})},
      {"encrypted", outputOf("qpdf --encrypt utente padrone 256 -- {} -",
                             pdfOf({kCatalog, kPages, kFile, stream("", "{}")}))},
      {"encrypted, opens without a password",
       outputOf("qpdf --encrypt '' padrone 256 -- {} -",
                pdfOf({kCatalog, kPages, kFile, stream("", "{}")}))},
  };
  for (const auto& [name, bytes] : files)
    EXPECT_EQ(kindOf([&bytes = bytes] { extractEmbeddedJson(bytes); }), ErrorKind::data) << name;
}

TEST(ExtractEmbeddedJson, SurvivesDamagedFiles) {
  auto finish = order();
  finish.embeddedJson = R"({"a":1})";
  const auto good = finishPdf(fixture("pagina-a.pdf"), finish);
  std::mt19937 random(20260131);
  int refused = 0;
  for (int round = 0; round < 600; ++round) {
    std::string bytes = good;
    if (round % 3 == 0) bytes.resize(random() % bytes.size());
    for (int changes = 1 + static_cast<int>(random() % 20); changes > 0 && !bytes.empty();
         --changes)
      bytes[random() % bytes.size()] = static_cast<char>(random());
    try {
      extractEmbeddedJson(bytes);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      ++refused;
    }
  }
  EXPECT_GT(refused, 200);
}

}  // namespace
}  // namespace stesura
