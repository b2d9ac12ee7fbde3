// Pictures, QR codes and charts in the frames of a template.

#include <gtest/gtest.h>

#include <algorithm>

#include "chart_fixture.h"
#include "generator/odf/data_picture.h"
#include "generator/odf/package.h"
#include "generator/odf/template.h"
#include "generator/picture/pixels.h"
#include "odt_text.h"

namespace stesura {
namespace {

using namespace testing;

bool tells(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

std::size_t countOf(std::string_view text, std::string_view part) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = text.find(part, at)) != text.npos; ++at) ++count;
  return count;
}

// A frame of 8 × 4 cm with a placeholder picture.
std::string frame(const std::string& name, const std::string& title = "",
                  const std::string& more = "") {
  return "<draw:frame draw:name=\"" + name +
         "\" text:anchor-type=\"as-char\" svg:width=\"8cm\" svg:height=\"4cm\" " + more +
         "><draw:image><office:binary-data>"
         "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+"
         "M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
         "</office:binary-data></draw:image>" +
         (title.empty() ? "" : "<svg:title>" + title + "</svg:title>") + "</draw:frame>";
}
std::string line(const std::string& inner) { return "<text:p>" + inner + "</text:p>"; }

std::string base64(std::string_view bytes) {
  static const char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t at = 0; at < bytes.size(); at += 3) {
    unsigned group = 0;
    for (std::size_t i = 0; i < 3; ++i)
      group = group << 8 | (at + i < bytes.size() ? static_cast<unsigned char>(bytes[at + i]) : 0u);
    for (std::size_t i = 0; i < 4; ++i)
      text += at + i <= bytes.size() || i < 2 ? kLetters[group >> (18 - 6 * i) & 63] : '=';
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

std::string png(unsigned width, unsigned height, unsigned char shade = 90) {
  Pixels pixels;
  pixels.width = width;
  pixels.height = height;
  pixels.bytes.assign(pixels.rowBytes() * height, shade);
  std::string bytes;
  EXPECT_EQ(writePng(pixels, bytes), "");
  return bytes;
}

Json photo(std::string_view bytes, const std::string& alternative = "La sede vista dalla strada") {
  return {{"contenuto", base64(bytes)}, {"testo_alternativo", alternative}};
}

std::string rendered(const std::string& body, const Json& data) {
  return renderPackage(flatOdt(body), data);
}

std::string problemsIn(const std::string& body, const Json& data) {
  std::string all;
  try {
    rendered(body, data);
  } catch (const Error& error) {
    for (const Problem& problem : error.problems())
      all += problem.message + " " + problem.hint + "\n";
    if (error.problems().empty()) all = error.sentence();
  }
  return all;
}

std::string svg(const std::string& inner, const std::string& attributes = "") {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\" " + attributes +
         ">" + inner + "</svg>";
}

std::size_t picturesOf(std::string_view odt) {
  const Package package = readPackage(odt);
  return static_cast<std::size_t>(
      std::count_if(package.entries.begin(), package.entries.end(),
                    [](const auto& entry) { return entry.name.starts_with("Pictures/"); }));
}

TEST(PictureFrames, FitAPictureIntoTheFrame) {
  const std::string odt = rendered(line("Prima" + frame("{{foto|immagine}}") + "dopo"),
                                   {{"foto", photo(png(100, 100))}});
  const std::string content = partOf(odt, "content.xml");
  EXPECT_TRUE(tells(content, "svg:width=\"4.000cm\" svg:height=\"4.000cm\"")) << content;
  EXPECT_TRUE(tells(content, "text:anchor-type=\"as-char\""));
  EXPECT_TRUE(tells(content, "<svg:desc>La sede vista dalla strada</svg:desc>"));
  EXPECT_FALSE(tells(content, "{{"));
  EXPECT_EQ(picturesOf(odt), 1u);  // the placeholder is gone
  EXPECT_EQ(schemaFaults(odt), "");
  EXPECT_EQ(repeatedNames(odt), "");
}

TEST(PictureFrames, AreNamedByTheirTitleToo) {
  const std::string odt =
      rendered(line(frame("Immagine1", "{{foto|immagine}}")), {{"foto", photo(png(200, 100))}});
  EXPECT_TRUE(tells(partOf(odt, "content.xml"), "svg:width=\"8.000cm\" svg:height=\"4.000cm\""));
  EXPECT_FALSE(tells(partOf(odt, "content.xml"), "{{"));
}

TEST(PictureFrames, TakeAnEmptyTextBoxForAPlace) {
  const std::string box =
      "<draw:frame draw:name=\"{{foto|immagine}}\" text:anchor-type=\"as-char\" svg:width=\"80mm\">"
      "<draw:text-box fo:min-height=\"4cm\"><text:p>qui la "
      "foto</text:p></draw:text-box></draw:frame>";
  const std::string odt = rendered(line(box), {{"foto", photo(png(10, 10))}});
  EXPECT_TRUE(tells(partOf(odt, "content.xml"), "svg:width=\"4.000cm\""));
  EXPECT_FALSE(tells(partOf(odt, "content.xml"), "qui la foto"));
  EXPECT_EQ(schemaFaults(odt), "");
}

TEST(PictureFrames, KeepAPlaceholderThatStandsElsewhereToo) {
  const std::string odt = rendered(line(frame("{{foto|immagine}}")) + line(frame("Logo")),
                                   {{"foto", photo(png(9, 9))}});
  EXPECT_EQ(picturesOf(odt), 2u);
}

TEST(PictureFrames, HaveNamesOfTheirOwnInRepeatedBlocksAndStoreEqualBytesOnce) {
  const std::string odt =
      rendered(line("{{#foto}}" + frame("{{.|immagine}}") + "{{/foto}}") +
                   line(frame("{{copertina|immagine}}")),
               {{"foto", {photo(png(9, 9)), photo(png(9, 9)), photo(png(5, 5))}},
                {"copertina", photo(png(9, 9))}});
  EXPECT_EQ(countOf(partOf(odt, "content.xml"), "<draw:frame"), 4u);
  EXPECT_EQ(picturesOf(odt), 2u);
  EXPECT_EQ(repeatedNames(odt), "");
  EXPECT_EQ(schemaFaults(odt), "");
}

Field schemaOf(Presence presence) {
  Field root;
  root.types = kTypeObject;
  auto picture = std::make_unique<Field>();
  picture->name = picture->title = "foto";
  picture->pointer = "/foto";
  picture->types = kTypeObject;
  picture->presence = presence;
  for (const char* key : {"contenuto", "testo_alternativo"}) {
    auto member = std::make_unique<Field>();
    member->name = key;
    member->pointer = std::string("/foto/") + key;
    member->types = kTypeString;
    member->presence = Presence::required;
    picture->properties.emplace(key, std::move(member));
  }
  root.properties.emplace("foto", std::move(picture));
  return root;
}

std::string renderedWith(const Field& shape, const std::string& body, const Json& data,
                         DraftPrinting draft = DraftPrinting::off) {
  const OdtTemplate odt =
      OdtTemplate::compile(flatOdt(body), shape, OdtTemplate::Names::fromSchema);
  MergeOrder order{.data = data, .issueDate = "2026-01-01"};
  order.draft = draft;
  return odt.render(order);
}

TEST(PictureFrames, GoWithoutAWordWhereAnOptionalPictureIsAbsent) {
  const Field shape = schemaOf(Presence::optional);
  const std::string odt =
      renderedWith(shape, line("A" + frame("{{foto|immagine}}") + "B"), Json::object());
  EXPECT_EQ(pageText(odt), "AB");
  EXPECT_EQ(picturesOf(odt), 0u);
  EXPECT_EQ(schemaFaults(odt), "");
  const std::string captioned = line("{{#foto}}" + frame("{{.|immagine}}") + "{{/foto}}") +
                                line("{{#foto}}Foto: {{testo_alternativo}}{{/foto}}") +
                                line("fine");
  EXPECT_EQ(pageText(renderedWith(shape, captioned, Json::object())), "fine");
}

TEST(PictureFrames, SayWhatIsMissingOfExpectedAndRequiredPictures) {
  const std::string body = line("Foto: " + frame("{{foto|immagine}}"));
  EXPECT_EQ(pageText(renderedWith(schemaOf(Presence::expected), body, Json::object())),
            "Foto: non rilevato");
  EXPECT_THROW(renderedWith(schemaOf(Presence::required), body, Json::object()), Error);
  EXPECT_EQ(
      pageText(renderedWith(schemaOf(Presence::required), body, Json::object(), DraftPrinting::on)),
      "Foto: __________");
}

TEST(PictureFrames, AnchoredToThePageStayThere) {
  const std::string odt =
      rendered(frame("{{foto|immagine}}", "", "text:anchor-page-number=\"1\"") + line("testo"),
               {{"foto", photo(png(9, 9))}});
  EXPECT_TRUE(tells(partOf(odt, "content.xml"), "text:anchor-page-number=\"1\""));
  EXPECT_EQ(schemaFaults(odt), "");
}

TEST(PictureFrames, ShowQrCodesOfTextsNumbersAndTheIdentifier) {
  const std::string body = line(frame("{{codice|qr}}")) + line(frame("{{anno|qr}}")) +
                           line(frame("{{@identificativo|qr}}"));
  const Json data = {{"codice", "https://example.org/?a=1&b=2"}, {"anno", 2026}};
  const auto shape = inferShape(data);
  const OdtTemplate odt = OdtTemplate::compile(flatOdt(body), *shape, OdtTemplate::Names::fromData);
  const MergeOrder order{.data = data,
                         .issueDate = "2026-01-01",
                         .identifier = "3f2c8c1e-5b1f-5d5e-9a77-0d6c6d1c2b3a"};
  const std::string bytes = odt.render(order);
  EXPECT_EQ(picturesOf(bytes), 3u);
  EXPECT_TRUE(tells(partOf(bytes, "content.xml"), "<svg:desc>Codice QR</svg:desc>"));
  EXPECT_EQ(odt.render(order), bytes);
  EXPECT_EQ(schemaFaults(bytes), "");
}

TEST(PictureFrames, ShowTheIdentifierAsTextToo) {
  const Json data = {{"a", 1}};
  const auto shape = inferShape(data);
  const OdtTemplate odt = OdtTemplate::compile(flatOdt(line("{{@identificativo}}")), *shape,
                                               OdtTemplate::Names::fromData);
  EXPECT_EQ(pageText(odt.render({.data = data, .issueDate = "2026-01-01", .identifier = "abc"})),
            "abc");
}

TEST(PictureFrames, KeepTheAuthorsTextForCodes) {
  const std::string body = line(
      "<draw:frame draw:name=\"{{codice|qr}}\" text:anchor-type=\"as-char\" svg:width=\"2cm\" "
      "svg:height=\"2cm\">"
      "<draw:text-box><text:p/></draw:text-box><svg:title>Codice della "
      "scheda</svg:title></draw:frame>");
  const std::string content = partOf(rendered(body, {{"codice", "x"}}), "content.xml");
  EXPECT_TRUE(tells(content, "<svg:title>Codice della scheda</svg:title>"));
}

TEST(PictureFrames, ShowEveryChart) {
  for (const NamedChart& chart : sampleCharts()) {
    const std::string odt = rendered(line(frame("{{g|grafico}}")), {{"g", chart.chart}});
    EXPECT_EQ(picturesOf(odt), 1u) << chart.name;
    EXPECT_TRUE(tells(partOf(odt, "content.xml"), "<svg:desc>")) << chart.name;
    EXPECT_TRUE(tells(partOf(odt, "content.xml"), "image/svg+xml")) << chart.name;
  }
}

TEST(PictureFrames, HoldFiveHundredCharts) {
  Json data;
  for (int at = 0; at < 500; ++at) {
    Json chart = sampleCharts()[static_cast<std::size_t>(at) % 5].chart;
    chart["titolo"] = "Grafico " + std::to_string(at);
    data["g"].push_back(std::move(chart));
  }
  const std::string odt = rendered(line("{{#g}}" + frame("{{.|grafico}}") + "{{/g}}"), data);
  EXPECT_EQ(picturesOf(odt), 500u);
  EXPECT_EQ(repeatedNames(odt), "");
}

TEST(PictureFrames, WorkInHeaders) {
  const std::string odt = renderPackage(
      flatOdt(line(frame("{{codice|qr}}")), "",
              "<style:master-page style:name=\"Standard\" "
              "style:page-layout-name=\"pm1\"><style:header>" +
                  line(frame("{{codice|qr}}")) + "</style:header></style:master-page>"),
      {{"codice", "x"}});
  EXPECT_TRUE(tells(partOf(odt, "styles.xml"), "<draw:image"));
  EXPECT_EQ(picturesOf(odt), 1u);
  EXPECT_EQ(schemaFaults(odt), "");
  EXPECT_EQ(repeatedNames(odt), "");
}

TEST(PictureFrames, RefuseTheFormatsElsewhere) {
  for (const char* format : {"immagine", "qr", "grafico"}) {
    const std::string told =
        problemsIn(line("{{codice|" + std::string(format) + "}}"), {{"codice", "x"}});
    EXPECT_TRUE(tells(told, "sta solo nel nome o nel titolo di una cornice")) << told;
  }
  EXPECT_TRUE(tells(
      problemsIn("<table:table table:name=\"{{codice|qr}}\"><table:table-column/><table:table-row>"
                 "<table:table-cell><text:p/></table:table-cell></table:table-row></table:table>",
                 {{"codice", "x"}}),
      "sta solo nel nome"));
}

TEST(PictureFrames, RefuseValuesOfAnotherSort) {
  EXPECT_TRUE(tells(problemsIn(line(frame("{{codice|immagine}}")), {{"codice", "x"}}),
                    "vuole un'immagine, ma «codice» non lo è"));
  EXPECT_TRUE(tells(problemsIn(line(frame("{{codice|grafico}}")), {{"codice", "x"}}),
                    "vuole un grafico, ma «codice» non lo è"));
  EXPECT_TRUE(
      tells(problemsIn(line(frame("{{foto|grafico}}")), {{"foto", photo(png(9, 9))}}), "non lo è"));
  EXPECT_NE(problemsIn(line(frame("{{foto|qr}}")), {{"foto", photo(png(9, 9))}}), "");
  Json bare = photo(png(9, 9));
  bare.erase("testo_alternativo");
  EXPECT_TRUE(tells(problemsIn(line(frame("{{foto|immagine}}")), {{"foto", bare}}),
                    "non ha un testo alternativo"));
}

TEST(PictureFrames, RefuseFramesThatCannotBeFilled) {
  const Json data = {{"codice", "x"}};
  EXPECT_TRUE(
      tells(problemsIn(line(frame("Codice {{codice|qr}}")), data), "insieme ad altro testo"));
  EXPECT_TRUE(tells(problemsIn(line(frame("{{codice|qr}}", "{{codice|qr}}")), data),
                    "sia nel nome sia nel titolo"));
  EXPECT_TRUE(tells(
      problemsIn(
          line("<draw:frame "
               "draw:name=\"{{codice|qr}}\"><draw:text-box><text:p/></draw:text-box></draw:frame>"),
          data),
      "non ha larghezza e altezza"));
  EXPECT_TRUE(tells(problemsIn(line(frame("{{codce|qr}}")), data), "codce"));
  EXPECT_TRUE(tells(problemsIn(line(frame("{{codice|qr}}", "Codice di {{codice}}")), data),
                    "un altro segnaposto"));
}

TEST(PictureFrames, RefuseBadPicturesByTheirField) {
  const auto told = [](const Json& value) {
    return problemsIn(line(frame("{{foto|immagine}}")), {{"foto", value}});
  };
  EXPECT_TRUE(tells(told(photo("GIF89a........")),
                    "Il valore di «foto» non è un'immagine PNG, JPEG o SVG"));
  EXPECT_TRUE(tells(told(photo(png(9, 9), "  ")), "non ha «testo_alternativo»"));
  EXPECT_TRUE(tells(told({{"contenuto", "%%%"}, {"testo_alternativo", "x"}}), "in base64"));
  EXPECT_TRUE(tells(told(photo(png(9, 9).substr(0, 60))), "danneggiato"));
  EXPECT_TRUE(tells(told(photo(png(9, 9), "a\x01")), "U+0001"));
  for (const std::string& inner :
       {std::string("<script>alert(1)</script>"), std::string("<foreignObject/>"),
        std::string("<image href=\"https://example.org/x.png\"/>"),
        std::string("<image href=\"data:text/html;base64,eA==\"/>"),
        std::string("<rect onclick=\"x()\"/>"),
        std::string("<rect style=\"fill:url(http://example.org)\"/>"),
        std::string("<image href=\"data:image/gif;base64,R0lGODlh\"/>"), std::string("<animate/>")})
    EXPECT_NE(told(photo(svg(inner))), "") << inner;
  EXPECT_TRUE(
      tells(told(photo("<!DOCTYPE svg [<!ENTITY a \"b\">]>" + svg("&a;"))), "SVG non valido"));
  EXPECT_TRUE(
      tells(told(photo("<svg xmlns=\"http://www.w3.org/2000/svg\"/>")), "senza dimensioni"));
}

TEST(PictureFrames, NeverTellAValueInAMessage) {
  Json chart = sampleCharts()[0].chart;
  chart["serie"][0]["nome"] = "Mario Segreto";
  chart["serie"][0]["valori"][0] = "Segretissimo";
  EXPECT_FALSE(tells(problemsIn(line(frame("{{g|grafico}}")), {{"g", chart}}), "egret"));
}

TEST(DataPicture, LeavesNothingPersonalInSvg) {
  const std::string file =
      "<?xml version=\"1.0\"?><!-- Mario --><svg xmlns=\"http://www.w3.org/2000/svg\" "
      "xmlns:inkscape=\"http://www.inkscape.org/namespaces/inkscape\" xmlns:rdf=\"urn:x\" "
      "viewBox=\"0 0 30 10\" "
      "inkscape:export-filename=\"C:\\Users\\Mario\\foto.png\" "
      "data-autore=\"Mario\"><metadata><rdf:RDF>Mario</rdf:RDF></metadata>"
      "<rdf:x>Mario</rdf:x><rect width=\"30\" height=\"10\"/></svg>";
  DataPicture picture;
  EXPECT_EQ(readDataPicture(file, picture), "");
  EXPECT_FALSE(tells(picture.bytes, "Mario")) << picture.bytes;
  EXPECT_TRUE(tells(picture.bytes, "<rect"));
  EXPECT_EQ(picture.width, 30);
  EXPECT_EQ(picture.height, 10);
}

TEST(DataPicture, KeepsOfAnSvgOnlyWhatDraws) {
  DataPicture picture;
  EXPECT_EQ(readDataPicture(svg("<title>Mario</title><desc>Mario</desc><mario>Mario</mario>"
                                "<style>/* Mario */ rect { fill: red }</style>"
                                "<a href=\"https://mario.example/\"><rect width=\"9\" height=\"9\"/></a>"),
                            picture),
            "");
  EXPECT_FALSE(tells(picture.bytes, "ario")) << picture.bytes;
  EXPECT_TRUE(tells(picture.bytes, "fill: red")) << picture.bytes;
  EXPECT_TRUE(tells(picture.bytes, "<rect")) << picture.bytes;
  EXPECT_EQ(readDataPicture(svg("<style>@keyframes a { to { x: 1 } }</style>"), picture),
            "contiene un'animazione");
}

TEST(DataPicture, EncodesRasterPicturesInsideSvgAnew) {
  const std::string file = svg("<image width=\"9\" height=\"9\" href=\"data:image/png;base64," +
                               base64(png(9, 9) + "Mario") + "\"/>");
  DataPicture picture;
  EXPECT_EQ(readDataPicture(file, picture), "");
  EXPECT_FALSE(tells(picture.bytes, base64(png(9, 9) + "Mario")));
  EXPECT_TRUE(tells(picture.bytes, base64(png(9, 9))));
}

TEST(DataPicture, EncodesThemAnewHoweverTheirAddressIsWritten) {
  for (const char* start : {"href=\"Data:image/png;base64,", "href=\"DaTa:image/PNG;BASE64,", "src=\"data:image/png;base64,",
                            "xmlns:xlink=\"http://www.w3.org/1999/xlink\" xlink:href=\"dATA:image/png;base64,",
                            "HREF=\"data:image/png;base64,", "SRC=\"Data:image/png;base64,"}) {
    DataPicture picture;
    EXPECT_EQ(readDataPicture(svg(std::string("<image width=\"9\" height=\"9\" ") + start + base64(png(9, 9) + "Mario") + "\"/>"), picture), "")
        << start;
    EXPECT_FALSE(tells(picture.bytes, base64(png(9, 9) + "Mario"))) << start;
    EXPECT_TRUE(tells(picture.bytes, base64(png(9, 9)))) << start;
  }
}

TEST(PictureFrames, RefusePicturesTooThinToBeSeen) {
  for (const char* size : {"width=\"100000\" height=\"1\"", "width=\"1\" height=\"100000\""})
    EXPECT_TRUE(tells(problemsIn(line(frame("{{foto|immagine}}")),
                                 {{"foto", photo(std::string("<svg xmlns=\"http://www.w3.org/2000/svg\" ") + size + "/>")}}),
                      "è troppo sottile per stare nella cornice"))
        << size;
}

TEST(PictureFrames, RefuseCodesTooDenseToBeRead) {
  EXPECT_TRUE(tells(problemsIn(line(frame("{{codice|qr}}")), {{"codice", std::string(2331, 'x')}}), "ingrandire la cornice"));
  EXPECT_EQ(problemsIn(line(frame("{{codice|qr}}")), {{"codice", std::string(1000, 'x')}}), "");
}

}  // namespace
}  // namespace stesura
