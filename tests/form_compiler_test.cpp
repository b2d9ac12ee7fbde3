#include "generator/form_compiler.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <qpdf/QPDF.hh>
#include <regex>
#include <sstream>

#include "generator/form/form.h"
#include "generator/odf/template.h"
#include "generator/pdf/finish.h"
#include "generator/schema/schema.h"
#include "tests/office_surroundings.h"
#include "tests/pdf_faults.h"

namespace stesura {
namespace {

const Schema& schema() {
  static const Schema made = [] {
    Json persona = Json::parse(R"({"type": "object", "title": "Persona", "properties": {
      "scelta": {"title": "Parere", "oneOf": [{"const": "si", "title": "favorevole"}, {"const": "no", "title": "contrario"}]}}})");
    for (const char* key : {"sinistra", "centro", "destra", "grazie", "piccolo", "macchina", "lungo", "cornice", "angolo"})
      persona["properties"][key] = {{"type", "string"}, {"title", std::string("Testo ") + key}};
    Json root = Json::parse(R"({"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "properties": {
      "voci": {"type": "array", "title": "Voci", "maxItems": 3, "items": {"type": "object", "properties": {
        "nome": {"type": "string", "title": "Nome"}, "ruolo": {"type": "string", "title": "Ruolo"}}}}}})");
    root["properties"]["persona"] = persona;
    return Schema::compile(root);
  }();
  return made;
}

const Json& data() {
  static const Json made = Json::parse(R"({
    "persona": {"sinistra": "Perché è così", "centro": "Centrato", "destra": "«Capofila»", "grazie": "Grazie",
      "piccolo": "Un testo che va a capo nella cella perché è più lungo della sua riga", "macchina": "Un testo che va a capo nella sua cella",
      "lungo": "Un testo che va a capo due volte nella cella, perché è ben più lungo della riga in cui comincia a stare.",
      "cornice": "Nella cornice", "angolo": "Nell’angolo", "scelta": "si"},
    "voci": [{"nome": "Prima", "ruolo": "Tutor"}, {"nome": "Seconda", "ruolo": "Referente"}, {"nome": "Terza", "ruolo": "Medico"}]})");
  return made;
}

