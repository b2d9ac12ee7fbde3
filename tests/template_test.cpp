#include "generator/odf/template.h"

#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <thread>

#include "odt_text.h"

namespace stesura {
namespace {

using namespace testing;

bool tells(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::string fixture(const char* name) {
  std::ifstream file(std::filesystem::path(STESURA_SOURCE_DIR) / "tests/fixtures/odf" / name,
                     std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

TEST(OdtTemplate, MergesTextTablesListsNotesFramesAndLinks) {
  const char* body =
      R"(<text:h text:outline-level="1">Scheda del {{@data|estesa}}</text:h>
<text:p>Ente: {{ente}}<text:note text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body><text:p>Nota su {{ente}}</text:p></text:note-body></text:note></text:p>
<table:table table:name="T"><table:table-column/><table:table-row><table:table-cell><text:p>{{#righe}}{{@numero}}. {{nome}}{{/righe}}</text:p></table:table-cell></table:table-row></table:table>
<text:list><text:list-item><text:p>{{#voci}}{{.}}{{/voci}}</text:p></text:list-item></text:list>
<text:p><draw:frame draw:name="Logo {{ente}}" svg:width="2cm" svg:height="1cm"><draw:text-box><text:p>In {{ente}}</text:p></draw:text-box><svg:title>Stemma di {{ente}}</svg:title></draw:frame></text:p>
<text:p><text:a xlink:type="simple" xlink:href="mailto:%7B%7Bposta%7D%7D">{{posta}}</text:a></text:p>)";
  const std::string odt = renderPackage(
      flatOdt(
          body, "",
          R"(<style:master-page style:name="Standard" style:page-layout-name="pm1"><style:header><text:p>{{ente}} sopra</text:p></style:header><style:footer><text:p>{{ente}} sotto</text:p></style:footer></style:master-page>)",
          "<dc:title>Scheda: {{ente}}</dc:title><meta:user-defined "
          "meta:name=\"Ente\">{{ente}}</meta:user-defined>"),
      parseJson(
          R"({"ente":"A & B","righe":[{"nome":"uno"},{"nome":"due"}],"voci":["x","y"],"posta":"a@b.example"})"));
  EXPECT_EQ(pageText(odt),
            "Scheda del 1° gennaio 2026¶Ente: A & B1Nota su A & B¶1. uno¶2. due¶x¶y¶In A & BStemma "
            "di A & B¶a@b.example");
  EXPECT_EQ(pageText(odt, "styles.xml"), "A & B sopra¶A & B sotto");
  const std::string content = partOf(odt, "content.xml");
  EXPECT_TRUE(tells(content, "draw:name=\"Logo A &amp; B\""));
  EXPECT_TRUE(tells(content, "xlink:href=\"mailto:a@b.example\""));
  const std::string meta = partOf(odt, "meta.xml");
  EXPECT_TRUE(tells(meta, "<dc:title>Scheda: A &amp; B</dc:title>"));
  EXPECT_TRUE(tells(meta, "meta:name=\"Ente\">A &amp; B<"));
  EXPECT_EQ(schemaFaults(odt), "");
  EXPECT_EQ(repeatedNames(odt), "");
}

TEST(OdtTemplate, ShowsHostileValuesExactly) {
  std::string large;
  for (int at = 0; at < 10000; ++at) large += "dieci byte";
  for (const std::string& value :
       {std::string("{{ente}}"), std::string("{{#a}}{{/a}}"), std::string("<text:p>x</text:p>"),
        std::string("]]>"), std::string("&amp;&lt;&#1;"), std::string("a\u200Fb\u202Ec"),
        std::string("emoji 😀 👩‍👩‍👧"), std::string("due  spazi, tab\te a\ncapo"),
        std::string(" prima e dopo "), std::string("\"'"), large}) {
    const Json data = {{"ente", value}};
    const std::string odt = renderPackage(
        flatOdt(
            "<text:p>{{ente}}</text:p><text:p><draw:frame "
            "draw:name=\"{{ente}}\"><draw:text-box><text:p/></draw:text-box></draw:frame></text:p>",
            "", "", "<dc:title>{{ente}}</dc:title>"),
        data);
    const std::string text = pageText(odt);
    EXPECT_EQ(text.substr(0, value.size()), value);
    EXPECT_NE(pageText(odt, "meta.xml"), "non è XML");
  }
}

TEST(OdtTemplate, NamesTheFieldWithACharacterThatXmlForbids) {
  for (const auto& [value, name] :
       {std::pair(std::string("a\0b", 3), "U+0000"), std::pair(std::string("\x0B"), "U+000B"),
        std::pair(std::string("\uFFFE"), "U+FFFE")}) {
    const Json data = {{"persona", {{"nota", value}}}};
    try {
      renderPackage(flatOdt("<text:p>{{persona.nota}}</text:p>"), data);
      FAIL() << name;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data);
      ASSERT_EQ(error.problems().size(), 1u);
      EXPECT_EQ(error.problems()[0].pointer, "/persona/nota");
      EXPECT_TRUE(tells(error.problems()[0].message, name));
    }
  }
}

TEST(OdtTemplate, FillsHyperlinksSafely) {
  const char* body =
      "<text:p><text:a xlink:type=\"simple\" "
      "xlink:href=\"%7B%7Bsito%7D%7D\">sito</text:a></text:p>";
  EXPECT_TRUE(
      tells(partOf(renderOdt(body, R"({"sito":"https://x.example/a?b=1&c=è"})"), "content.xml"),
            "xlink:href=\"https://x.example/a?b=1&amp;c=%C3%A8\""));
  for (const char* bad : {R"({"sito":"file:///etc/passwd"})", R"j({"sito":"javascript:alert(1)"})j",
                          R"({"sito":"../x.odt"})"}) {
    const auto problems = problemsOf(body, bad);
    ASSERT_EQ(problems.size(), 1u);
    EXPECT_EQ(problems[0].pointer, "/sito");
  }
}

// A link to nowhere is no link: its text stays, it goes.
TEST(OdtTemplate, DropsAHyperlinkWithoutAddress) {
  const char* body =
      "<text:p><text:a xlink:type=\"simple\" "
      "xlink:href=\"{{sito|facoltativo}}\">sito</text:a></text:p>";
  const std::string content = partOf(renderOdt(body, R"({"sito":null})"), "content.xml");
  EXPECT_TRUE(tells(content, "<text:p>sito</text:p>")) << content;
}

TEST(OdtTemplate, TellsEveryProblemOfATemplateWithItsPlace) {
  const auto problems = problemsOf(
      "<text:p>Il sig. {{cognom}} abita "
      "qui</text:p><text:p>{{#righe}}</text:p><text:p>{{data|estsa}}</text:p><text:p>x }} "
      "y</text:p>",
      R"({"cognome":"x","righe":[],"data":"2026-01-01"})");
  ASSERT_GE(problems.size(), 3u);
  for (const Problem& problem : problems) EXPECT_FALSE(problem.place.empty()) << problem.message;
}

TEST(OdtTemplate, MarksADraftOnEveryPageAndLeavesNoTraceInTheIssuedFile) {
  const std::string masters =
      R"(<style:master-page style:name="Standard" style:page-layout-name="pm1"/><style:master-page style:name="Altra" style:page-layout-name="pm1"><style:header><text:p>Testata</text:p></style:header><style:header-left><text:p>Sinistra</text:p></style:header-left><style:header-first><text:p>Prima</text:p></style:header-first><style:footer><text:p>Piede</text:p></style:footer></style:master-page>)";
  const Json data = {{"a", "x"}};
  const std::string flat = flatOdt("<text:p>{{a}}</text:p>", "", masters);
  const std::string draft = renderPackage(flat, data, DraftPrinting::on),
                    issued = renderPackage(flat, data);
  // The red line, then the watermark: its description and its word.
  const std::string mark = "BOZZA: mancano 3 datiFiligrana: bozzaBOZZA¶";
  EXPECT_EQ(pageText(draft, "styles.xml"),
            mark + mark + "Testata¶" + mark + "Sinistra¶" + mark + "Prima¶Piede");
  EXPECT_EQ(pageText(issued, "styles.xml"), "Testata¶Sinistra¶Prima¶Piede");
  EXPECT_FALSE(tells(partOf(issued, "styles.xml"), "ozza"));
  EXPECT_EQ(schemaFaults(draft), "");
  EXPECT_EQ(schemaFaults(issued), "");
}

TEST(OdtTemplate, TellsNothingOfWhoWroteTheTemplate) {
  const std::string flat = flatOdt(
      "<text:p>x</text:p>", "", "",
      "<meta:generator>LibreOffice</meta:generator><meta:initial-creator>Chi "
      "Scrive</meta:initial-creator>"
      "<dc:creator>Chi "
      "Scrive</dc:creator><meta:creation-date>2001-01-01T00:00:00</meta:creation-date>"
      "<meta:editing-cycles>7</meta:editing-cycles><meta:printed-by>Chi Stampa</meta:printed-by>"
      "<meta:document-statistic meta:page-count=\"3\"/><dc:title>Mio</dc:title>");
  const Json data = Json::object();
  const auto shape = inferShape(data);
  const auto odt = OdtTemplate::compile(flat, *shape, OdtTemplate::Names::fromData);
  const std::string meta = partOf(
      odt.render({data, "2026-03-12", "Titolo & cosa", "abc-1", DraftPrinting::off, "", nullptr}),
      "meta.xml");
  for (const char* gone :
       {"Chi Scrive", "Chi Stampa", "LibreOffice", "2001", "editing-cycles", "statistic", "Mio"}) {
    EXPECT_FALSE(tells(meta, gone)) << gone;
  }
  EXPECT_TRUE(tells(meta, "<dc:title>Titolo &amp; cosa</dc:title>"));
  EXPECT_TRUE(tells(meta, "<meta:creation-date>2026-03-12T00:00:00</meta:creation-date>"));
  EXPECT_TRUE(tells(meta, "<dc:date>2026-03-12T00:00:00</dc:date>"));
  EXPECT_TRUE(tells(meta, "<meta:generator>Stesura</meta:generator>"));
  EXPECT_TRUE(tells(meta, "meta:name=\"id\">abc-1<"));
}

TEST(OdtTemplate, GivesTheSameBytesTwiceAndFromSeveralThreads) {
  const Json data = parseJson(R"({"righe":[{"a":"x"},{"a":"y"}]})");
  const auto shape = inferShape(data);
  const auto odt = OdtTemplate::compile(flatOdt("<text:p>{{#righe}}{{a}}{{/righe}}</text:p>"),
                                        *shape, OdtTemplate::Names::fromData);
  const MergeOrder order{data, "2026-01-01", "", "", DraftPrinting::off, "", nullptr};
  const std::string first = odt.render(order);
  std::vector<std::string> results(4);
  std::vector<std::thread> threads;
  for (auto& result : results) {
    threads.emplace_back([&] {
      for (int round = 0; round < 20; ++round) result = odt.render(order);
    });
  }
  for (auto& thread : threads) thread.join();
  for (const auto& result : results) EXPECT_EQ(result, first);
}

TEST(OdtTemplate, TellsLintWhereEachTagStands) {
  const Json data = parseJson(R"({"righe":[{"ente":"x"}]})");
  const auto shape = inferShape(data);
  const auto odt = OdtTemplate::compile(
      flatOdt("<text:p>Enti: {{#righe}}{{ente|maiuscolo|facoltativo}};{{/righe}}</text:p>"), *shape,
      OdtTemplate::Names::fromData);
  ASSERT_EQ(odt.uses().size(), 2u);
  EXPECT_EQ(odt.uses()[1].pointer, "/righe/*/ente");
  EXPECT_EQ(odt.uses()[1].formats, "maiuscolo|facoltativo");
  EXPECT_TRUE(tells(odt.uses()[1].place, "Enti: {{#righe}}{{ente"));
}

// Saved once by LibreOffice 7.4 («soffice --headless --convert-to odt») from modello_writer.fodt.
TEST(OdtTemplate, GeneratesFromWhatWriterSaved) {
  const Json data = parseJson(
      R"({"ente":"Comune di Mantova","persona":{"nome_proprio":"Utente","cognome":"Esempio"},"righe":[{"voce":"uno","importo":10},{"voce":"due","importo":2.5}],"articoli":[{"titolo":"Oggetto","commi":["a","b"]},{"titolo":"Durata","commi":[]}]})");
  const std::string flat = pageText(renderPackage(fixture("modello_writer.fodt"), data));
  const std::string odt = renderPackage(fixture("modello_writer.odt"), data);
  EXPECT_EQ(pageText(odt), flat);
  EXPECT_TRUE(tells(flat, "Utente Esempio")) << flat;
  EXPECT_TRUE(tells(flat, "2. due|2,50\u00A0€")) << flat;
  EXPECT_TRUE(tells(flat, "Art. 2 Durata")) << flat;
  EXPECT_EQ(schemaFaults(odt), "");
  EXPECT_EQ(repeatedNames(odt), "");
}

// Tags thrown into a template at random: it is refused with a sentence, or what comes is
// well-formed, its names are unique and no brace is left of a tag.
TEST(OdtTemplate, SurvivesMutatedTemplates) {
  const Json data = parseJson(
      R"({"ente":"Comune","persona":{"nome_proprio":"Utente","cognome":"Esempio"},"righe":[{"voce":"uno","importo":10},{"voce":"due","importo":2.5}],"articoli":[{"titolo":"Oggetto","commi":["a","b"]},{"titolo":"Durata","commi":[]}],"vuoto":[],"no":false})");
  const auto shape = inferShape(data);
  const std::string original = fixture("modello_writer.fodt");
  const std::size_t body = original.find("<office:text>") + 13;
  const char* snippets[] = {"{{#righe}}",
                            "{{/righe}}",
                            "{{#vuoto}}",
                            "{{/vuoto}}",
                            "{{^no}}",
                            "{{/no}}",
                            "{{ente}}",
                            "}}",
                            "{{",
                            "<segnalibro>",
                            "<text:s/>",
                            "<text:p>q</text:p>",
                            "<text:span text:style-name=\"T1\">",
                            "</text:span>",
                            "{{#articoli}}",
                            "{{/articoli}}",
                            "{"};
  const auto stop = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::mt19937 random(2026);
  std::size_t made = 0, refused = 0, marks = 0;
  for (int round = 0; round < 4000 && std::chrono::steady_clock::now() < stop; ++round) {
    std::string flat = original;
    for (unsigned count = 1 + random() % 4; count > 0; --count) {
      const std::size_t at =
          flat.find(random() % 4 == 0 ? '>' : '}', body + random() % (flat.size() - body - 60));
      if (at == std::string::npos) continue;
      if (random() % 5 == 0)
        flat.erase(at, 1 + random() % 8);
      else {
        std::string snippet = snippets[random() % std::size(snippets)];
        if (snippet == "<segnalibro>") {  // a name of its own: templates do not repeat names
          snippet = "<text:bookmark text:name=\"z" + std::to_string(++marks) + "\"/>";
        }
        flat.insert(at + 1, snippet);
      }
    }
    try {
      const auto odt = OdtTemplate::compile(flat, *shape, OdtTemplate::Names::fromData);
      const std::string bytes =
          odt.render({data, "2026-01-01", "", "", DraftPrinting::off, "", nullptr});
      const std::string text = pageText(bytes);
      ASSERT_NE(text, "non è XML") << flat;
      ASSERT_EQ(text.find("{{"), std::string::npos) << flat;
      ASSERT_EQ(repeatedNames(bytes), "") << flat;
      ++made;
    } catch (const Error& error) {
      ASSERT_FALSE(error.sentence().empty());
      ++refused;
    }
  }
  EXPECT_GT(made, 0u);
  EXPECT_GT(refused, 0u);
}

}  // namespace
}  // namespace stesura
