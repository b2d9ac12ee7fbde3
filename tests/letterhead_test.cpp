// Letterheads by themselves: what is taken, what is refused in words, how they come onto a layout.

#include <gtest/gtest.h>

#include <ctime>

#include "generator/odf/letterhead.h"
#include "generator/odf/template.h"
#include "generator/schema/field.h"
#include "tests/letterhead_fixture.h"
#include "tests/odt_text.h"

namespace stesura {
namespace {

using testing::LetterheadParts;

// Of this process: other work on the machine does not count.
double processorSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

std::string refusalOf(const std::string& bytes) {
  try {
    Letterhead::read(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    std::string all = error.sentence();
    for (const Problem& problem : error.problems()) all += "\n" + problem.message + " " + problem.hint + " [" + problem.place + "]";
    return all;
  }
  return {};
}

std::string refusalOf(const LetterheadParts& parts) { return refusalOf(testing::letterhead(parts)); }

std::string warningsOf(const LetterheadParts& parts) {
  std::string all;
  const Letterhead letterhead = Letterhead::read(testing::letterhead(parts));
  for (const Problem& problem : letterhead.warnings()) all += problem.message + "\n";
  return all;
}

LetterheadParts withHeader(const std::string& inside) {
  LetterheadParts parts;
  parts.header = "<style:header><text:p>Ente di prova</text:p>" + inside + "</style:header>";
  return parts;
}

bool holds(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A document over a flat layout with a letterhead.
std::string document(const std::string& layout, const std::string& paper, const MergeOrder& order) {
  const Letterhead letterhead = Letterhead::read(paper);
  const std::unique_ptr<Field> shape = inferShape(order.data);
  return OdtTemplate::compile(layout, *shape, OdtTemplate::Names::fromData, {}, &letterhead).render(order);
}

std::string document(const std::string& layout, const std::string& paper) {
  const Json data = {{"nome", "Prova"}};
  return document(layout, paper, {.data = data, .issueDate = "2026-03-12"});
}

std::string headerOf(const std::string& odt) {
  const std::string styles = testing::partOf(odt, "styles.xml");
  return styles.substr(styles.find("<style:header", styles.find("<office:master-styles")), 4000);
}

constexpr const char* kOwnHeader =
    "<style:master-page style:name=\"Standard\" style:page-layout-name=\"foglio\"><style:header><text:p text:style-name=\"P1\">"
    "Del modello {{nome}}</text:p></style:header><style:footer><text:p text:style-name=\"Footer\">pagina del modello</text:p>"
    "</style:footer></style:master-page>";
constexpr const char* kOwnStyles =
    "<style:style style:name=\"P1\" style:family=\"paragraph\"><style:text-properties fo:color=\"#123456\"/></style:style>"
    "<style:style style:name=\"fr1\" style:family=\"graphic\"><style:graphic-properties style:vertical-pos=\"bottom\"/></style:style>"
    "<style:page-layout style:name=\"foglio\"><style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" fo:margin=\"2cm\"/>"
    "<style:header-style><style:header-footer-properties svg:height=\"1cm\"/></style:header-style></style:page-layout>";

std::string layoutWithHeader() { return testing::flatOdt("<text:p>Corpo {{nome}}</text:p>", kOwnStyles, kOwnHeader); }

TEST(Letterhead, IsTakenWithItsLogo) {
  EXPECT_EQ(refusalOf(LetterheadParts{}), "");
  EXPECT_EQ(warningsOf({}), "");
  EXPECT_EQ(refusalOf(testing::guideLetterhead()), "");
}

TEST(Letterhead, RefusesAFileWithNeitherHeaderNorFooter) {
  LetterheadParts parts;
  parts.header = parts.footer = "";
  parts.body = "<text:p>Il logo è qui</text:p>";
  EXPECT_TRUE(holds(refusalOf(parts), "né intestazione né piè di pagina"));
  EXPECT_TRUE(holds(refusalOf(parts), "Inserisci ▸ Intestazione"));
  EXPECT_TRUE(holds(refusalOf(testing::odtWith("<text:p/>")), "né intestazione né piè di pagina"));  // no page style at all
  parts.header = "<style:header style:display=\"false\"><text:p>Spenta</text:p></style:header>";
  EXPECT_TRUE(holds(refusalOf(parts), "né intestazione né piè di pagina"));
}

TEST(Letterhead, RefusesTagsWhereverTheyStand) {
  for (const char* tag : {"<text:p>{{ente_produttore.denominazione}}</text:p>", "<text:p>{{<text:span>no</text:span>me}}</text:p>",
                          "<text:p>resta {{ aperto</text:p>", "<text:p><text:a xlink:type=\"simple\" xlink:href=\"https://{{sito}}\">x</text:a></text:p>",
                          "<table:table table:name=\"T\"><table:table-column/><table:table-row><table:table-cell><text:p>{{#a}}</text:p></table:table-cell></table:table-row></table:table>"}) {
    EXPECT_TRUE(holds(refusalOf(withHeader(tag)), "segnaposto")) << tag;
  }
}

TEST(Letterhead, RefusesALogoWithoutDescription) {
  LetterheadParts parts;
  parts.header = "<style:header><text:p>Ente" + testing::logo("Pictures/logo.png", "") + "</text:p></style:header>";
  const std::string said = refusalOf(parts);
  EXPECT_TRUE(holds(said, "Immagine1")) << said;
  EXPECT_TRUE(holds(said, "non ha il testo alternativo")) << said;
  EXPECT_TRUE(holds(said, "[Ente]")) << said;
  parts.header = "<style:header><text:p>Ente" + testing::logo("Pictures/logo.png", "<svg:title> </svg:title>") + "</text:p></style:header>";
  EXPECT_TRUE(holds(refusalOf(parts), "non ha il testo alternativo"));
}

TEST(Letterhead, RefusesWhatChangesOrRuns) {
  const std::pair<const char*, const char*> kCases[] = {
      {"<text:p>Oggi <text:date>2026-01-01</text:date></text:p>", "la data o l’ora"},
      {"<text:p>Autore <text:author-name>x</text:author-name></text:p>", "cambia da sé"},
      {"<text:p>Campo <text:user-defined text:name=\"x\">x</text:user-defined></text:p>", "cambia da sé"},
      {"<text:p>Macro <text:execute-macro text:name=\"x\">x</text:execute-macro></text:p>", "esegue una macro"},
      {"<text:p>Oggetto <draw:frame><draw:object-ole xlink:href=\"./Object 1\"/></draw:frame></text:p>", "oggetto"},
      {"<text:p>Applet <draw:frame><draw:applet/></draw:frame></text:p>", "programma"},
      {"<text:p>Sotto <draw:frame><draw:floating-frame xlink:href=\"http://esempio.example\"/></draw:frame></text:p>", "carica un'altra pagina"},
      {"<text:p>Fuori <draw:frame><draw:image xlink:href=\"https://esempio.example/l.png\"/></draw:frame></text:p>", "collegata a"},
      {"<text:p>Locale <draw:frame><draw:image xlink:href=\"file:///etc/passwd\"/></draw:frame></text:p>", "collegata a"},
      {"<text:p>Modulo <draw:control draw:control=\"c1\"/></text:p>", "campo di modulo"},
      {"<text:p>Nota <text:note text:note-class=\"footnote\"><text:note-citation>1</text:note-citation><text:note-body><text:p>x</text:p></text:note-body></text:note></text:p>", "una nota"},
      {"<text:p>Ignoto <text:campo-nuovo>x</text:campo-nuovo></text:p>", "cambia da sé"},
      {"<text:table-of-content text:name=\"i\"><text:index-body/></text:table-of-content>", "un indice"},
  };
  for (const auto& [header, words] : kCases) {
    const std::string said = refusalOf(withHeader(header));
    EXPECT_TRUE(holds(said, words)) << header << "\n" << said;
  }
  EXPECT_TRUE(holds(refusalOf(withHeader("<text:p>Oggi è <text:date>2026</text:date></text:p>")), "[Oggi è 2026]"));
}

TEST(Letterhead, RefusesMacrosInTheFile) {
  LetterheadParts parts;
  parts.entries.push_back({"Basic/Standard/Modulo.xml", "<x/>", "text/xml"});
  EXPECT_TRUE(holds(refusalOf(parts), "macro"));
}

TEST(Letterhead, RefusesPicturesThatAreTooLarge) {
  LetterheadParts parts;
  std::string noise(1200000, '\0');
  unsigned state = 1;
  for (char& byte : noise) byte = static_cast<char>((state = state * 1664525u + 1013904223u) >> 24);
  parts.entries[0].bytes += noise;  // behind the end of the picture
  const std::string said = refusalOf(parts);
  EXPECT_TRUE(holds(said, "troppo grande")) << said;
  EXPECT_TRUE(holds(said, "Ente di prova")) << said;
  // A PNG whose header promises more points than a memory holds.
  parts.entries[0].bytes = testing::smallPng();
  parts.entries[0].bytes.replace(16, 8, std::string("\x00\x01\x00\x00\x00\x01\x00\x00", 8));
  EXPECT_NE(refusalOf(parts), "");
}

TEST(Letterhead, RefusesArchivesThatUnfold) {
  LetterheadParts parts;
  parts.entries.push_back({"Pictures/bomba.png", std::string(20u << 20, '\0'), "image/png"});
  const double begin = processorSeconds();
  EXPECT_NE(refusalOf(parts), "");
  EXPECT_LT(processorSeconds() - begin, 5);
}

TEST(Letterhead, TakesTenThousandStylesButNotAllInUse) {
  std::string styles, paragraphs;
  for (int at = 0; at < 10000; ++at) {
    const std::string name = "S" + std::to_string(at);
    styles += "<style:style style:name=\"" + name + "\" style:family=\"paragraph\" style:parent-style-name=\"Standard\"/>";
    if (at < 1500) paragraphs += "<text:p text:style-name=\"" + name + "\">x</text:p>";
  }
  LetterheadParts parts;
  parts.styles = styles;
  const double begin = processorSeconds();
  EXPECT_EQ(refusalOf(parts), "");
  const std::string odt = document(layoutWithHeader(), testing::letterhead(parts));
  EXPECT_LT(testing::partOf(odt, "styles.xml").size(), 60000u) << "only those in use come along";
  parts.header = "<style:header>" + paragraphs + "</style:header>";
  EXPECT_TRUE(holds(refusalOf(parts), "troppi stili"));
  EXPECT_LT(processorSeconds() - begin, 20);
}

TEST(Letterhead, RefusesTooManyElementsAndStylesThatGoRound) {
  std::string many;
  for (int at = 0; at < 2100; ++at) many += "<text:p>x</text:p>";
  EXPECT_TRUE(holds(refusalOf(withHeader(many)), "troppi elementi"));
  LetterheadParts parts;
  parts.styles = "<style:style style:name=\"A\" style:family=\"paragraph\" style:parent-style-name=\"B\"/>"
                 "<style:style style:name=\"B\" style:family=\"paragraph\" style:parent-style-name=\"A\"/>";
  parts.header = "<style:header><text:p text:style-name=\"A\">Giro</text:p></style:header>";
  EXPECT_EQ(refusalOf(parts), "");
}

TEST(Letterhead, RefusesMarginsThatLeaveNoRoom) {
  LetterheadParts parts;
  parts.margins = "fo:margin-top=\"1.5cm\" fo:margin-bottom=\"1.5cm\" fo:margin-left=\"6cm\" fo:margin-right=\"5cm\"";
  EXPECT_TRUE(holds(refusalOf(parts), "meno di 12 cm di larghezza"));
  parts.margins = "fo:margin=\"2cm\"";
  parts.headerStyle = "<style:header-style><style:header-footer-properties fo:min-height=\"18cm\"/></style:header-style>";
  EXPECT_TRUE(holds(refusalOf(parts), "meno di 12 cm di altezza"));
}

TEST(Letterhead, KeepsToTheClosedSetOfFonts) {
  LetterheadParts parts;
  parts.fonts = "<style:font-face style:name=\"F1\" svg:font-family=\"'Comic Sans MS'\"/>";
  const std::string said = refusalOf(parts);
  EXPECT_TRUE(holds(said, "Comic Sans MS")) << said;
  EXPECT_TRUE(holds(said, "Titillium Web")) << said;
  parts.fonts = "<style:font-face style:name=\"F1\" svg:font-family=\"Arial, sans-serif\"/>";
  EXPECT_EQ(refusalOf(parts), "");
  EXPECT_TRUE(holds(warningsOf(parts), "Liberation Sans"));
  EXPECT_TRUE(holds(testing::partOf(document(layoutWithHeader(), testing::letterhead(parts)), "styles.xml"), "'Liberation Sans'"));
}

TEST(Letterhead, WarnsOfWhatDoesNotComeAlong) {
  LetterheadParts parts;
  parts.body = "<text:p>Gentile signora</text:p>";
  EXPECT_TRUE(holds(warningsOf(parts), "non fanno parte della carta"));
  parts.body = "<text:p/>";
  parts.margins += " fo:background-color=\"#ffeecc\"";
  EXPECT_TRUE(holds(warningsOf(parts), "sfondo della pagina"));
  EXPECT_TRUE(holds(warningsOf(withHeader("<text:p>pag. <text:page-number/></text:p>")), "si leggerà due volte"));
}

TEST(Letterhead, StandsAboveTheHeaderOfTheLayoutAndBeneathItsFooter) {
  const std::string odt = document(layoutWithHeader(), testing::letterhead());
  const std::string text = testing::pageText(odt, "styles.xml");
  const auto at = [&](const char* words) { return text.find(words); };
  EXPECT_LT(at("Ente di prova"), at("Del modello Prova")) << text;
  EXPECT_LT(at("Del modello Prova"), at("pagina del modello")) << text;
  EXPECT_LT(at("pagina del modello"), at("Via di prova 1")) << text;
  EXPECT_EQ(testing::schemaFaults(odt), "");
  EXPECT_EQ(testing::repeatedNames(odt), "");
}

TEST(Letterhead, MixesNoStylesAndNoPicturesOfEqualNames) {
  std::string layout = layoutWithHeader();
  const std::string odt = document(layout, testing::letterhead());
  const std::string styles = testing::partOf(odt, "styles.xml");
  EXPECT_TRUE(holds(styles, "style:name=\"P1\"")) << "the layout's";
  EXPECT_TRUE(holds(styles, "style:name=\"Carta_P1\"")) << "the letterhead's";
  EXPECT_TRUE(holds(styles, "#123456"));
  EXPECT_TRUE(holds(headerOf(odt), "text:style-name=\"Carta_P1\""));
  EXPECT_TRUE(holds(headerOf(odt), "text:style-name=\"P1\""));
  // A layout with a picture of the same name but other bytes, and styles that begin as ours.
  const std::string own = testing::odtWith(
      "<text:p>" + testing::logo("Pictures/logo.png") + "</text:p>", {{"Pictures/logo.png", testing::smallPng(7), "image/png"}},
      "<office:automatic-styles><style:style style:name=\"Carta_P1\" style:family=\"paragraph\"/>"
      "<style:style style:name=\"fr1\" style:family=\"graphic\"/></office:automatic-styles>");
  const std::string both = document(own, testing::letterhead());
  EXPECT_EQ(testing::partOf(both, "Pictures/logo.png"), testing::smallPng(7));
  EXPECT_TRUE(holds(headerOf(both), "Pictures/carta-"));
  EXPECT_TRUE(holds(headerOf(both), "Carta2_P1"));
  EXPECT_EQ(testing::schemaFaults(both), "");
}

TEST(Letterhead, GivesHeadersToLayoutsThatHaveNone) {
  const std::string odt = document(testing::odtWith("<text:p>Corpo</text:p>"), testing::letterhead());
  EXPECT_TRUE(holds(testing::pageText(odt, "styles.xml"), "Ente di prova"));
  EXPECT_TRUE(holds(testing::partOf(odt, "styles.xml"), "fo:margin-left=\"2.500cm\""));
  EXPECT_EQ(testing::schemaFaults(odt), "");
}

TEST(Letterhead, KeepsTheMarksOfDraftsAndCopies) {
  const Json data = {{"nome", "Prova"}};
  MergeOrder order{.data = data, .issueDate = "2026-03-12"};
  order.draft = DraftPrinting::on;
  order.draftMark = "BOZZA: mancano 3 dati";
  order.copyMark = "Copia per il Comune di Rho";
  for (const std::string& paper : {testing::letterhead(), testing::guideLetterhead()}) {
    const std::string odt = document(layoutWithHeader(), paper, order);
    const std::string text = testing::pageText(odt, "styles.xml");
    EXPECT_TRUE(holds(text, "BOZZA: mancano 3 dati"));
    EXPECT_TRUE(holds(text, "Copia per il Comune di Rho"));
    EXPECT_TRUE(holds(text, "Del modello Prova"));
    EXPECT_EQ(testing::schemaFaults(odt), "");
    EXPECT_EQ(testing::repeatedNames(odt), "");
  }
}

TEST(Letterhead, GivesTheFirstPageItsOwn) {
  const std::string odt = document(layoutWithHeader(), testing::guideLetterhead());
  const std::string styles = testing::partOf(odt, "styles.xml");
  EXPECT_TRUE(holds(styles, "style:next-style-name=\"Carta.seguito\"")) << styles;
  EXPECT_TRUE(holds(styles, "style:name=\"Carta.seguito\""));
  EXPECT_EQ(testing::schemaFaults(odt), "");
  EXPECT_EQ(testing::repeatedNames(odt), "");
  LetterheadParts parts;
  parts.header += "<style:header-first><text:p>Solo sulla prima</text:p></style:header-first>";
  const std::string first = document(layoutWithHeader(), testing::letterhead(parts));
  const std::string text = testing::pageText(first, "styles.xml");
  EXPECT_TRUE(holds(text, "Solo sulla prima"));
  EXPECT_TRUE(holds(text, "Ente di prova"));
  EXPECT_EQ(testing::schemaFaults(first), "");
}

TEST(Letterhead, ComesIntoTheHeadersOfLeftAndFirstPages) {
  std::string pages = kOwnHeader;
  pages.insert(pages.find("<style:footer>"), "<style:header-left><text:p>Pari {{nome}}</text:p></style:header-left>"
                                             "<style:header-first><text:p>Prima {{nome}}</text:p></style:header-first>");
  const std::string odt = document(testing::flatOdt("<text:p>Corpo</text:p>", kOwnStyles, pages), testing::letterhead());
  const std::string text = testing::pageText(odt, "styles.xml");
  std::size_t count = 0;
  for (std::size_t at = text.find("Ente di prova"); at != std::string::npos; at = text.find("Ente di prova", at + 1)) ++count;
  EXPECT_EQ(count, 3u) << text;
  EXPECT_EQ(testing::schemaFaults(odt), "");
  EXPECT_EQ(testing::repeatedNames(odt), "");
  LetterheadParts mirrored;
  mirrored.header += "<style:header-left><text:p>Carta pari</text:p></style:header-left>";
  const std::string left = document(layoutWithHeader(), testing::letterhead(mirrored));
  EXPECT_TRUE(holds(testing::pageText(left, "styles.xml"), "Carta pari"));
  EXPECT_TRUE(holds(testing::partOf(left, "styles.xml"), "<style:header-left>"));
  EXPECT_EQ(testing::schemaFaults(left), "");
}

TEST(Letterhead, LetsTabsFollowTheMargin) {
  std::string styles = kOwnStyles;
  styles += "<style:style style:name=\"Piede\" style:family=\"paragraph\"><style:paragraph-properties><style:tab-stops>"
            "<style:tab-stop style:position=\"17cm\" style:type=\"right\"/><style:tab-stop style:position=\"3cm\"/>"
            "</style:tab-stops></style:paragraph-properties></style:style>";
  std::string pages = kOwnHeader;
  pages.replace(pages.find("\"Footer\""), 8, "\"Piede\"");
  const std::string odt = document(testing::flatOdt("<text:p>x</text:p>", styles, pages), testing::letterhead());
  const std::string part = testing::partOf(odt, "styles.xml");
  EXPECT_TRUE(holds(part, "style:position=\"16.000cm\"")) << "2.5 cm on either side of 21";
  EXPECT_TRUE(holds(part, "style:position=\"3cm\""));
  EXPECT_TRUE(holds(part, "fo:min-height=\"1cm\"")) << "a fixed height would cut the letterhead";
}

TEST(Letterhead, IsPutOnTheSameWayEveryTime) {
  EXPECT_EQ(document(layoutWithHeader(), testing::guideLetterhead()), document(layoutWithHeader(), testing::guideLetterhead()));
}

}  // namespace
}  // namespace stesura
