#include "generator/odf/contents_table.h"

#include <gtest/gtest.h>

#include "odt_text.h"

namespace stesura {
namespace {

using namespace testing;

constexpr const char* kTable =
    R"(<text:table-of-content text:name="Indice" text:protected="true"><text:table-of-content-source text:outline-level="2"><text:index-title-template>Indice</text:index-title-template><text:table-of-content-entry-template text:outline-level="1" text:style-name="Contents_20_1"><text:index-entry-link-start text:style-name="Index_20_Link"/><text:index-entry-text/><text:index-entry-link-end/></text:table-of-content-entry-template><text:table-of-content-entry-template text:outline-level="2" text:style-name="Contents_20_2"><text:index-entry-text/></text:table-of-content-entry-template></text:table-of-content-source><text:index-body><text:index-title text:name="Indice_Head"><text:p>Indice</text:p></text:index-title><text:p>Capitolo {{titolo}} 3</text:p><text:p>Voce di prima 9</text:p></text:index-body></text:table-of-content>)";

std::string heading(const char* text, int level = 1) {
  std::string markup = "<text:h text:outline-level=\"";
  return markup.append(std::to_string(level)).append("\">").append(text).append("</text:h>");
}

// The part of the page text that is the table of contents, up to the mark «FINE».
std::string entries(const std::string& body, const std::string& json) {
  const std::string text = shown(kTable + ("<text:p>FINE</text:p>" + body), json);
  return text.substr(0, text.find("¶FINE"));
}

std::string contentOf(const std::string& body, const std::string& json) {
  return partOf(renderPackage(flatOdt(kTable + body), parseJson(json)), "content.xml");
}

std::size_t countOf(const std::string& text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1))
    ++count;
  return count;
}

TEST(ContentsTable, ListsTheHeadingsThatThisDocumentHas) {
  const std::string body = heading("Premessa") + "<text:p>{{#capitoli}}</text:p>" +
                           heading("Capitolo {{nome}}") + "<text:p>{{#parti}}</text:p>" +
                           heading("Parte {{.}}", 2) + heading("Comma", 3) +
                           "<text:p>{{/parti}}</text:p><text:p>{{/capitoli}}</text:p>"
                           "<text:p>{{#allegati}}</text:p>" +
                           heading("Allegati") + "<text:p>{{/allegati}}</text:p>";
  EXPECT_EQ(entries(body, R"({"capitoli":[{"nome":"uno","parti":["a","b"]},
                                          {"nome":"A & B","parti":[]}],"allegati":[]})"),
            "Indice¶Premessa¶Capitolo uno¶Parte a¶Parte b¶Capitolo A & B");
  EXPECT_EQ(entries(body, R"({"capitoli":[],"allegati":["x"]})"), "Indice¶Premessa¶Allegati");
}

TEST(ContentsTable, TakesTheEntriesOfTheTemplateAwayEvenWithoutTags) {
  EXPECT_EQ(entries("<text:p>{{a}}</text:p>", R"({"a":"b"})"), "Indice");
  EXPECT_EQ(entries(heading("Solo testo"), "{}"), "Indice¶Solo testo");
}

TEST(ContentsTable, LinksEveryEntryToItsHeading) {
  const std::string content =
      contentOf("<text:p>{{#c}}</text:p>" + heading("{{.}}") + "<text:p>{{/c}}</text:p>",
                R"({"c":["uno","due"]})");
  for (const char* number : {"1", "2"}) {
    const std::string name = std::string("__RefHeading___Toc_s") + number;
    EXPECT_EQ(countOf(content, "xlink:href=\"#" + name + "\""), 1u);
    EXPECT_EQ(countOf(content, "<text:bookmark-start text:name=\"" + name + "\"/>"), 1u);
    EXPECT_EQ(countOf(content, "<text:bookmark-end text:name=\"" + name + "\"/>"), 1u);
  }
  EXPECT_EQ(countOf(content, "text:style-name=\"Contents_20_1\"><text:a"), 2u);
  EXPECT_EQ(countOf(content, "text:style-name=\"Index_20_Link\">"), 2u);
}

TEST(ContentsTable, ReusesTheBookmarksThatWriterMade) {
  const std::string content = contentOf(
      "<text:p>{{#c}}</text:p><text:h text:outline-level=\"1\"><text:bookmark-start "
      "text:name=\"__RefHeading___Toc12_3\"/>{{.}}<text:bookmark-end "
      "text:name=\"__RefHeading___Toc12_3\"/></text:h><text:p>{{/c}}</text:p>",
      R"({"c":["uno","due"]})");
  EXPECT_EQ(countOf(content, "xlink:href=\"#__RefHeading___Toc12_3\""), 1u);
  EXPECT_EQ(countOf(content, "xlink:href=\"#__RefHeading___Toc12_3_r2\""), 1u);
  EXPECT_EQ(countOf(content, "_s1"), 0u);
}

TEST(ContentsTable, ReadsTheWordsOfAHeadingAndNothingBeside) {
  const std::string body =
      R"(<text:h text:outline-level="1">Uno<text:tab/>due <text:span text:style-name="T1">e<text:s text:c="3"/>tre</text:span><text:note text:id="n" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>nota</text:p></text:note-body></text:note><draw:frame draw:name="c"><draw:text-box><text:h text:outline-level="1">dentro</text:h></draw:text-box></draw:frame> {{a}}<text:line-break/>fine</text:h><text:h text:outline-level="1"/><text:h text:outline-level="1">{{vuoto|facoltativo}}</text:h>)";
  EXPECT_EQ(entries(body, R"({"a":"<b>","vuoto":""})"), "Indice¶Uno due e tre <b> fine");
}

TEST(ContentsTable, IsValidOpenDocumentWithUniqueNames) {
  const std::string odt = renderPackage(
      flatOdt(kTable + ("<text:p>{{#c}}</text:p>" + heading("{{.}}")) + "<text:p>{{/c}}</text:p>"),
      parseJson(R"({"c":["uno","due"]})"));
  EXPECT_EQ(schemaFaults(odt), "");
  EXPECT_EQ(repeatedNames(odt), "");
}

TEST(ContentsTable, MayItselfBeLeftOutOrMissItsBody) {
  const std::string body = "<text:p>{{#indice}}</text:p>" + std::string(kTable) +
                           "<text:p>{{/indice}}</text:p>" + heading("Uno");
  EXPECT_EQ(shown(body, R"({"indice":false})"), "Uno");
  EXPECT_EQ(shown(body, R"({"indice":true})"), "Indice¶Uno¶Uno");
  EXPECT_EQ(shown("<text:table-of-content text:name=\"I\"><text:table-of-content-source/>"
                  "</text:table-of-content>" +
                      heading("{{a}}"),
                  R"({"a":"x"})"),
            "x¶x");
}

TEST(ContentsTable, OfAHeadingThatSpeaksLikeMarkupHoldsItsWords) {
  EXPECT_EQ(entries(heading("{{a}}"), R"({"a":"</text:h></text:index-body> <text:h x=\"}}"})"),
            "Indice¶</text:h></text:index-body> <text:h x=\"}}");
}

}  // namespace
}  // namespace stesura
