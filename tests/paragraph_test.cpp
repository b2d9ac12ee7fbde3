#include "generator/odf/paragraph.h"

#include <gtest/gtest.h>

#include "odt_text.h"

namespace stesura {
namespace {

using namespace testing;

constexpr const char* kData =
    R"({"persona":{"cognome":"Esempio"},"ente":"Comune","righe":["a","b"]})";

bool tells(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

// What Writer and people do to «{{persona.cognome}}», each in one paragraph.
class WriterBreaks : public ::testing::TestWithParam<const char*> {};

TEST_P(WriterBreaks, IsMended) {
  const std::string odt =
      renderOdt(std::string("<text:p>Sig. ") + GetParam() + " qui</text:p>", kData);
  EXPECT_EQ(pageText(odt), "Sig. Esempio qui");
  EXPECT_EQ(schemaFaults(odt), "");
}

INSTANTIATE_TEST_SUITE_P(
    Paragraph, WriterBreaks,
    ::testing::Values(
        "{{persona.cognome}}", "{{ persona.cognome }}", "{{persona . cognome}}",
        "{{per<text:span text:style-name=\"T1\">sona.co</text:span>gnome}}",
        "{<text:span text:style-name=\"T1\">{</text:span>persona<text:span "
        "text:style-name=\"T2\">.cognome}</text:span>}",
        "<text:span text:style-name=\"T1\">{{<text:span "
        "text:style-name=\"T2\">persona</text:span></text:span>.cognome}}",
        "{{per<text:bookmark text:name=\"b\"/>sona.cog<text:soft-page-break/>nome}}",
        "{{persona<text:bookmark-start text:name=\"b\"/>.cognome<text:bookmark-end "
        "text:name=\"b\"/>}}",
        "{{persona.<text:reference-mark text:name=\"r\"/>cognome}}",
        "{{persona<text:toc-mark text:string-value=\"x\" text:outline-level=\"1\"/>.cognome}}",
        "{{<text:s/>persona.cognome<text:s text:c=\"3\"/>}}", "{{<text:tab/>persona.cognome}}",
        "{{persona.<text:line-break/>cognome}}", "{{\u00A0persona.cognome\u00A0}}",
        "{{per\u00ADsona.cog\u200Bnome}}", "{{\uFEFFpersona.\u2060cognome\u200E}}",
        "{{Persona.Cognome}}", "{{PErsona.cognome}}",
        "{{<text:a xlink:type=\"simple\" "
        "xlink:href=\"http://persona.cognome/\">persona.cognome</text:a>}}",
        "<text:placeholder "
        "text:placeholder-type=\"text\">&lt;{{persona.cognome}}&gt;</text:placeholder>",
        "<text:text-input text:description=\"\">{{persona.cognome}}</text:text-input>",
        "{{persona.cognome}}{{! un promemoria per chi scrive}}"));

TEST(Paragraph, KeepsALinkAroundATag) {
  const std::string odt = renderOdt(
      "<text:p><text:a xlink:type=\"simple\" xlink:href=\"https://x.example/\">di {{ente}} "
      "qui</text:a></text:p>",
      kData);
  EXPECT_TRUE(tells(partOf(odt, "content.xml"),
                    "xlink:href=\"https://x.example/\">di Comune qui</text:a>"));
}

TEST(Paragraph, TakesUserFieldsAsTags) {
  const char* body =
      R"(<text:user-field-decls><text:user-field-decl office:value-type="string" office:string-value="{{ente}}" text:name="e"/></text:user-field-decls><text:p>Di <text:user-field-get text:name="e">vecchio</text:user-field-get></text:p>)";
  const std::string odt = renderOdt(body, kData);
  EXPECT_EQ(pageText(odt), "Di Comune");
  EXPECT_EQ(schemaFaults(odt), "");
}

TEST(Paragraph, GivesTheTagTheStyleOfTheFirstLetterOfItsName) {
  const std::string content =
      partOf(renderOdt("<text:p>{{<text:span text:style-name=\"Forte\">en</text:span><text:span "
                       "text:style-name=\"Altro\">te</text:span>}}</text:p>",
                       kData),
             "content.xml");
  EXPECT_TRUE(
      tells(content, "<text:p><text:span text:style-name=\"Forte\">Comune</text:span></text:p>"))
      << content;
}

TEST(Paragraph, LeavesTheTextAroundATagAlone) {
  const std::string content = partOf(
      renderOdt("<text:p>a<text:span text:style-name=\"X\"> b {{en</text:span>te}}<text:span "
                "text:style-name=\"Y\">c</text:span><text:span text:style-name=\"Z\"/></text:p>",
                kData),
      "content.xml");
  EXPECT_TRUE(
      tells(content,
            "<text:p>a<text:span text:style-name=\"X\"> b Comune</text:span><text:span "
            "text:style-name=\"Y\">c</text:span><text:span text:style-name=\"Z\"/></text:p>"))
      << content;
}

TEST(Paragraph, LeavesSingleBracesAlone) {
  EXPECT_EQ(shown("<text:p>{a} } { {ente} x</text:p>", kData), "{a} } { {ente} x");
}

TEST(Paragraph, RefusesBrokenTagsAndTellsTheText) {
  const auto refuses = [](const std::string& body, const char* message, const char* place) {
    const auto problems = problemsOf(body, kData);
    ASSERT_FALSE(problems.empty()) << body;
    EXPECT_TRUE(tells(problems[0].message, message)) << problems[0].message;
    EXPECT_TRUE(tells(problems[0].place, place)) << problems[0].place;
  };
  refuses("<text:p>Il sig. {{persona.</text:p><text:p>cognome}} abita</text:p>",
          "non finisce con «}}»", "Il sig. {{persona.");
  refuses("<text:p>solo }} qui</text:p>", "sta da solo", "solo }} qui");
  refuses("<text:p>a {{ente b {{ente}}</text:p>", "non finisce", "a {{ente b");
  refuses("<text:p>{{{ente}}}</text:p>", "non è ammesso", "{{{ente}}}");
  refuses("<text:p>{{&amp;ente}}</text:p>", "non è ammesso", "{{&ente}}");
  refuses("<text:p>{{&gt;altro}}</text:p>", "includerne un altro", "{{>altro}}");
  refuses("<text:p>{{ente ½}}</text:p>", "ente ½", "{{ente ½}}");
  refuses("<text:p>{{ente|zzz}}</text:p>", "«zzz» non esiste", "{{ente|zzz}}");
  refuses(
      "<text:p><text:conditional-text text:condition=\"ooow:1\" "
      "text:string-value-if-true=\"{{ente}}\" "
      "text:string-value-if-false=\"\">x</text:conditional-text></text:p>",
      "non può stare un segnaposto", "{{ente}}");
}

TEST(Paragraph, ReportsATagSplitByEnterOnce) {
  EXPECT_EQ(problemsOf("<text:p>{{persona.</text:p><text:p>cognome}}</text:p>", kData).size(), 1u);
}

TEST(Paragraph, TakesTwentyThousandTagsInOneParagraph) {
  std::string body = "<text:p>";
  for (int at = 0; at < 20000; ++at) body += "{{ente}} ";
  body += "</text:p>";
  EXPECT_EQ(shown(body, kData).size(), 20000u * 7);
}

TEST(Paragraph, TakesTwoHundredThousandParagraphs) {
  std::string body;
  for (int at = 0; at < 200000; ++at)
    body += "<text:p>riga " + std::to_string(at * 7919) + "</text:p>";
  body += "<text:p>{{ente}}</text:p>";
  EXPECT_TRUE(shown(body, kData).ends_with("Comune"));
}

}  // namespace
}  // namespace stesura