std::string layout() {
  std::ifstream in(std::string(STESURA_SOURCE_DIR) + "/tests/fixtures/forms/da-compilare.fodt");
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

// LibreOffice is started once for all the tests of this file.
std::string toPdf(std::string_view odt) {
  static Office office(officeSettings());
  return finishPdf(office.toPdf(odt, PdfProfile::pdfA2b), {"2026-01-31", "Modulo di prova", "modulo-1", std::nullopt});
}

const std::string& form() {
  static const std::string made = compileFormFrom(layout(), schema().shape(), toPdf);
  return made;
}

const FormField* fieldOf(const FormDescription& described, const std::string& name) {
  for (const FormField& field : described.fields)
    if (field.name == name) return &field;
  return nullptr;
}

struct Shown {
  double x, baseline, size;
};

// Every piece of text that the content of a one-page PDF by LibreOffice shows.
std::vector<Shown> shownIn(const std::string& pdf) {
  const std::string plain = outputOf("qpdf --qdf --object-streams=disable {} -", pdf);
  static const std::regex kShow(R"(([\d.]+) ([\d.]+) Td /F\d+ ([\d.]+) Tf)");
  std::vector<Shown> found;
  for (std::sregex_iterator at(plain.begin(), plain.end(), kShow), end; at != end; ++at)
    found.push_back({std::stod((*at)[1]), std::stod((*at)[2]), std::stod((*at)[3])});
  return found;
}

struct Room {
  double left, bottom, right, top, base, leading, size;
  int alignment;
};

std::vector<Room> roomsOf(const std::string& pdf) {
  QPDF file;
  file.processMemoryFile("form", pdf.data(), pdf.size());
  std::vector<Room> rooms;
  QPDFObjectHandle page = file.getAllPages().at(0), annotations = page.getKey("/Annots");
  for (QPDFObjectHandle widget : annotations.getArrayAsVector()) {
    QPDFObjectHandle measures = widget.getKey("/STSR_Testo");
    if (!measures.isDictionary() || !measures.hasKey("/Base")) continue;  // check boxes are signs
    const auto box = widget.getKey("/Rect").getArrayAsRectangle();
    const std::string appearance = widget.getKey("/DA").getStringValue();
    const double size = std::stod(appearance.substr(appearance.find(' ')));
    rooms.push_back({box.llx, box.lly, box.urx, box.ury, measures.getKey("/Base").getNumericValue(),
                     measures.getKey("/Interlinea").getNumericValue() * size, size,
                     widget.getKey("/Q").getIntValueAsInt()});
  }
  return rooms;
}

TEST(FormCompiler, NamesFieldsAfterTheTagsTheyReplace) {
  const FormDescription described = describeForm(form());
  EXPECT_EQ(described.pages, 1u);
  std::string names;
  for (const FormField& field : described.fields) names += field.name + "\n";
  EXPECT_EQ(described.fields.size(), 17u) << names;
  const FormField* lungo = fieldOf(described, "{{persona.lungo}}");
  ASSERT_NE(lungo, nullptr) << names;
  EXPECT_EQ(lungo->toolTip, "Persona: Testo lungo");
  EXPECT_TRUE(lungo->multiline);
  const FormField* centro = fieldOf(described, "{{persona.centro}}");
  ASSERT_NE(centro, nullptr);
  EXPECT_FALSE(centro->multiline);
  EXPECT_TRUE(centro->values.empty() || centro->values == std::vector<std::string>{""});
  const FormField* item = fieldOf(described, "{{#voci}}3{{ruolo}}");
  ASSERT_NE(item, nullptr);
  EXPECT_EQ(item->toolTip, "Voci 3: Ruolo");
}

TEST(FormCompiler, MakesCheckBoxesOfBoxes) {
  const FormDescription described = describeForm(form());
  const FormField* box = fieldOf(described, "{{persona.scelta|casella:si}}");
  ASSERT_NE(box, nullptr);
  EXPECT_EQ(box->type, FormFieldType::checkBox);
  EXPECT_EQ(box->toolTip, "Persona: Parere: favorevole");
  ASSERT_EQ(box->widgets.size(), 1u);
  EXPECT_EQ(box->widgets[0].onState, "Si");
  EXPECT_NEAR(box->widgets[0].right - box->widgets[0].left, 9 * 0.717, 0.05);  // of ☐ in 9 points
}

TEST(FormCompiler, MakesOneFieldOfATagThatStandsTwice) {
  const FormDescription described = describeForm(form());
  const FormField* twice = fieldOf(described, "{{persona.sinistra}}");
  ASSERT_NE(twice, nullptr);
  EXPECT_EQ(twice->widgets.size(), 2u);
}

TEST(FormCompiler, PutsFieldsExactlyWhereLibreOfficePrintsText) {
  const std::vector<Room> rooms = roomsOf(form());
  ASSERT_EQ(rooms.size(), 16u);
  const auto filled = OdtTemplate::compile(layout(), schema().shape(), OdtTemplate::Names::fromSchema);
  const std::vector<Shown> shown = shownIn(toPdf(filled.render({data(), "2026-01-31"})));
  std::vector<std::size_t> lines(rooms.size());
  for (const Shown& text : shown) {
    for (std::size_t at = 0; at < rooms.size(); ++at) {
      const Room& room = rooms[at];
      if (text.x < room.left - 1 || text.x > room.right || text.baseline < room.bottom || text.baseline > room.top) continue;
      const double line = (room.top - room.base - text.baseline) / room.leading;
      EXPECT_NEAR(line, std::round(line), 0.11 / room.leading) << at << " at " << text.x << ", " << text.baseline;
      EXPECT_NEAR(text.size, room.size, 0.001) << at;
      lines[at] = std::max(lines[at], static_cast<std::size_t>(std::round(line)) + 1);
      if (room.alignment == 0 && text.x < room.left + 3) {
        EXPECT_NEAR(text.x, room.left, 0.11) << at;
      }
    }
  }
  // In the order of the page: the cells, the cell that comes again, the frames, the rows of the list.
  EXPECT_EQ(lines, (std::vector<std::size_t>{1, 1, 1, 1, 2, 2, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1}));
}

TEST(FormCompiler, TellsTheDistanceOfTabStops) {
  const std::string plain = outputOf("qpdf --qdf --object-streams=disable {} -", form());
  static const std::regex kTab(R"(/Tabulazione ([\d.]+))");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(plain, found, kTab));
  EXPECT_NEAR(std::stod(found[1]), 28.35, 0.1);  // one centimetre, as the fixture says
}

