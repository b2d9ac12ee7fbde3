#include "generator/odf/lift.h"

#include <gtest/gtest.h>

#include "odt_text.h"

namespace stesura {
namespace {

using namespace testing;

bool tells(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kData =
    R"({"righe":[{"a":"1","b":"2","sotto":["x","y"]},{"a":"3","b":"4","sotto":[]}],"vuoto":[],"si":true,"no":false,"altro":"z"})";

std::string p(const std::string& text) { return "<text:p>" + text + "</text:p>"; }
std::string item(const std::string& text) {
  return "<text:list-item>" + p(text) + "</text:list-item>";
}
std::string row(const std::vector<std::string>& cells) {
  std::string text = "<table:table-row>";
  for (const auto& cell : cells) {
    text += "<table:table-cell>" + (cell.starts_with('<') ? cell : p(cell)) + "</table:table-cell>";
  }
  return text + "</table:table-row>";
}
std::string table(const std::string& rows, const std::string& name = "T") {
  return "<table:table table:name=\"" + name + "\"><table:table-column/>" + rows + "</table:table>";
}

// The page text of a body, after checking that the file is valid and its names are unique.
std::string page(const std::string& body) {
  const std::string odt = renderOdt(body, kData);
  EXPECT_EQ(repeatedNames(odt), "");
  EXPECT_EQ(schemaFaults(odt), "");
  return pageText(odt);
}

TEST(Lift, RepeatsInTheLine) {
  EXPECT_EQ(page(p("Voci: {{#righe}}{{a}}{{^@ultimo}}, {{/@ultimo}}{{/righe}}.")), "Voci: 1, 3.");
}

TEST(Lift, RepeatsInTheLineAcrossSpans) {
  EXPECT_EQ(page(p("V <text:span text:style-name=\"A\">q{{#righe}}{{a}}</text:span>-<text:span "
                   "text:style-name=\"B\">{{b}}{{/righe}}w</text:span>")),
            "V q1-23-4w");
  EXPECT_EQ(page(p("V <text:span text:style-name=\"A\">q{{#no}}n</text:span>-<text:a "
                   "xlink:type=\"simple\" xlink:href=\"#x\">m{{/no}}w</text:a>")),
            "V qw");
}

TEST(Lift, RepeatsTheRowOfTwoCells) {
  EXPECT_EQ(page(table(row({"{{#righe}}{{a}}", "{{b}}{{/righe}}"}))), "1|2¶3|4");
}

TEST(Lift, KeepsHeaderRows) {
  EXPECT_EQ(
      page(table("<table:table-header-rows>" + row({"A", "B"}) + "</table:table-header-rows>" +
                 row({"{{#righe}}{{a}}", "{{b}}{{/righe}}"}) + row({"fine", ""}))),
      "A|B¶1|2¶3|4¶fine|");
}

TEST(Lift, RepeatsSeveralRowsAndDropsRowsOfTagsOnly) {
  EXPECT_EQ(page(table(row({"{{#righe}}a {{a}}", ""}) + row({"b {{b}}", "{{/righe}}"}))),
            "a 1|¶b 2|¶a 3|¶b 4|");
  EXPECT_EQ(
      page(table(row({"{{#righe}}", ""}) + row({"{{a}}", "{{b}}"}) + row({"{{/righe}}", ""}))),
      "1|2¶3|4");
}

TEST(Lift, RepeatsSeveralLoopsInOneRow) {
  EXPECT_EQ(page(table(row({"{{#righe}}{{a}}{{/righe}}", "{{#righe}}{{b}}{{/righe}}"}))),
            "1¶3|2¶4");
}

TEST(Lift, NestsLoopsOfRows) {
  EXPECT_EQ(page(table(row({"{{#righe}}{{a}}", ""}) + row({"{{#sotto}}{{.}}", "s{{/sotto}}"}) +
                       row({"fine {{a}}", "{{/righe}}"}))),
            "1|¶x|s¶y|s¶fine 1|¶3|¶fine 3|");
  EXPECT_EQ(page(table(row({"{{#righe}}{{#sotto}}{{a}}", "{{.}}{{/sotto}}{{/righe}}"}))),
            "1|x¶1|y");
}

TEST(Lift, RepeatsATableInATable) {
  EXPECT_EQ(page(table(row({"{{#righe}}{{a}}",
                            table(row({"{{#sotto}}<text:s/>{{.}}", "q{{/sotto}}"}), "Dentro") +
                                p("{{/righe}}")}))),
            "1¶ x|q¶ y|q¶¶3|");
}

TEST(Lift, RepeatsListItems) {
  EXPECT_EQ(
      page("<text:list>" + item("{{#righe}}{{a}}{{/righe}}") + item("resto") + "</text:list>"),
      "1¶3¶resto");
  EXPECT_EQ(page("<text:list>" + item("{{#righe}}") + item("{{a}}") + item("{{b}}") +
                 item("{{/righe}}") + "</text:list>"),
            "1¶2¶3¶4");
  EXPECT_EQ(
      page("<text:list>" + item("{{#righe}}{{a}}") + item("{{b}}{{/righe}}") + "</text:list>"),
      "1¶2¶3¶4");
  EXPECT_EQ(page("<text:list><text:list-item>" + p("{{#righe}}{{a}}") + "<text:list>" +
                 item("{{#sotto}}{{.}}{{/sotto}}") + "</text:list>" + p("{{/righe}}") +
                 "</text:list-item></text:list>"),
            "1¶x¶y¶3");
}

TEST(Lift, RepeatsWhatLiesBetweenParagraphsOfTags) {
  EXPECT_EQ(page(p("{{#righe}}") + "<text:h text:outline-level=\"1\">Cap {{@numero}}</text:h>" +
                 table(row({"{{#sotto}}{{.}}", "s{{/sotto}}"})) + p("t {{a}}") + p("{{/righe}}") +
                 p("fine")),
            "Cap 1¶x|s¶y|s¶t 1¶Cap 2¶t 3¶fine");
  EXPECT_EQ(page(p("{{#righe}}{{#si}}") + p("{{a}}") + p("{{/si}}{{/righe}}")), "1¶3");
  EXPECT_EQ(page(p("{{#righe}}") + p("{{a}}") + p("{{/righe}}{{^no}}") + p("poi") + p("{{/no}}")),
            "1¶3¶poi");
}

TEST(Lift, RepeatsParagraphsThatTheTagsBeginAndEnd) {
  EXPECT_EQ(page(p("{{#righe}}{{a}}") + p("{{b}}{{/righe}}")), "1¶2¶3¶4");
  EXPECT_EQ(page(p("prima {{#righe}}") + p("{{a}}") + p("{{/righe}} dopo")), "prima ¶1¶3¶ dopo");
}

TEST(Lift, RepeatsAParagraphThatTheSectionFills) {
  EXPECT_EQ(page(p("{{#righe}}{{a}}{{/righe}}") + p("x")), "1¶3¶x");
  EXPECT_EQ(page(p("{{#no}}via{{/no}}") + p("x")), "x");
  EXPECT_EQ(page(p("{{#si}}sì{{/si}}{{^si}}no{{/si}}")), "sì");
}

TEST(Lift, RefusesWhatDoesNotFitAndTellsBothPlaces) {
  const auto refuses = [](const std::string& body, const char* part) {
    const std::string told = messagesOf(body, kData);
    EXPECT_TRUE(tells(told, part)) << body << "\n" << told;
  };
  refuses(table(row({"{{#righe}}{{a}}", "b"})) + p("{{/righe}}"), "non si corrispondono");
  refuses(p("testo {{#righe}} ancora") + p("{{/righe}}"), "non si corrispondono");
  refuses("<text:list>" + item("uno") + item("due {{#righe}}") + "</text:list>" + p("{{/righe}}"),
          "non si corrispondono");
  refuses(p("{{#righe}}<text:note text:id=\"n\" "
            "text:note-class=\"footnote\"><text:note-citation>1</"
            "text:note-citation><text:note-body><text:p>q{{/righe}}</text:p></text:note-body></"
            "text:note>"),
          "non si corrispondono");
  refuses(table("<table:table-header-rows>" + row({"{{#righe}}a"}) + "</table:table-header-rows>" +
                row({"{{/righe}}b"})),
          "non si corrispondono");
  refuses(table(row({"{{#righe}}{{a}}", "{{/righe}}{{#si}}", "q{{/si}}"})), "si accavalla");
  refuses(p("{{#righe}}") + p("x"), "non è mai chiusa");
  refuses(p("x") + p("{{/righe}}"), "non è aperta");
  refuses(p("{{#righe}}") + p("{{/righe}}"), "non contiene nulla");
  refuses(p("a {{#righe|nuova_pagina}}x{{/righe}}"), "non dentro una riga");
}

TEST(Lift, RefusesToCutMergedCells) {
  const auto merged = [](const std::string& first, const std::string& second) {
    return table("<table:table-row><table:table-cell table:number-rows-spanned=\"2\"><text:p>" +
                 first +
                 "</text:p></table:table-cell><table:table-cell><text:p>q</text:p></"
                 "table:table-cell></table:table-row>"
                 "<table:table-row><table:covered-table-cell/><table:table-cell><text:p>" +
                 second + "</text:p></table:table-cell></table:table-row>");
  };
  EXPECT_EQ(page(merged("{{#righe}}{{a}}", "{{b}}{{/righe}}")), "1|q¶2¶3|q¶4");
  const std::string whole = table(
      "<table:table-row><table:table-cell "
      "table:number-rows-spanned=\"2\"><text:p>x</text:p></table:table-cell>"
      "<table:table-cell><text:p>q</text:p></table:table-cell></"
      "table:table-row><table:table-row><table:covered-table-cell/>"
      "<table:table-cell><text:p>{{#righe}}{{a}}</text:p></"
      "table:table-cell><table:table-cell><text:p>{{/righe}}</text:p></table:table-cell></"
      "table:table-row>");
  EXPECT_TRUE(tells(messagesOf(whole, kData), "celle unite"));
}

TEST(Guards, TableWithoutRowsGoes) {
  const std::string head =
      "<table:table-header-rows>" + row({"A", "B"}) + "</table:table-header-rows>";
  EXPECT_EQ(page(p("Titolo") + table(head + row({"{{#vuoto}}x", "y{{/vuoto}}"})) + p("dopo")),
            "Titolo¶dopo");
  EXPECT_EQ(
      page(p("Titolo") + table(head + row({"{{#vuoto|con_titolo}}x", "y{{/vuoto}}"})) + p("dopo")),
      "dopo");
  EXPECT_EQ(page(p("Titolo") + table(head + row({"{{#righe|con_titolo}}{{a}}", "y{{/righe}}"})) +
                 p("dopo")),
            "Titolo¶A|B¶1|y¶3|y¶dopo");
  EXPECT_EQ(page(table("<table:table-rows>" + row({"{{#vuoto}}x", "y{{/vuoto}}"}) +
                       "</table:table-rows>") +
                 p("d")),
            "d");
}

TEST(Guards, ListAndSectionWithoutContentGo) {
  EXPECT_FALSE(tells(
      partOf(
          renderOdt("<text:list>" + item("{{#vuoto}}x{{/vuoto}}") + "</text:list>" + p("d"), kData),
          "content.xml"),
      "text:list"));
  EXPECT_FALSE(tells(partOf(renderOdt("<text:section text:name=\"S\">" +
                                          p("{{#vuoto}}x{{/vuoto}}") + "</text:section>" + p("d"),
                                      kData),
                            "content.xml"),
                     "text:section"));
  EXPECT_EQ(page("<text:list><text:list-item>" + p("{{#no}}a{{/no}}") + p("{{#vuoto}}b{{/vuoto}}") +
                 "</text:list-item></text:list>" + p("d")),
            "d");
}

TEST(Guards, CellAndDocumentKeepAParagraph) {
  const std::string cell = renderOdt(table(row({p("{{#vuoto}}x{{/vuoto}}"), "y"})), kData);
  EXPECT_TRUE(tells(partOf(cell, "content.xml"), "<table:table-cell><text:p/></table:table-cell>"));
  EXPECT_EQ(schemaFaults(cell), "");
  EXPECT_TRUE(tells(partOf(renderOdt(p("{{#vuoto}}x{{/vuoto}}"), kData), "content.xml"),
                    "<office:text><text:p/></office:text>"));
  EXPECT_TRUE(
      tells(partOf(renderOdt(table(row({"{{#vuoto}}x", "y{{/vuoto}}"})), kData), "content.xml"),
            "<text:p/></office:text>"));
  const std::string nested =
      renderOdt(table(row({table(row({"{{#vuoto}}x", "y{{/vuoto}}"}), "D"), "z"})), kData);
  EXPECT_TRUE(
      tells(partOf(nested, "content.xml"), "<table:table-cell><text:p/></table:table-cell>"))
      << partOf(nested, "content.xml");
}

TEST(PageBreak, StandsBetweenRecordsOnly) {
  const std::string content = partOf(
      renderOdt(p("{{#righe|nuova_pagina}}") + "<text:p text:style-name=\"Titolo\">{{a}}</text:p>" +
                    p("{{b}}") + p("{{/righe}}"),
                kData),
      "content.xml");
  EXPECT_TRUE(tells(content, "<text:p text:style-name=\"Titolo\">1</text:p>")) << content;
  EXPECT_TRUE(tells(content, "<text:p text:style-name=\"Titolo_nuova_pagina\">3</text:p>"))
      << content;
  EXPECT_TRUE(tells(content, "fo:break-before=\"page\""));
  EXPECT_TRUE(tells(messagesOf(p("{{#righe|nuova_pagina}}") + p("{{#sotto}}{{.}}{{/sotto}}") +
                                   p("{{b}}") + p("{{/righe}}"),
                               kData),
                    "nuova_pagina"));
}

TEST(Names, AreUniqueInRepeatedBlocksAndReferencesFollow) {
  const std::string body =
      p("{{#righe}}") +
      p("<text:bookmark-start text:name=\"B\"/>{{a}}<text:bookmark-end "
        "text:name=\"B\"/><text:bookmark-ref text:reference-format=\"text\" "
        "text:ref-name=\"B\">x</text:bookmark-ref>"
        "<text:a xlink:type=\"simple\" xlink:href=\"#Tab|table\">t</text:a><text:note "
        "text:id=\"ftn1\" "
        "text:note-class=\"footnote\"><text:note-citation>1</"
        "text:note-citation><text:note-body><text:p>n</text:p></text:note-body></text:note>") +
      table(row({"x"}), "Tab") + "<text:section text:name=\"Sez\">" + p("s") + "</text:section>" +
      "<text:list xml:id=\"list1\">" +
      item("{{#sotto}}<text:bookmark text:name=\"C\"/>{{.}}{{/sotto}}") + item("q") +
      "</text:list>" + "<text:list xml:id=\"list2\" text:continue-list=\"list1\">" + item("r") +
      "</text:list>" + p("{{/righe}}") +
      p("<text:a xlink:type=\"simple\" xlink:href=\"#B\">fuori</text:a>");
  const std::string odt = renderOdt(body, kData);
  EXPECT_EQ(repeatedNames(odt), "");
  EXPECT_EQ(schemaFaults(odt), "");
  const std::string content = partOf(odt, "content.xml");
  EXPECT_TRUE(tells(content, "text:ref-name=\"B_r2\""));
  EXPECT_TRUE(tells(content, "xlink:href=\"#Tab_r2|table\""));
  EXPECT_TRUE(tells(content, "text:continue-list=\"list1_r2\""));
  EXPECT_TRUE(tells(content, "<text:bookmark text:name=\"C_r1_2\"/>"));
  EXPECT_TRUE(tells(content, "xlink:href=\"#B\">fuori"));
}

TEST(Names, BookmarkThatReachesOutOfASectionBecomesAPoint) {
  const std::string odt =
      renderOdt(p("{{#righe}}<text:bookmark-start text:name=\"B\"/>{{a}}{{/righe}}") +
                    p("x<text:bookmark-end text:name=\"B\"/>"),
                kData);
  EXPECT_EQ(repeatedNames(odt), "");
  EXPECT_FALSE(tells(partOf(odt, "content.xml"), "bookmark-end"));
}

TEST(Lift, TakesTwentyThousandSectionsAndDeepNesting) {
  std::string body;
  for (int at = 0; at < 10000; ++at) body += p("{{#si}}x{{/si}}") + p("q {{#no}}y{{/no}}");
  EXPECT_GT(shown(body, kData).size(), 10000u);
  std::string open, close;
  for (int at = 0; at < 40; ++at) open += p("{{#si}}"), close += p("{{/si}}");
  EXPECT_TRUE(tells(messagesOf(open + p("x") + close, kData), "32 livelli"));
}

}  // namespace
}  // namespace stesura
