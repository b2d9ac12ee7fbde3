// A flat file taken apart: what goes where.
#include "generator/odf/flat.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "generator/odf/xml.h"
#include "tests/package_fixture.h"

namespace stesura {
namespace {

using namespace stesura::testing;

const std::string kStyles =
    "<office:font-face-decls><style:font-face style:name=\"Titillium Web\" "
    "svg:font-family=\"'Titillium Web'\"/></office:font-face-decls>"
    "<office:styles><style:style style:name=\"Standard\" "
    "style:family=\"paragraph\"/></office:styles>"
    "<office:automatic-styles>"
    "<style:style style:name=\"Corpo\" style:family=\"paragraph\"/>"
    "<style:style style:name=\"Testata\" style:family=\"paragraph\"/>"
    "<style:style style:name=\"Comune\" style:family=\"text\"/>"
    "<style:style style:name=\"Cella\" style:family=\"table-cell\" style:data-style-name=\"N1\"/>"
    "<number:number-style xmlns:number=\"urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0\" "
    "style:name=\"N1\">"
    "<number:number number:min-integer-digits=\"1\"/></number:number-style>"
    "<style:page-layout style:name=\"pm1\"/>"
    "</office:automatic-styles>"
    "<office:master-styles><style:master-page style:name=\"Standard\" "
    "style:page-layout-name=\"pm1\"><style:header>"
    "<text:p text:style-name=\"Testata\"><text:span "
    "text:style-name=\"Comune\">Ente</text:span></text:p></style:header>"
    "</style:master-page></office:master-styles>";

const std::string kBody =
    "<text:p text:style-name=\"Corpo\"><text:span "
    "text:style-name=\"Comune\">Testo</text:span></text:p>"
    "<table:table table:name=\"T\"><table:table-column/><table:table-row><table:table-cell "
    "table:style-name=\"Cella\"/>"
    "</table:table-row></table:table>";

bool definesStyle(const std::string& xml, const std::string& name) {
  return xml.find("style:name=\"" + name + "\"") != std::string::npos;
}

TEST(Flat, DividesAutomaticStylesByUse) {
  const Package package = readPackage(flatXml(kBody, kStyles));
  const std::string content = part(package, "content.xml");
  const std::string styles = part(package, "styles.xml");
  for (const std::string name : {"Corpo", "Comune", "Cella", "N1", "Titillium Web"})
    EXPECT_TRUE(definesStyle(content, name)) << name;
  for (const std::string name : {"Testata", "Comune", "pm1", "Standard", "Titillium Web"})
    EXPECT_TRUE(definesStyle(styles, name)) << name;
  for (const std::string name : {"Testata", "pm1"})
    EXPECT_FALSE(definesStyle(content, name)) << name;
  for (const std::string name : {"Corpo", "Cella", "N1"})
    EXPECT_FALSE(definesStyle(styles, name)) << name;
}

TEST(Flat, DecodesPicturesWhereverTheyAre) {
  const std::string data = "<office:binary-data>\n R0lGODlhAQAB AAAAACw=\n</office:binary-data>";
  const std::string styles =
      "<office:styles><draw:fill-image draw:name=\"F\">" + data +
      "</draw:fill-image>"
      "<text:list-style style:name=\"L\"><text:list-level-style-image text:level=\"1\">" +
      data +
      "</text:list-level-style-image></text:list-style>"
      "<style:style style:name=\"P\" "
      "style:family=\"paragraph\"><style:paragraph-properties><style:background-image>" +
      data + "</style:background-image></style:paragraph-properties></style:style></office:styles>";
  const std::string body =
      "<text:p><draw:frame><draw:image>" + data + "</draw:image></draw:frame></text:p>";
  const Package package = passed(flatXml(body, styles));
  std::string name;
  for (const PackageEntry& entry : package.entries) {
    if (entry.name.starts_with("Pictures/")) {
      EXPECT_TRUE(name.empty()) << "the same picture twice";
      name = entry.name;
      EXPECT_EQ(entry.mediaType, "image/gif");
      EXPECT_TRUE(entry.bytes.starts_with("GIF89a"));
    }
  }
  ASSERT_TRUE(name.ends_with(".gif")) << name;
  EXPECT_EQ(name.size(), std::string("Pictures/.gif").size() + 64);
  const std::string all = part(package, "content.xml") + part(package, "styles.xml");
  EXPECT_EQ(all.find("binary-data"), std::string::npos);
  std::size_t uses = 0;
  for (auto at = all.find(name); at != std::string::npos; at = all.find(name, at + 1)) ++uses;
  EXPECT_EQ(uses, 4u);
}

TEST(Flat, RefusesBrokenPictures) {
  const auto with = [](const std::string& data) {
    return refusal(flatXml("<text:p><draw:frame><draw:image><office:binary-data>" + data +
                           "</office:binary-data></draw:image></draw:frame></text:p>"));
  };
  EXPECT_NE(with("R0lG*").find("danneggiata"), std::string::npos);
  EXPECT_NE(with("AA==AA").find("danneggiata"), std::string::npos);
  EXPECT_NE(with("Y2lhbw==").find("formato sconosciuto"), std::string::npos);
}

TEST(Flat, RefusesOtherXml) {
  EXPECT_NE(refusal("<?xml version=\"1.0\"?><a/>").find("non è un documento di testo"),
            std::string::npos);
  EXPECT_NE(refusal("<!DOCTYPE office:document [<!ENTITY a 'b'>]>" + flatXml("").substr(38))
                .find("DOCTYPE"),
            std::string::npos);
  std::string sheet = flatXml("");
  sheet.replace(sheet.find("opendocument.text"), 17, "opendocument.spreadsheet");
  EXPECT_NE(refusal(sheet).find("un foglio di calcolo"), std::string::npos);
}

TEST(Flat, ReadsUtf16AndAByteOrderMark) {
  const std::string plain = flatXml("<text:p>Perche</text:p>");
  EXPECT_EQ(refusal("\xEF\xBB\xBF" + plain), "");
  std::string wide = "\xFF\xFE";
  const std::string ascii =
      "<?xml version=\"1.0\" encoding=\"UTF-16\"?>" + plain.substr(plain.find("?>") + 2);
  for (const char c : ascii) (wide += c) += '\0';
  EXPECT_NE(part(passed(wide), "content.xml").find("<text:p>Perche</text:p>"), std::string::npos);
}

TEST(Flat, RemovesGrddlAndKeepsTheVersion) {
  std::string xml = flatXml("<text:p>a</text:p>");
  xml.replace(xml.find(" office:version"), 0,
              " xmlns:grddl=\"http://www.w3.org/2003/g/data-view#\" "
              "grddl:transformation=\"http://x.it/a.xsl\"");
  const Package package = passed(xml);
  EXPECT_EQ(part(package, "content.xml").find("x.it"), std::string::npos);
  EXPECT_NE(part(package, "content.xml").find("office:version=\"1.3\""), std::string::npos);
}

// Every part against the ODF 1.3 schema where it is at hand; the parts' order in any case.
TEST(Flat, MakesValidParts) {
  const Package package = passed(flatXml(kBody, kStyles));
  const std::string schema =
      std::string(STESURA_SOURCE_DIR) + "/../shared/data/OpenDocument-v1.3-schema.rng";
  const auto order = [](const std::string& xml, std::initializer_list<const char*> names) {
    std::size_t last = 0;
    for (const char* name : names) {
      const auto at = xml.find(std::string("<office:") + name);
      EXPECT_NE(at, std::string::npos) << name;
      EXPECT_GT(at, last) << name;
      last = at;
    }
  };
  order(part(package, "content.xml"), {"font-face-decls", "automatic-styles", "body"});
  order(part(package, "styles.xml"),
        {"font-face-decls", "styles", "automatic-styles", "master-styles"});
  if (!std::filesystem::exists(schema)) return;
  const std::filesystem::path folder = std::filesystem::path(STESURA_BINARY_DIR) / "flat_parts";
  std::filesystem::create_directories(folder);
  for (const PackageEntry& entry : package.entries) {
    if (!entry.name.ends_with(".xml")) continue;
    const std::filesystem::path file = folder / entry.name;
    std::ofstream(file, std::ios::binary) << entry.bytes;
    EXPECT_EQ(std::system(("jing -i '" + schema + "' '" + file.string() + "'").c_str()), 0)
        << entry.name;
  }
}

}  // namespace
}  // namespace stesura
