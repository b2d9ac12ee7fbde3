// Charts: what is drawn, what is refused, and that nothing leaves the picture.

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_ADVANCES_H
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <regex>
#include <set>

#include "chart_fixture.h"
#include "generator/picture/axis.h"
#include "generator/picture/chart.h"
#include "generator/picture/label.h"
#include "generator/picture/titillium_widths.h"

namespace stesura {
namespace {

std::string fault(const Json& chart, ChartRoom room = {}) {
  Drawing drawing;
  return drawChart(chart, room, drawing);
}

Drawing drawn(const Json& chart, ChartRoom room = {}) {
  Drawing drawing;
  EXPECT_EQ(drawChart(chart, room, drawing), "");
  return drawing;
}

ChartRoom roomFor(const NamedChart& chart) {
  return chart.name == "gantt_lungo" ? ChartRoom{453, 620} : ChartRoom{};
}

Json simple() { return sampleCharts()[0].chart; }

std::string unescaped(std::string text) {
  for (const auto& [from, to] : std::initializer_list<std::pair<const char*, const char*>>{
           {"&lt;", "<"}, {"&gt;", ">"}, {"&quot;", "\""}, {"&amp;", "&"}})
    for (std::size_t at = 0; (at = text.find(from, at)) != text.npos; ++at)
      text.replace(at, std::string_view(from).size(), to);
  return text;
}

// Every word of the picture with the box that it takes, turned as it is.
void expectWordsInside(const std::string& name, const Drawing& drawing) {
  static const std::regex kText(
      R"re(<text x="([-\d.]+)" y="([-\d.]+)" font-size="([-\d.]+)"( font-weight="bold")?(?: text-anchor="(\w+)")? fill="[^"]*"(?: transform="rotate\(([-\d.]+) [^"]*")?>([^<]*)</text>)re");
  std::size_t words = 0;
  for (std::sregex_iterator at(drawing.svg.begin(), drawing.svg.end(), kText), end; at != end;
       ++at) {
    const std::smatch& text = *at;
    ++words;
    const double x = std::stod(text[1]), y = std::stod(text[2]), size = std::stod(text[3]);
    const double width =
        textWidth(unescaped(text[7]), size, text[4].matched ? Weight::bold : Weight::regular);
    const double start = text[5] == "middle" ? -width / 2 : text[5] == "end" ? -width : 0;
    const double turn = text[6].matched ? std::stod(text[6]) * 3.14159265 / 180 : 0;
    for (const double along : {start, start + width}) {
      for (const double above : {-size * 0.75, size * 0.22}) {
        const double px = x + along * std::cos(turn) - above * std::sin(turn);
        const double py = y + along * std::sin(turn) + above * std::cos(turn);
        EXPECT_GE(px, -0.6) << name << ": " << text[7];
        EXPECT_LE(px, drawing.width + 0.6) << name << ": " << text[7];
        EXPECT_GE(py, -0.6) << name << ": " << text[7];
        EXPECT_LE(py, drawing.height + 0.6) << name << ": " << text[7];
      }
    }
  }
  std::size_t all = 0;
  for (std::size_t at = 0; (at = drawing.svg.find("<text", at)) != drawing.svg.npos; ++at) ++all;
  EXPECT_EQ(words, all) << name;
}

TEST(Chart, KeepsEveryWordInsideThePicture) {
  for (const auto& set : {sampleCharts(), difficultCharts()}) {
    for (const NamedChart& chart : set)
      expectWordsInside(chart.name, drawn(chart.chart, roomFor(chart)));
  }
}

TEST(Chart, KeepsEveryWordInsideASmallPicture) {
  for (const auto& set : {sampleCharts(), difficultCharts()}) {
    for (const NamedChart& chart : set) {
      Drawing drawing;
      if (drawChart(chart.chart, {200, 140}, drawing).empty())
        expectWordsInside(chart.name, drawing);
    }
  }
}

TEST(Chart, HasTheSameBytesEachTime) {
  for (const NamedChart& chart : sampleCharts())
    EXPECT_EQ(drawn(chart.chart).svg, drawn(chart.chart).svg) << chart.name;
}

TEST(Chart, HoldsNothingThatRunsFetchesOrShinesThrough) {
  for (const auto& set : {sampleCharts(), difficultCharts()}) {
    for (const NamedChart& chart : set) {
      const std::string svg = drawn(chart.chart, roomFor(chart)).svg;
      for (const char* forbidden :
           {"<script", "href", "url(", "opacity", "<image", "<style", "nan", "inf"})
        EXPECT_EQ(svg.find(forbidden), svg.npos) << chart.name << " has " << forbidden;
    }
  }
}

TEST(Chart, TellsSeriesApartInGreyPrint) {
  const std::string svg = drawn(difficultCharts()[5].chart).svg;  // twelve series
  std::set<std::string> looks;
  static const std::regex kFill(
      "<rect [^>]*fill=\"(#[0-9a-f]{6})\"/>(<path d=\"[^\"]*\" fill=\"none\" "
      "stroke=\"(#[0-9a-f]{6})\")?");
  for (std::sregex_iterator at(svg.begin(), svg.end(), kFill), end; at != end; ++at)
    looks.insert((*at)[1].str() + (*at)[3].str());
  EXPECT_GE(looks.size(), 12u);
}

TEST(Chart, WritesNumbersAsItalianDocumentsDo) {
  Json chart = {{"tipo", "barre"},
                {"categorie", {"a", "b"}},
                {"serie", Json::array({{{"nome", "x"}, {"valori", {1234.5, -20000}}}})}};
  const std::string svg = drawn(chart).svg;
  EXPECT_NE(svg.find(">1.234,5<"), svg.npos);
  EXPECT_NE(svg.find(">−20.000"), svg.npos);
}

TEST(Chart, EndsSharesOfAWholeAtAHundred) {
  Json chart = {{"tipo", "barre_impilate"},
                {"unita", "%"},
                {"categorie", {"a"}},
                {"serie", Json::array({{{"nome", "x"}, {"valori", {17}}},
                                       {{"nome", "y"}, {"valori", {42}}},
                                       {{"nome", "z"}, {"valori", {42}}}})}};
  EXPECT_EQ(drawn(chart).svg.find(">125<"), std::string::npos);
  chart["unita"] = "persone";
  EXPECT_NE(drawn(chart).svg.find(">125<"), std::string::npos);
}

TEST(Chart, WritesNumbersOverTheTargetLine) {
  const std::string svg = drawn(simple()).svg;
  // The number of a bar as high as its target stands behind the dashed line in the file.
  EXPECT_GT(svg.rfind(">12</text>"), svg.rfind("stroke-dasharray"));
}

TEST(Chart, TellsLargeAndSmallNumbersByAFactor) {
  Json chart = {{"tipo", "barre"},
                {"unita", "euro"},
                {"categorie", {"a"}},
                {"serie", Json::array({{{"nome", "x"}, {"valori", {3'000'000}}}})}};
  EXPECT_NE(drawn(chart).svg.find("milioni di euro"), std::string::npos);
  chart["serie"][0]["valori"][0] = 4e15;
  EXPECT_NE(drawn(chart).svg.find("euro × 10¹⁵"), std::string::npos);
  chart["serie"][0]["valori"][0] = 2e-9;
  EXPECT_NE(drawn(chart).svg.find("euro × 10⁻⁹"), std::string::npos);
}

TEST(Chart, BreaksALineWhereAValueIsMissing) {
  Json chart = {{"tipo", "linee"},
                {"categorie", {"a", "b", "c", "d", "e"}},
                {"serie", Json::array({{{"nome", "x"}, {"valori", {1, 2, nullptr, 3, 4}}}})}};
  const std::string svg = drawn(chart).svg;
  std::size_t pieces = 0;
  for (std::size_t at = 0;
       (at = svg.find("stroke=\"#0b3c6f\" stroke-width=\"1.6\"", at)) != svg.npos; ++at)
    ++pieces;
  EXPECT_EQ(pieces, 2u);
}

TEST(Chart, RefusesWhatIsNoChart) {
  EXPECT_EQ(fault(Json("x")), "non è un grafico");
  EXPECT_EQ(fault(Json::object()), "non è un grafico: manca «tipo»");
  EXPECT_NE(fault({{"tipo", "torta"}}).find("«tipo» sconosciuto"), std::string::npos);
  EXPECT_EQ(fault({{"tipo", "barre"}}), "non ha dati: l'elenco «categorie» manca o è vuoto");
  EXPECT_EQ(fault({{"tipo", "barre"}, {"categorie", {"a"}}}),
            "non ha dati: l'elenco «serie» manca o è vuoto");
  EXPECT_EQ(fault({{"tipo", "gantt"}, {"attivita", Json::array()}}),
            "non ha dati: l'elenco «attivita» manca o è vuoto");
  Json chart = simple();
  chart["serie"][0]["valori"].push_back(1);
  EXPECT_EQ(fault(chart), "ha una serie con un numero di valori diverso dalle categorie");
  chart = simple();
  chart["serie"][0]["valori"][0] = "molti";
  EXPECT_EQ(fault(chart), "ha fra i valori qualcosa che non è un numero");
  chart = simple();
  chart["serie"][0]["valori"][0] = 1e300;
  EXPECT_EQ(fault(chart), "ha un valore troppo grande per un grafico");
  chart = simple();
  chart["obiettivo"] = 5;
  EXPECT_NE(fault(chart), "");
  chart = simple();
  chart["titolo"] = "a\x01";
  EXPECT_EQ(fault(chart), "contiene il carattere U+0001, che un documento non può contenere");
}

TEST(Chart, RefusesTasksWithoutGoodDates) {
  const auto task = [](Json begin, Json end) {
    return Json{
        {"tipo", "gantt"},
        {"attivita", Json::array({{{"etichetta", "x"}, {"inizio", begin}, {"fine", end}}})}};
  };
  EXPECT_EQ(fault(task("2026-03-12", "2026-03-11")),
            "ha un'attività che finisce prima di cominciare");
  EXPECT_EQ(fault(task("domani", "2026-03-11")), "ha un'attività la cui «inizio» non è una data");
  EXPECT_EQ(fault(task("2026-02-30", "2026-03-11")),
            "ha un'attività la cui «inizio» non è una data");
  EXPECT_EQ(fault(task("2026-03-12", "poi")), "ha un'attività la cui «fine» non è una data");
  EXPECT_EQ(fault(task("2026-03", "2026-03")), "");
}

TEST(Chart, NamesTheBoundThatItExceeds) {
  Json chart = simple();
  for (int at = 0; at < 10000; ++at) chart["categorie"].push_back("x");
  EXPECT_EQ(fault(chart), "ha più di 60 categorie");
  chart = simple();
  for (int at = 0; at < 12; ++at) chart["serie"].push_back(chart["serie"][0]);
  EXPECT_EQ(fault(chart), "ha più di 12 serie");
  Json gantt = sampleCharts()[4].chart;
  for (int at = 0; at < 120; ++at) gantt["attivita"].push_back(gantt["attivita"][0]);
  EXPECT_EQ(fault(gantt), "ha più di 120 attività");
  EXPECT_NE(fault(difficultCharts()[4].chart, {90, 60}).find("ingrandire la cornice"),
            std::string::npos);
  EXPECT_NE(fault(simple(), {0, 0}).find("ingrandire la cornice"), std::string::npos);
}

TEST(Chart, IsDescribedInWords) {
  const std::string words = describeChart(simple());
  EXPECT_TRUE(words.starts_with(
      "Grafico a barre «Presenze per tipo di ente», persone. Primo incontro: ASST 6; Comuni 11"))
      << words;
  EXPECT_LE(describeChart(difficultCharts()[10].chart).size(), 1100u);
  Json own = simple();
  own["testo_alternativo"] = "Le presenze crescono.";
  EXPECT_EQ(describeChart(own), "Le presenze crescono.");
}

TEST(Chart, FiveHundredAreDrawnInASecond) {
  const auto begin = std::chrono::steady_clock::now();
  for (int at = 0; at < 100; ++at)
    for (const NamedChart& chart : sampleCharts()) drawn(chart.chart);
  const auto took = std::chrono::steady_clock::now() - begin;
  // 2 ms a chart are promised; the sanitizers take ten times as long.
  EXPECT_LT(took, std::chrono::seconds(10));
  RecordProperty(
      "microsecondsEach",
      static_cast<int>(std::chrono::duration_cast<std::chrono::microseconds>(took).count() / 500));
}

TEST(Axis, HasRoundTicksAroundTheValues) {
  for (const auto& [least, most] : std::initializer_list<std::pair<double, double>>{{0, 1},
                                                                                    {0, 7},
                                                                                    {-3, 12},
                                                                                    {-5, -1},
                                                                                    {0, 1e-9},
                                                                                    {0, 9.9e14},
                                                                                    {-1e99, 1e99},
                                                                                    {3, 3},
                                                                                    {0, 0}}) {
    const Axis axis = makeAxis(least, most, 5, Zero::shown, AxisSteps::any);
    EXPECT_LE(axis.low, least);
    EXPECT_GE(axis.high * (1 + 1e-9), most);
    EXPECT_LE(axis.ticks().size(), 12u);
    EXPECT_GE(axis.ticks().size(), 2u);
  }
  EXPECT_GE(makeAxis(95, 98, 5, Zero::mayBeFar, AxisSteps::any).low, 90);
  EXPECT_EQ(makeAxis(0, 3, 5, Zero::shown, AxisSteps::whole).step, 1);
}

TEST(Label, ShortensToTheRoom) {
  EXPECT_EQ(shortened("Servizio", 200, 8.5), "Servizio");
  const std::string cut = shortened("Servizio territoriale", 50, 8.5);
  EXPECT_TRUE(cut.ends_with("…"));
  EXPECT_LE(textWidth(cut, 8.5), 50);
  EXPECT_EQ(wrapped("uno due tre", 20, 3, 8.5).lines.size(), 3u);
  EXPECT_FALSE(wrapped("parolalunghissimissima", 20, 3, 8.5).whole);
}

TEST(Label, LosesWhatTurnsTheReadingDirection) {
  std::string label;
  EXPECT_EQ(readLabel("a\u202Eb\u2066c\n\t d ", label), "");
  EXPECT_EQ(label, "abc d");
  EXPECT_EQ(readLabel(std::string(10000, 'x'), label), "");
  EXPECT_LT(label.size(), 410u);
}

// The table must be that of the fonts which the page is set with.
TEST(Label, KnowsTheWidthsOfTheFont) {
  FT_Library library = nullptr;
  ASSERT_EQ(FT_Init_FreeType(&library), 0);
  const std::string folder =
      std::string(STESURA_SOURCE_DIR) + "/build/fonts/titillium-web-v10-latin-ext_latin-";
  const auto check = [&](const char* file, const auto& latin, const auto& punctuation) {
    FT_Face face = nullptr;
    ASSERT_EQ(FT_New_Face(library, (folder + file).c_str(), 0, &face), 0);
    const auto width = [&](unsigned c) -> long {
      const FT_UInt glyph = FT_Get_Char_Index(face, c);
      FT_Fixed advance = 0;
      if (glyph == 0 || FT_Get_Advance(face, glyph, FT_LOAD_NO_SCALE, &advance) != 0) return 0;
      return (advance * 1000 + face->units_per_EM - 1) / face->units_per_EM;
    };
    for (unsigned at = 0; at < latin.size(); ++at) EXPECT_EQ(latin[at], width(0x20 + at)) << at;
    for (unsigned at = 0; at < punctuation.size(); ++at)
      EXPECT_EQ(punctuation[at], width(0x2010 + at)) << at;
    FT_Done_Face(face);
  };
  check("regular.ttf", kRegularLatin, kRegularPunctuation);
  check("700.ttf", kBoldLatin, kBoldPunctuation);
  FT_Done_FreeType(library);
}

}  // namespace
}  // namespace stesura
