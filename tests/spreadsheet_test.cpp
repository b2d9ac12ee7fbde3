#include "generator/odf/spreadsheet.h"

#include <gtest/gtest.h>

#include "tests/package_fixture.h"

namespace stesura {
namespace {

using testing::RawPart;

std::string ods(const std::string& rows) {
  const std::string content = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content" + testing::namespaces() +
                              " office:version=\"1.3\"><office:body><office:spreadsheet><table:table table:name=\"Foglio1\">" + rows +
                              "</table:table><table:table table:name=\"Foglio2\"><table:table-row><table:table-cell><text:p>altro</text:p>"
                              "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body></office:document-content>";
  return testing::rawZip({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", content, true}});
}

std::string cell(const std::string& text, const std::string& attributes = "office:value-type=\"string\"") {
  return "<table:table-cell " + attributes + "><text:p>" + text + "</text:p></table:table-cell>";
}

std::string row(const std::string& cells, const std::string& attributes = "") { return "<table:table-row " + attributes + ">" + cells + "</table:table-row>"; }

std::string refusalOf(const std::string& bytes) {
  try {
    readSpreadsheet(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.sentence();
  }
  return "read";
}

TEST(Spreadsheet, ReadsTextDatesNumbersAndTruth) {
  const auto rows = readSpreadsheet(ods(
      row(cell("uno") + cell("12/03/26", "office:value-type=\"date\" office:date-value=\"2026-03-12\"") +
          cell("3.100", "office:value-type=\"float\" office:value=\"3100\"") +
          cell("VERO", "office:value-type=\"boolean\" office:boolean-value=\"true\"") +
          cell("12/03/26", "office:value-type=\"date\" office:date-value=\"2026-03-12T00:00:00\""))));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].cells, (std::vector<std::string>{"uno", "2026-03-12", "3100", "sì", "2026-03-12"}));
}

TEST(Spreadsheet, KeepsRowNumbersAndEmptyCells) {
  const auto rows = readSpreadsheet(ods(
      row(cell("a")) + row("<table:table-cell table:number-columns-repeated=\"1024\"/>", "table:number-rows-repeated=\"3\"") +
      "<table:table-row-group>" + row("<table:table-cell table:number-columns-repeated=\"2\"/>" + cell("b") + "<table:table-cell/>") + "</table:table-row-group>" +
      row(cell("c"), "table:number-rows-repeated=\"2\"") +
      row("<table:table-cell table:number-columns-repeated=\"16384\"/>", "table:number-rows-repeated=\"1048570\"")));
  ASSERT_EQ(rows.size(), 4u);
  EXPECT_EQ(rows[1].number, 5u);
  EXPECT_EQ(rows[1].cells, (std::vector<std::string>{"", "", "b"}));
  EXPECT_EQ(rows[3].number, 7u);
}

TEST(Spreadsheet, TakesTheLastResultOfAFormulaAndRunsNone) {
  const auto rows = readSpreadsheet(ods(
      row(cell("7", "table:formula=\"of:=WEBSERVICE(&quot;http://localhost/&quot;)\" office:value-type=\"float\" office:value=\"7\"") + cell("=1+1") +
          "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>nota</text:p></office:annotation><text:p>x<text:s text:c=\"2\"/><text:span>y</text:span></text:p></table:table-cell>")));
  EXPECT_EQ(rows[0].cells, (std::vector<std::string>{"7", "=1+1", "x  y"}));
}

TEST(Spreadsheet, RefusesWhatRepeatsWithoutEnd) {
  EXPECT_NE(refusalOf(ods(row(cell("a"), "table:number-rows-repeated=\"1000000\""))), "read");
  EXPECT_NE(refusalOf(ods(row(cell("a", "office:value-type=\"string\" table:number-columns-repeated=\"16384\"")))), "read");
  EXPECT_NE(refusalOf(ods(row("<table:table-cell table:number-columns-repeated=\"16000\"/>" + cell("a")))), "read");
  EXPECT_NE(refusalOf(ods(row(cell(std::string(9000, 'a'))))), "read");
  EXPECT_EQ(refusalOf(ods(row("<table:table-cell office:value-type=\"string\"><text:p><text:s text:c=\"999999999\"/></text:p></table:table-cell>"))), "read");
}

TEST(Spreadsheet, RefusesWhatIsNone) {
  const std::string other = testing::odtWith("<text:p>Lettera</text:p>");
  EXPECT_EQ(refusalOf(other), "Il file è un documento OpenDocument, ma non un foglio di calcolo.");
  EXPECT_NE(refusalOf(""), "read");
  EXPECT_NE(refusalOf("codice;nome\n"), "read");
  EXPECT_NE(refusalOf(testing::rawZip({{"xl/workbook.xml", "<x/>"}})), "read");
  EXPECT_NE(refusalOf(testing::rawZip({{"content.xml", "<!DOCTYPE x [<!ENTITY a \"b\">]><x>&a;</x>"}})), "read");
  EXPECT_NE(refusalOf(testing::rawZip({{"META-INF/manifest.xml", "<m><encryption-data/></m>"}, {"content.xml", "x"}})), "read");
  const std::string whole = ods(row(cell("a")));
  for (std::size_t size = 0; size < whole.size(); size += 37) EXPECT_NE(refusalOf(whole.substr(0, size)), "read") << size;
  // Hollow megabytes behind a small file.
  EXPECT_NE(refusalOf(testing::rawZip({{"content.xml", std::string(60u << 20, ' '), true}})), "read");
}

}  // namespace
}  // namespace stesura