TEST(FormCompiler, EndsLinesWhereLibreOfficeEndsThem) {
  const FormDescription described = describeForm(form());
  const auto filled = OdtTemplate::compile(layout(), schema().shape(), OdtTemplate::Names::fromSchema);
  const std::string words = outputOf("pdftotext -bbox {} -", toPdf(filled.render({data(), "2026-01-31"})));
  const auto edge = [&](const std::string& word, const std::string& key) {
    const std::regex kWord(key + "=\"([\\d.]+)\"[^>]*>" + word + "<");
    std::smatch found;
    return std::regex_search(words, found, kWord) ? std::stod(found[1]) : -1;
  };
  const FormWidget& right = fieldOf(described, "{{persona.destra}}")->widgets.at(0);
  EXPECT_NEAR(edge("«Capofila»", "xMax"), right.right, 0.2);
  const FormWidget& corner = fieldOf(described, "{{persona.angolo}}")->widgets.at(0);
  EXPECT_NEAR(edge("Nell’angolo", "xMax"), corner.right, 0.2);
  const FormWidget& middle = fieldOf(described, "{{persona.centro}}")->widgets.at(0);
  EXPECT_NEAR((edge("Centrato", "xMin") + edge("Centrato", "xMax")) / 2, (middle.left + middle.right) / 2, 0.2);
}

TEST(FormCompiler, KeepsTheFormAnAccessibleArchivalPdf) {
  EXPECT_EQ(pdfFaults(form(), 2), std::vector<std::string>{});
  const std::string text = pdfText(form());
  EXPECT_NE(text.find("Sinistra"), std::string::npos);
  EXPECT_EQ(text.find("{{"), std::string::npos);
  EXPECT_FALSE(std::regex_search(text, std::regex("(^|\\s)(x|☐)(\\s|$)"))) << text;
}

TEST(FormCompiler, LeavesTheFormsMarksNowhere) {
  const std::string plain = outputOf("qpdf --qdf --object-streams=disable {} -", form());
  EXPECT_EQ(plain.find("stesura:campo"), std::string::npos);
  EXPECT_EQ(plain.find("/Link"), std::string::npos);
}

TEST(FormCompiler, GivesTheSameBytesForTheSameLayout) {
  EXPECT_EQ(compileFormFrom(layout(), schema().shape(), toPdf), form());
}

std::string refusalOf(const std::string& before, const std::string& after) {
  std::string changed = layout();
  for (std::size_t at = changed.find(before); at != std::string::npos; at = changed.find(before, at + after.size()))
    changed.replace(at, before.size(), after);
  try {
    compileFormFrom(changed, schema().shape(), toPdf);
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    return error.problems().empty() ? error.sentence() : error.problems().front().message;
  }
  return "nothing";
}

TEST(FormCompiler, RefusesRoomForSeveralLinesThatBeginAnywhereButAtTheTop) {
  const std::string message = refusalOf("<style:table-row-properties style:min-row-height=\"0.7cm\"/>",
                                        "<style:table-row-properties style:min-row-height=\"2cm\"/>");
  EXPECT_EQ(message, "Il campo «{{persona.centro}}» ha posto per più righe ma il testo non comincia in alto.");
}

TEST(FormCompiler, RefusesLinesOfUnevenDistance) {
  EXPECT_EQ(refusalOf("fo:line-height=\"150%\"", "fo:line-height=\"80%\""),
            "Il campo «{{persona.macchina}}» ha righe a distanza disuguale.");
}

TEST(FormCompiler, RefusesARowThatNoPageHolds) {
  const std::string message = refusalOf("style:row-height=\"1.0cm\"", "style:row-height=\"40cm\"");
  EXPECT_NE(message.find("{{persona.sinistra}}"), std::string::npos) << message;
}

TEST(FormCompiler, RefusesAPdfWithoutMarks) {
  const std::string other = toPdf(documentOf("<text:p>Niente</text:p>"));
  EXPECT_THROW(compileFormFrom(layout(), schema().shape(), [&](std::string_view) { return other; }), Error);
  EXPECT_THROW(compileFormFrom(layout(), schema().shape(), [](std::string_view) { return "niente"; }), Error);
}

}  // namespace
}  // namespace stesura
