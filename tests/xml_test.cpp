#include "generator/odf/xml.h"

#include <gtest/gtest.h>

#include <string>

#include "generator/odf/xml_names.h"
#include "tests/package_fixture.h"

namespace stesura {
namespace {

using namespace stesura::testing;

std::string fault(std::string_view xml) {
  const Stopwatch watch;
  std::string told;
  try {
    parseXml(xml, "content.xml");
  } catch (const Error& error) {
    told = error.sentence();
  }
  EXPECT_LT(watch.seconds(), kSecond);
  return told;
}

#define EXPECT_FAULT(xml, words)                                                \
  {                                                                             \
    const std::string told = fault(xml);                                        \
    EXPECT_NE(told.find(words), std::string::npos) << "told: " << told;         \
    EXPECT_NE(told.find("content.xml"), std::string::npos) << "told: " << told; \
  }

std::string utf16(std::string_view ascii, bool big) {
  std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
  for (const char c : ascii) {
    if (big) out += '\0';
    out += c;
    if (!big) out += '\0';
  }
  return out;
}

TEST(XmlGate, RefusesEveryDoctype) {
  EXPECT_FAULT("<!DOCTYPE a><a/>", "DOCTYPE");
  EXPECT_FAULT("<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>", "DOCTYPE");
  EXPECT_FAULT("<!DOCTYPE a PUBLIC \"x\" \"http://example.org/x.dtd\"><a/>", "DOCTYPE");
}

TEST(XmlGate, RefusesEntitiesThatMultiply) {
  std::string laughs = "<!DOCTYPE a [<!ENTITY l0 \"ha\">";
  for (int i = 1; i < 30; ++i) {
    const std::string before = "&l" + std::to_string(i - 1) + ";";
    laughs += "<!ENTITY l" + std::to_string(i) + " \"" + before + before + "\">";
  }
  EXPECT_FAULT(laughs + "]><a>&l29;</a>", "DOCTYPE");
  EXPECT_FAULT("<!DOCTYPE a [<!ENTITY q \"" + std::string(100000, 'q') + "\">]><a>&q;&q;&q;</a>",
               "DOCTYPE");
  EXPECT_FAULT("<!DOCTYPE a [<!ENTITY f SYSTEM \"file:///etc/passwd\">]><a>&f;</a>", "DOCTYPE");
}

TEST(XmlGate, RefusesEntitiesBeyondTheFive) {
  EXPECT_EQ(fault("<a>&amp;&lt;&gt;&quot;&apos;&#232;</a>"), "");
  EXPECT_FAULT("<a>&nbsp;</a>", "entità");
  EXPECT_FAULT("<a b='&eacute;'/>", "entità");
}

TEST(XmlGate, RefusesDeepNesting) {
  const auto nested = [](int depth) {
    std::string out;
    for (int i = 0; i < depth; ++i) out += "<a>";
    for (int i = 0; i < depth; ++i) out += "</a>";
    return out;
  };
  EXPECT_EQ(fault(nested(256)), "");
  EXPECT_FAULT(nested(257), "256 livelli");
  EXPECT_FAULT(nested(2'000'000), "256 livelli");
}

TEST(XmlGate, RefusesControlCharactersAndBrokenUtf8) {
  EXPECT_FAULT("<a>\x01</a>", "carattere");
  EXPECT_FAULT(std::string("<a>\0</a>", 8), "carattere");
  EXPECT_FAULT("<a>&#0;</a>", "carattere");
  EXPECT_FAULT("<a>&#11;</a>", "carattere");
  EXPECT_FAULT("<a>&#xFFFE;</a>", "carattere");
  EXPECT_FAULT("<a>\xC3</a>", "carattere");
  EXPECT_FAULT("<a>\xC0\xAF</a>", "carattere");
  EXPECT_FAULT("<a>\xED\xA0\x80</a>", "carattere");
  EXPECT_FAULT("<a>\xF5\x80\x80\x80</a>", "carattere");
}

TEST(XmlGate, RefusesDuplicateAttributes) { EXPECT_FAULT("<a b='1' b='2'/>", "due volte"); }

TEST(XmlGate, RefusesHugeAttributes) {
  EXPECT_FAULT("<a b='" + std::string(50u << 20, 'x') + "'/>", "troppo lungo");
  std::string many = "<a";
  for (int i = 0; i < 600; ++i) many += " b" + std::to_string(i) + "=''";
  EXPECT_FAULT(many + "/>", "troppi attributi");
}

TEST(XmlGate, RefusesTooManyElements) {
  std::string many = "<a>";
  for (int i = 0; i < 1'000'001; ++i) many += "<b/>";
  EXPECT_FAULT(many + "</a>", "più di 1000000 elementi");
}

TEST(XmlGate, RefusesOtherEncodings) {
  for (const std::string name :
       {"ISO-8859-1", "windows-1252", "UTF-7", "US-ASCII", "UTF-32", "EBCDIC"}) {
    EXPECT_FAULT("<?xml version='1.0' encoding='" + name + "'?><a/>", "UTF-8 né UTF-16");
  }
  EXPECT_FAULT("<?xml version='1.0' encoding='UTF-16'?><a/>", "UTF-8 né UTF-16");
  EXPECT_FAULT("<?xml version='1.1'?><a/>", "XML 1.0");
}

TEST(XmlGate, ReadsUtf16) {
  for (const bool big : {true, false}) {
    const std::string bytes = utf16("<?xml version='1.0' encoding='UTF-16'?><a>ciao</a>", big);
    EXPECT_STREQ(parseXml(bytes, "x").child("a").child_value(), "ciao");
    EXPECT_FAULT(utf16("<!DOCTYPE a><a/>", big), "DOCTYPE");
  }
}

TEST(XmlGate, RefusesWhatIsNotWellFormed) {
  EXPECT_FAULT("", "vuota");
  EXPECT_FAULT("<a><b></a></b>", "chiuso");
  EXPECT_FAULT("<a>", "incompleta");
  EXPECT_FAULT("<a/><b/>", "ben formato");
  EXPECT_FAULT("ciao", "non");
}

TEST(Xml, KeepsWhiteSpaceAndEscapes) {
  const std::string xml =
      "<a b=\"1 &lt; 2 &quot;x&quot; &#10;\"> <b/> \n<c>x &amp; y &lt;z&gt;</c> </a>";
  const std::string once = xmlBytes(parseXml(xml, "x"));
  EXPECT_NE(once.find("> <b/> \n<c>x &amp; y &lt;z&gt;</c> </a>"), std::string::npos) << once;
  EXPECT_EQ(xmlBytes(parseXml(once, "x")), once);
}

TEST(XmlNames, GivesForeignPrefixesTheUsualName) {
  pugi::xml_document document = parseXml(
      "<o:document-content xmlns:o='urn:oasis:names:tc:opendocument:xmlns:office:1.0' "
      "xmlns='urn:oasis:names:tc:opendocument:xmlns:text:1.2' "
      "xmlns:l='http://www.w3.org/1999/xlink'>"
      "<p style='x'><a l:href='file:///x'/><z:x xmlns:z='urn:other' "
      "z:href='y'/></p></o:document-content>",
      "x");
  bindUsualPrefixes(document, "x");
  const pugi::xml_node root = document.child("office:document-content");
  ASSERT_TRUE(root);
  const pugi::xml_node link = root.child("text:p").child("text:a");
  EXPECT_STREQ(link.attribute("xlink:href").value(), "file:///x");
  EXPECT_TRUE(root.child("text:p").attribute("style"));
  EXPECT_TRUE(root.child("text:p").child("z:x"));
  EXPECT_STREQ(root.attribute("xmlns:xlink").value(), "http://www.w3.org/1999/xlink");
}

TEST(XmlNames, RefusesAUsualPrefixThatStandsForSomethingElse) {
  pugi::xml_document document = parseXml(
      "<t:p xmlns:t='urn:oasis:names:tc:opendocument:xmlns:text:1.0' xmlns:text='urn:other'/>",
      "x");
  EXPECT_THROW(bindUsualPrefixes(document, "x"), Error);
}

TEST(XmlNames, StaysQuickWithManyDeclarations) {
  std::string xml;
  for (int i = 0; i < 200; ++i) {
    xml += "<a";
    for (int k = 0; k < 400; ++k) xml += " xmlns:p" + std::to_string(i * 400 + k) + "='urn:x'";
    xml += ">";
  }
  for (int i = 0; i < 30'000; ++i) xml += "<b xmlns:q='urn:y'/>";
  for (int i = 0; i < 200; ++i) xml += "</a>";
  const Stopwatch watch;
  pugi::xml_document document = parseXml(xml, "x");
  bindUsualPrefixes(document, "x");
  EXPECT_LT(watch.seconds(), kSecond);
}

}  // namespace
}  // namespace stesura
