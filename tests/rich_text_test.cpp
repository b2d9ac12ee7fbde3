// Markdown in ODF: what it becomes, where it may stand, what is refused.

#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <iterator>

#include "generator/markdown/markdown.h"
#include "odt_text.h"

namespace stesura {
namespace {

using testing::flatOdt;
using testing::partOf;
using testing::repeatedNames;
using testing::schemaFaults;

std::string repeated(std::string_view what, std::size_t times) {
  std::string text;
  while (times-- > 0) text += what;
  return text;
}

Json dataWith(const std::string& markdown) { return Json{{"testo", markdown}}; }

std::string rendered(const std::string& markdown, std::string_view body = "") {
  constexpr std::string_view kBody =
      "<text:h text:style-name=\"Heading_20_1\" text:outline-level=\"1\">Capo</text:h>"
      "<text:p text:style-name=\"Text_20_body\">{{testo|markdown}}</text:p>";
  return testing::renderPackage(flatOdt(body.empty() ? kBody : body), dataWith(markdown));
}

// The markup of the body, without the heading before.
std::string markup(const std::string& markdown, std::string_view body = "") {
  const std::string odt = rendered(markdown, body);
  EXPECT_EQ(schemaFaults(odt), "") << markdown;
  EXPECT_EQ(repeatedNames(odt), "");
  std::string content = partOf(odt, "content.xml");
  content = content.substr(content.find("<office:text>") + 13);
  content = content.substr(0, content.find("</office:text>"));
  const std::size_t heading = content.find("Capo</text:h>");
  return heading == std::string::npos ? content : content.substr(heading + 13);
}

std::string wrong(const std::string& markdown, std::string_view body = "") {
  try {
    rendered(markdown, body);
  } catch (const Error& error) {
    return error.problems().empty() ? error.sentence() : error.problems().front().message;
  }
  return "";
}

TEST(RichText, ParagraphsKeepTheStyleOfTheTag) {
  EXPECT_EQ(markup("Primo\nrigo.\n\nSecondo."),
            "<text:p text:style-name=\"Text_20_body\">Primo rigo.</text:p>"
            "<text:p text:style-name=\"Text_20_body\">Secondo.</text:p>");
}

TEST(RichText, SpansAroundTheTagStandAroundEveryParagraph) {
  EXPECT_EQ(markup("a\n\nb", "<text:p><text:span text:style-name=\"Emphasis\">{{testo|markdown}}</text:span></text:p>"),
            "<text:p><text:span text:style-name=\"Emphasis\">a</text:span></text:p>"
            "<text:p><text:span text:style-name=\"Emphasis\">b</text:span></text:p>");
}

TEST(RichText, MarksBecomeNamedStyles) {
  EXPECT_EQ(markup("Un *corsivo*, un **nero**, `a  {{b}}`.  \nA capo"),
            "<text:p text:style-name=\"Text_20_body\">Un <text:span text:style-name=\"Emphasis\">corsivo</text:span>, un "
            "<text:span text:style-name=\"Strong_20_Emphasis\">nero</text:span>, <text:span "
            "text:style-name=\"Source_20_Text\">a<text:s text:c=\"2\"/>{{b}}</text:span>.<text:line-break/>A "
            "capo</text:p>");
}

TEST(RichText, HeadingsStandBelowThatOfTheTemplateAndLeaveNoLevelOut) {
  const std::string text = markup("# Uno\n\n### Tre\n\n## Due");
  EXPECT_NE(text.find("text:outline-level=\"2\">Uno"), std::string::npos) << text;
  EXPECT_NE(text.find("text:outline-level=\"3\">Tre"), std::string::npos) << text;
  EXPECT_NE(text.find("text:outline-level=\"3\">Due"), std::string::npos) << text;
}

TEST(RichText, ListsNestAndKeepTheirFirstNumber) {
  const std::string text = markup("3. tre\n   - punto\n4. quattro");
  EXPECT_NE(text.find("<text:list text:style-name=\"Elenco_20_numerato\"><text:list-item text:start-value=\"3\">"), std::string::npos) << text;
  EXPECT_NE(text.find("<text:list text:style-name=\"Elenco_20_puntato\"><text:list-item>"), std::string::npos) << text;
}

TEST(RichText, TablesHaveARepeatedHeader) {
  const std::string text = markup("| Voce | Ore |\n|---|--:|\n| Corso | 12 |\n");
  EXPECT_NE(text.find("<table:table-header-rows><table:table-row>"), std::string::npos) << text;
  EXPECT_NE(text.find("<text:p text:style-name=\"Table_20_Heading\">Voce</text:p>"), std::string::npos) << text;
  EXPECT_NE(text.find("<text:p text:style-name=\"Contenuto_20_a_20_destra\">12</text:p>"), std::string::npos) << text;
}

TEST(RichText, QuotesCodeAndRulesHaveTheirStyles) {
  const std::string text = markup("> detto\n\n```\na\n  b\n```\n\n---\n");
  EXPECT_NE(text.find("<text:p text:style-name=\"Quotations\">detto</text:p>"), std::string::npos) << text;
  EXPECT_NE(text.find("<text:p text:style-name=\"Preformatted_20_Text\">a<text:line-break/><text:s text:c=\"2\"/>b</text:p>"),
            std::string::npos) << text;
  EXPECT_NE(text.find("<text:p text:style-name=\"Horizontal_20_Line\"></text:p>"), std::string::npos) << text;
}

TEST(RichText, LinksKeepTheirAddress) {
  const std::string text = markup("[sito](https://rete.example/a?b=1&c=2) e <info@rete.example>");
  EXPECT_NE(text.find("xlink:href=\"https://rete.example/a?b=1&amp;c=2\""), std::string::npos) << text;
  EXPECT_NE(text.find("xlink:href=\"mailto:info@rete.example\""), std::string::npos) << text;
}

TEST(RichText, AddsOnlyTheStylesTheTemplateLacks) {
  const std::string flat = flatOdt("<text:p>{{testo|markdown}}</text:p>");
  const std::string styles =
      "<office:styles><style:style style:name=\"Emphasis\" style:family=\"text\"><style:text-properties "
      "fo:color=\"#ff0000\"/></style:style></office:styles>";
  std::string with = flat;
  with.insert(with.find("<office:automatic-styles>"), styles);
  const std::string odt = testing::renderPackage(with, dataWith("*a*"));
  const std::string part = partOf(odt, "styles.xml");
  EXPECT_NE(part.find("fo:color=\"#ff0000\""), std::string::npos);
  EXPECT_EQ(part.find("style:name=\"Emphasis\""), part.rfind("style:name=\"Emphasis\""));
  EXPECT_NE(part.find("style:name=\"Strong_20_Emphasis\""), std::string::npos);
}

TEST(RichText, ATemplateWithoutMarkdownGetsNoStyles) {
  const std::string odt = testing::renderPackage(flatOdt("<text:p>{{testo}}</text:p>"), dataWith("*a*"));
  EXPECT_EQ(partOf(odt, "styles.xml").find("Quotations"), std::string::npos);
  EXPECT_EQ(testing::pageText(odt), "*a*");
}

TEST(RichText, AFieldOfThatMediaTypeNeedsNoFormat) {
  const Json data = dataWith("*a*\n\nb");
  const auto shape = inferShape(data);
  shape->properties.at("testo")->mediaType = "text/markdown";
  const auto odt = OdtTemplate::compile(flatOdt("<text:p>{{testo}}</text:p>"), *shape, OdtTemplate::Names::fromSchema);
  EXPECT_EQ(testing::pageText(odt.render({.data = data, .issueDate = "2026-01-01"})), "a¶b");
}

TEST(RichText, WithinALineOnlyOneParagraphFits) {
  EXPECT_EQ(markup("un *solo*", "<text:p>Ecco: {{testo|markdown}}.</text:p>"),
            "<text:p>Ecco: un <text:span text:style-name=\"Emphasis\">solo</text:span>.</text:p>");
  EXPECT_NE(wrong("a\n\nb", "<text:p>Ecco: {{testo|markdown}}.</text:p>").find("sta dentro una riga"), std::string::npos);
  EXPECT_NE(wrong("- a", "<text:h text:outline-level=\"1\">{{testo|markdown}}</text:h>").find("sta dentro una riga"), std::string::npos);
}

TEST(RichText, TitlesAndAttributesGetTheTextWithoutMarks) {
  const std::string flat = flatOdt("<text:p>x</text:p>", "", "", "<dc:title xmlns:dc=\"http://purl.org/dc/elements/1.1/\">{{testo|markdown}}</dc:title>");
  EXPECT_NE(partOf(testing::renderPackage(flat, dataWith("# A & **b**")), "meta.xml").find("A &amp; b"), std::string::npos);
}

TEST(RichText, ATableFitsACellButNoListItem) {
  constexpr const char* kTable = "|a|\n|-|\n|b|";
  EXPECT_NE(markup(kTable, "<table:table table:name=\"T\"><table:table-column/><table:table-row><table:table-cell>"
                           "<text:p>{{testo|markdown}}</text:p></table:table-cell></table:table-row></table:table>")
                .find("TabellaMarkdown"), std::string::npos);
  EXPECT_NE(wrong(kTable, "<text:list><text:list-item><text:p>{{testo|markdown}}</text:p></text:list-item></text:list>").find("tabella"),
            std::string::npos);
  EXPECT_NE(wrong("- |a|\n  |-|\n  |b|").find("tabella"), std::string::npos);
}

TEST(RichText, RefusesHtmlPicturesAndOtherAddresses) {
  for (const char* html : {"<b>a</b>", "a<br>b", "<!-- a -->", "<script>alert(1)</script>", "<?a?>", "<![CDATA[a]]>", "<!A>"})
    EXPECT_NE(wrong(html).find("codice HTML"), std::string::npos) << html;
  EXPECT_NE(wrong("![a](https://a.example/a.png)").find("immagine"), std::string::npos);
  for (const char* link : {"[a](javascript:alert(1))", "[a](file:///etc/passwd)", "[a](../a.odt)", "[a](stesura:firma/x/1)",
                           "[a](STESURA:firma)", "[a](data:text/html,a)", "<ftp://a.example>", "[a]( )", "[a](vnd.sun.star.script:x)"})
    EXPECT_NE(wrong(link).find("collegamento"), std::string::npos) << link;
  EXPECT_NE(wrong("[](https://a.example)").find("senza testo"), std::string::npos);
}

TEST(RichText, RefusesDefinitionsOfLinksThatWouldNotBePrinted) {
  for (const char* text : {"[Nota]: riservata", "Testo.\n\n[Nota]: riservata\n", "[^1]: riservata", "Testo[^1].\n\n[^1]: https://riservata.example",
                           "> [a]: riservata", "- [a]: riservata", "[a\nb]: riservata", "   [a]:\n  riservata", "[a]\r\n\r\n[a]: https://riservata.example",
                           "[a]: riservata \"<b>\"", "`[a]:`\n\n[a]: riservata"}) {
    EXPECT_NE(wrong(text).find("definizione di collegamento «[…]:»"), std::string::npos) << text;
    EXPECT_EQ(wrong(text).find("riservata"), std::string::npos) << text;
  }
  EXPECT_NE(wrong("[Nota]: riservata", "<text:p>a {{testo|markdown}} b</text:p>").find("definizione"), std::string::npos);
}

TEST(RichText, KeepsBracketsWithAColonThatAreText) {
  EXPECT_EQ(testing::pageText(rendered("Segue\n[Nota]: riservata")), "Capo¶Segue [Nota]: riservata");
  EXPECT_EQ(testing::pageText(rendered("\\[Nota]: riservata")), "Capo¶[Nota]: riservata");
  for (const char* text : {"`[a]: b`", "```\n[a]: b\n```", "    [a]: b", "[a](https://a.example): b", "<https://a.example/[b]:c>", "a \\]: b",
                           "| [a]: b |\n|:-:|\n| [c]: d |"})
    EXPECT_EQ(wrong(text), "") << text;
}

TEST(RichText, RefusesRowsWithMoreCellsThanTheHeader) {
  const std::string head = "| a | b |\n|---|---|\n";
  for (const std::string& text : std::vector<std::string>
       {head + "| 1 | 2 | PERSO |", head + "1 | 2 | PERSO", head + "| 1 | 2 | | PERSO", head + "| 1 | `2|PERSO` |", head + "|||PERSO|",
        "> | a | b |\n> |---|---|\n> | 1 | 2 | PERSO |", "| a | b |\r\n|---|---|\r\n| 1 | 2 | PERSO |\r\n",
        "- | a | b |\n  |---|---|\n  | 1 | 2 | PERSO |", "Prima\n\n" + head + "| 1 | 2 |\n| 1 | 2 | PERSO |\n\nDopo"}) {
    EXPECT_NE(wrong(text).find("riga più lunga della testata alla riga "), std::string::npos) << text;
    EXPECT_EQ(wrong(text).find("PERSO"), std::string::npos);
  }
  for (const char* row : {"| 1 | 2 |", "1 | 2", "| 1 | 2 | |", "| 1 \\| 1 | 2 |", "| 1 |", "| 1 | 2 \\| 2", "| 1 | 2 |  "})
    EXPECT_EQ(wrong(head + row), "") << row;
}

TEST(RichText, RefusesAReferenceToWhatIsNotThere) {
  EXPECT_NE(wrong("Vedi [](#durata).").find("«#durata»"), std::string::npos);
  EXPECT_EQ(wrong("Vedi [](#Mario%20Rossi).").find("Mario"), std::string::npos);
}

TEST(RichText, MayReferToABookmarkOfTheTemplate) {
  EXPECT_NE(markup("Vedi [il capo](#capo).", "<text:p><text:bookmark text:name=\"capo\"/>x</text:p><text:p>{{testo|markdown}}</text:p>")
                .find("xlink:href=\"#capo\""), std::string::npos);
}

TEST(RichText, RefusesCharactersThatXmlCannotHold) {
  EXPECT_NE(wrong(std::string("a\x01") + "0\x02").find("U+0001"), std::string::npos);
  EXPECT_NE(wrong("a&#1;b").find("U+0001"), std::string::npos);
  EXPECT_NE(wrong(std::string("a\0b", 3)).find("U+0000"), std::string::npos);
  EXPECT_NE(wrong("`a\xEF\xBF\xBE`").find("U+FFFE"), std::string::npos);
}

TEST(RichText, MarkupInValuesStaysText) {
  EXPECT_EQ(testing::pageText(rendered("{{#a}} &lt;x&gt; \\<text:p> {{{b}}} &amp;&quot;' ]]>")),
            "Capo¶{{#a}} <x> <text:p> {{{b}}} &\"' ]]>");
  EXPECT_NE(wrong("a[^1]\n\n[^1]: nota").find("collegamento"), std::string::npos);
  EXPECT_EQ(testing::pageText(rendered("a[^1]")), "Capo¶a[^1]");
}

// Whatever is typed either becomes a valid document or one sentence, and soon.
TEST(RichText, HostileTextNeitherBreaksNorHangs) {
  const std::vector<std::string> hostile = {
      repeated("*", 1 << 20), repeated("*", 90'000), repeated("> ", 10'000) + "a", repeated("- ", 10'000) + "a",
      repeated(">", 40'000) + repeated("a\n", 4'000), repeated("*a **a ", 12'000), repeated("[", 90'000), repeated("[a](", 20'000),
      repeated("![[]()", 15'000), repeated("`", 90'000), repeated("|a", 20'000) + "|\n" + repeated("|-", 20'000) + "|\n",
      repeated("a\n", 40'000) + "|-|\n", "|a|\n|-|\n" + repeated("|x|\n", 4'900), repeated("<!A ", 20'000), repeated("<? ", 20'000),
      repeated("\\", 90'000), repeated("&#x10FFFF;", 9'000), repeated("\n", 90'000), repeated("_a*", 30'000),
      "[a]: " + repeated("u", 50'000) + "\n\n" + repeated("[a]", 15'000), repeated("# ", 40'000), repeated("1. a\n", 4'999),
      repeated("***a", 20'000), repeated("~", 90'000), repeated("\t", 90'000), repeated("\xC2\xA0", 40'000)};
  for (const std::string& text : hostile) {
    const auto start = std::chrono::steady_clock::now();
    const std::string said = wrong(text);
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    EXPECT_LT(seconds, 5) << text.substr(0, 20);
    EXPECT_EQ(said.find("aaaa"), std::string::npos);
  }
  std::string nested;
  for (std::size_t depth = 0; depth < 300; ++depth) nested += repeated("  ", depth) + "- a\n";
  EXPECT_NE(wrong(nested), "");
  EXPECT_NE(wrong(repeated("*", 1 << 20)).find("100.000"), std::string::npos);
  EXPECT_NE(wrong(repeated("> ", 10'000) + "a").find("12 livelli"), std::string::npos);
  EXPECT_EQ(wrong("|a|\n|-|\n" + repeated("|x|\n", 4'900)), "");
}

TEST(RichText, ListsAndQuotesWithinEachOtherAreValid) {
  markup("> - a\n>   1. b\n>\n>      > c\n>\n>      # T\n> - \n\n1. x\n\n   ```\n   y\n   ```\n");
  markup("| a | b |\n|:-:|--:|\n| *x* | `y` |\n| solo |\n");
}

// docs/markdown.md shows what these two files make.
TEST(RichText, TheExampleOfTheGuideSaysWhatTheGuideShows) {
  const auto read = [](const char* name) {
    std::ifstream stream(std::string(STESURA_SOURCE_DIR) + "/docs/esempi/" + name, std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
  };
  const std::string odt = testing::renderPackage(read("markdown.fodt"), parseJson(read("markdown.json")));
  EXPECT_EQ(schemaFaults(odt), "");
  EXPECT_EQ(testing::pageText(odt),
            "Resoconto del 12 marzo 2026¶Il tavolo ha esaminato la proposta e ne ha discusso a lungo.¶Che cosa si fa¶si avvia "
            "la prova in due ambiti:¶Asola;¶Suzzara;¶si raccolgono i risultati.¶Ogni passaggio ha un responsabile e un "
            "tempo.¶Passaggio|Giorni¶Segnalazione|10¶Accoglienza|30¶Le regole sono sul sito della rete.¶Nota¶In breve: il "
            "tavolo approva la proposta, salvo conferma.");
}

TEST(Markdown, PlainTextJoinsBlocks) {
  EXPECT_EQ(plainText(readMarkdown("# A\n\nb *c*\n\n- d\n- e\n\n|f|g|\n|-|-|\n|h|i|").document), "A\n\nb c\n\nd\ne\n\nf\tg\nh\ti");
}

}  // namespace
}  // namespace stesura
