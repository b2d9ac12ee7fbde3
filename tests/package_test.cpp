#include "generator/odf/package.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "generator/odf/xml.h"
#include "generator/odf/zip_read.h"
#include "tests/package_fixture.h"

namespace stesura {
namespace {

using namespace stesura::testing;

const std::string kFixtures = std::string(STESURA_SOURCE_DIR) + "/tests/fixtures/odf/";
const std::vector<std::string> kReal{"writer.odt",    "writer.fodt",   "writer_chart.odt",
                                     "from_html.odt", "from_docx.odt", "from_rtf.ott"};

std::string content() { return contentXml("<text:p>Ciao</text:p>"); }

std::string manifest(const std::string& type, const std::string& inside = "") {
  return "<manifest:manifest "
         "xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"><manifest:file-"
         "entry "
         "manifest:full-path=\"/\" manifest:media-type=\"" +
         type + "\"/>" + inside + "</manifest:manifest>";
}

void expectRefused(const std::string& bytes, const std::string& words) {
  const Stopwatch watch;
  const std::string told = refusal(bytes);
  EXPECT_LT(watch.seconds(), kSecond);
  EXPECT_NE(told.find(words), std::string::npos) << "told: " << told;
}

TEST(Package, ReadsWhatRealProgramsWrite) {
  for (const std::string& name : kReal) {
    const std::string bytes = fileBytes(kFixtures + name);
    ASSERT_FALSE(bytes.empty()) << name;
    EXPECT_EQ(refusal(bytes), "") << name;
  }
  const Package writer = passed(fileBytes(kFixtures + "writer.odt"));
  EXPECT_EQ(part(writer, "content.xml").find("office:annotation"), std::string::npos);
  EXPECT_EQ(part(writer, "meta.xml").find("meta:template"), std::string::npos);
  EXPECT_NE(writer.find("Object 1/content.xml"), nullptr);
  EXPECT_EQ(passed(fileBytes(kFixtures + "from_rtf.ott")).mediaType,
            "application/vnd.oasis.opendocument.text-template");
  EXPECT_EQ(passed(fileBytes(kFixtures + "from_html.odt")).mediaType, kTextType);
}

// What the gate let through passes again and stays as it is.
TEST(Package, ReadsBackWhatItWrote) {
  for (const std::string& name : kReal) {
    const Package once = passed(fileBytes(kFixtures + name));
    const Package again = passed(written(once));
    ASSERT_EQ(again.entries.size(), once.entries.size()) << name;
    EXPECT_EQ(again.mediaType, once.mediaType);
    for (const PackageEntry& entry : once.entries) {
      ASSERT_NE(again.find(entry.name), nullptr) << name << " " << entry.name;
      EXPECT_TRUE(again.find(entry.name)->bytes == entry.bytes) << name << " " << entry.name;
      EXPECT_EQ(again.find(entry.name)->mediaType, entry.mediaType) << name << " " << entry.name;
    }
  }
}

TEST(Package, ForgivesWhatProducersGetWrong) {
  const RawPart right{"mimetype", std::string(kTextType)};
  const RawPart body{"content.xml", content(), true};
  const RawPart list{"META-INF/manifest.xml", manifest(std::string(kTextType)), true};
  RawPart packed = right;
  packed.deflate = true;
  const RawPart newline{"mimetype", std::string(kTextType) + "\r\n"};
  const RawPart wrong{"mimetype", "application/zip"};
  const RawPart doctype{"META-INF/manifest.xml",
                        "<!DOCTYPE manifest:manifest PUBLIC \"-//OpenOffice.org//DTD Manifest "
                        "1.0//EN\" \"Manifest.dtd\">" +
                            list.bytes};
  for (const std::vector<RawPart>& parts :
       std::vector<std::vector<RawPart>>{{body, list, right},
                                         {packed, body, list},
                                         {body, list},
                                         {newline, body},
                                         {wrong, body, list},
                                         {body},
                                         {right, body},
                                         {right, body, doctype}}) {
    EXPECT_EQ(refusal(rawZip(parts)), "");
  }
}

TEST(Package, SaysWhatAForeignFileSeemsToBe) {
  expectRefused("", "un file vuoto");
  expectRefused("<!DOCTYPE html><html><body>x</body></html>", "una pagina web (HTML)");
  expectRefused("\n <HTML><BODY>x", "una pagina web (HTML)");
  expectRefused(
      "<?xml version=\"1.0\"?><!DOCTYPE html><html xmlns=\"http://www.w3.org/1999/xhtml\"/>",
      "una pagina web");
  expectRefused(fileBytes(kFixtures + "word.docx"), "un documento Word (.docx)");
  expectRefused(rawZip({{"[Content_Types].xml", "x"}, {"xl/workbook.xml", "x"}}), "Excel");
  expectRefused(rawZip({{"[Content_Types].xml", "x"}, {"ppt/presentation.xml", "x"}}),
                "PowerPoint");
  expectRefused("%PDF-1.7\n", "un PDF");
  expectRefused("{\\rtf1 x}", "un documento RTF");
  expectRefused("\xD0\xCF\x11\xE0\xA1\xB1", "un vecchio documento Office");
  expectRefused("Egregio dottore", "un file di solo testo");
  expectRefused(png(), "un'immagine");
  expectRefused("\x1F\x8B\x08", "un archivio compresso");
  expectRefused(std::string("\0\1\2\3", 4), "un file di altro tipo");
  expectRefused(rawZip({{"a.txt", "x"}}), "manca content.xml");
  expectRefused(rawZip({}), "manca content.xml");
}

TEST(Package, RefusesOtherOpenDocuments) {
  const std::string odf = "application/vnd.oasis.opendocument.";
  const std::pair<std::string, std::string> others[] = {
      {odf + "spreadsheet", "un foglio di calcolo"},
      {odf + "presentation", "una presentazione"},
      {odf + "graphics", "un disegno"},
      {odf + "text-master", "master"},
      {odf + "base", "una base di dati"},
      {odf + "chart", "un grafico"},
      {odf + "formula", "una formula"},
      {"application/vnd.sun.xml.writer", "OpenOffice 1"}};
  for (const auto& [type, words] : others) {
    expectRefused(rawZip({{"mimetype", type}, {"content.xml", content()}}), words);
    expectRefused(rawZip({{"content.xml", content()}, {"META-INF/manifest.xml", manifest(type)}}),
                  words);
  }
}

TEST(Package, RefusesEncryptedDocuments) {
  const std::string entry =
      "<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\">"
      "<manifest:encryption-data/></manifest:file-entry>";
  const RawPart type{"mimetype", std::string(kTextType)};
  expectRefused(rawZip({type,
                        {"content.xml", "\x8F\x01"},
                        {"META-INF/manifest.xml", manifest(std::string(kTextType), entry)}}),
                "protetto da password");
  expectRefused(rawZip({type,
                        {"encrypted-package", "\x8F\x01"},
                        {"META-INF/manifest.xml", manifest(std::string(kTextType))}}),
                "protetto da password");
  expectRefused(rawZip({type,
                        {"content.xml", "x"},
                        {"META-INF/manifest.xml",
                         manifest(std::string(kTextType), "<manifest:encrypted-key/>")}}),
                "cifrato");
}

TEST(Package, PutsTheTypeFirstStoredAndPlain) {
  const std::string bytes = written(passed(odtWith("<text:p>a</text:p>")));
  EXPECT_EQ(bytes.substr(0, 4), std::string("PK\3\4"));
  EXPECT_EQ(bytes.substr(8, 2), std::string("\0\0", 2));
  EXPECT_EQ(bytes.substr(28, 2), std::string("\0\0", 2));
  EXPECT_EQ(bytes.substr(30, 8 + kTextType.size()), "mimetype" + std::string(kTextType));
}

TEST(Package, ListsEveryPartInTheManifest) {
  Package package = passed(fileBytes(kFixtures + "writer.odt"));
  package.entries.push_back({"Pictures/è & \"ò\".png", png(), "image/png"});
  const std::vector<ZipEntry> entries = readZip(written(package), {});
  std::set<std::string> listed;
  for (const ZipEntry& entry : entries) {
    if (entry.name != "META-INF/manifest.xml") continue;
    const pugi::xml_document document = parseXml(entry.bytes, entry.name);
    EXPECT_STREQ(document.document_element().attribute("manifest:version").value(), "1.3");
    for (const pugi::xml_node file : document.document_element().children("manifest:file-entry")) {
      EXPECT_TRUE(listed.insert(file.attribute("manifest:full-path").value()).second);
    }
  }
  std::set<std::string> expected{"/"};
  for (const ZipEntry& entry : entries) {
    if (entry.name != "mimetype" && entry.name != "META-INF/manifest.xml")
      expected.insert(entry.name);
  }
  expected.insert("Object 1/");
  EXPECT_EQ(listed, expected);
}

TEST(Package, GivesTheSameBytesForTheSameInput) {
  for (const std::string& name : kReal) {
    const std::string bytes = fileBytes(kFixtures + name);
    EXPECT_TRUE(written(passed(bytes)) == written(passed(bytes))) << name;
  }
}

TEST(Package, SatisfiesUnzipAndZip) {
  const std::filesystem::path folder =
      std::filesystem::path(STESURA_BINARY_DIR) / "written_packages";
  std::filesystem::create_directories(folder);
  for (const std::string& name : kReal) {
    Package package = passed(fileBytes(kFixtures + name));
    package.entries.push_back({"Pictures/perché.png", png(), "image/png"});
    package.entries.push_back({"empty", "", ""});
    const std::string file = (folder / (name + ".odt")).string();
    std::ofstream(file, std::ios::binary) << written(package);
    EXPECT_EQ(std::system(("unzip -tqq '" + file + "'").c_str()), 0) << name;
    EXPECT_EQ(std::system(("zip -Tqq '" + file + "'").c_str()), 0) << name;
  }
}

TEST(Package, StoresWhatDoesNotShrink) {
  std::string noise(5000, '\0');
  std::mt19937 random(3);
  for (char& c : noise) c = static_cast<char>(random());
  for (const std::string& bytes : {noise, std::string("a"), std::string()}) {
    const PackedEntry entry = packEntry("a", "", bytes);
    EXPECT_FALSE(entry.deflated);
    EXPECT_EQ(entry.packed, bytes);
  }
  EXPECT_TRUE(packEntry("a", "", std::string(5000, 'x')).deflated);
}

// Whatever is changed in a real file, it is read or refused, never a crash or another exception.
TEST(Package, SurvivesChangedFiles) {
  std::mt19937 random(42);
  for (const std::string& name : kReal) {
    const std::string whole = fileBytes(kFixtures + name);
    for (int round = 0; round < 60; ++round) {
      std::string bytes = whole;
      for (int change = 0; change <= round % 8; ++change)
        bytes[random() % bytes.size()] = static_cast<char>(random());
      refusal(bytes);
    }
  }
  // The zip's checksums stop most changes; inside the XML they reach the gate.
  const std::string xml = part(readPackage(fileBytes(kFixtures + "writer.odt")), "content.xml");
  for (int round = 0; round < 200; ++round) {
    std::string bytes = xml;
    for (int change = 0; change <= round % 8; ++change)
      bytes[random() % bytes.size()] = static_cast<char>(random() % 128);
    refusal(odt({{"content.xml", bytes, "text/xml"}}));
  }
}

}  // namespace
}  // namespace stesura
