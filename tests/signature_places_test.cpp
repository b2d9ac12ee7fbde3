// Where an agreement is signed: empty fields in the issued PDF, in the places that the layout keeps.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "generator/error.h"
#include "generator/generator.h"
#include "generator/pdf/signature_address.h"
#include "tests/pdf_faults.h"
#include "tests/sample_set.h"

namespace stesura {
namespace {

constexpr double kMillimetre = 72 / 25.4;

struct Box {
  double left, bottom, right, top;  // points, from the lower left corner of the page
};

bool overlap(const Box& a, const Box& b) {
  return a.left < b.right && b.left < a.right && a.bottom < b.top && b.bottom < a.top;
}

// The objects of a PDF as qpdf tells them.
class Objects {
 public:
  explicit Objects(std::string_view pdf) : all_(Json::parse(outputOf("qpdf --json=2 {}", pdf))["qpdf"][1]) {}

  Json at(const Json& value) const {
    if (!value.is_string() || !value.get<std::string>().ends_with(" R")) return value;
    const Json& object = all_.at("obj:" + value.get<std::string>());
    return object.contains("value") ? object["value"] : object["stream"]["dict"];
  }
  Json root() const { return at(all_["trailer"]["value"]["/Root"]); }
  Json form() const { return at(root().value("/AcroForm", Json())); }
  std::vector<std::string> fields() const {
    return at(form().value("/Fields", Json::array())).get<std::vector<std::string>>();
  }
  std::vector<std::string> pages() const {
    std::vector<std::string> found;
    addPages(root()["/Pages"], found);
    return found;
  }
  std::string text() const { return all_.dump(); }

 private:
  void addPages(const Json& node, std::vector<std::string>& found) const {
    const Json read = at(node);
    if (read["/Type"] == "/Page") return found.push_back(node);
    for (const Json& kid : at(read["/Kids"])) addPages(kid, found);
  }

  Json all_;
};

Box boxOf(const Json& field) {
  const Json& edges = field["/Rect"];
  return {edges[0], edges[1], edges[2], edges[3]};
}

struct Word {
  std::size_t page;
  Box box;
  std::string text;
};

std::vector<Word> wordsOf(std::string_view pdf) {
  static const std::regex kPage(R"re(<page width="([0-9.]+)" height="([0-9.]+)")re");
  static const std::regex kWord(
      R"re(<word xMin="([0-9.]+)" yMin="([0-9.]+)" xMax="([0-9.]+)" yMax="([0-9.]+)">(.*)</word>)re");
  std::istringstream lines(outputOf("pdftotext -bbox {} -", pdf));
  std::vector<Word> words;
  std::size_t page = 0;
  double height = 0;
  for (std::string line; std::getline(lines, line);) {
    std::smatch found;
    if (std::regex_search(line, found, kPage)) {
      ++page;
      height = std::stod(found[2]);
    } else if (std::regex_search(line, found, kWord)) {
      words.push_back({page,
                       {std::stod(found[1]), height - std::stod(found[4]), std::stod(found[3]),
                        height - std::stod(found[2])},
                       found[5]});
    }
  }
  return words;
}

std::vector<std::string> namesOf(const Document& document) {
  std::vector<std::string> names;
  for (const SignatureField& field : document.signatureFields) names.push_back(field.name);
  return names;
}

class SignaturePlacesTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    generator_ = std::make_unique<Generator>(
        GeneratorSettings{.home = STESURA_SOURCE_DIR, .program = STESURA_BINARY_DIR, .workers = 1});
  }
  static void TearDownTestSuite() { generator_.reset(); }

  static Json sample(const std::string& name) {
    return parseJson(
        testing::readWhole(std::filesystem::path(STESURA_SOURCE_DIR) / "samples" / (name + ".json")));
  }

  static Document issued(const Json& data) {
    return generator_->generate({.kind = data["tipo_documento"], .format = OutputFormat::pdf}, data);
  }

  // A document of these paragraphs, without a kind.
  static Document rendered(const std::string& paragraphs, const Json& data = {{"x", "y"}}) {
    return generator_->render(flat(paragraphs), data, OutputFormat::pdf, "2026-03-12");
  }

  static std::string flat(const std::string& paragraphs) {
    return R"(<?xml version="1.0" encoding="UTF-8"?>
<office:document xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:xlink="http://www.w3.org/1999/xlink" office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:automatic-styles>
<style:style style:name="Lontano" style:family="paragraph"><style:paragraph-properties fo:margin-top="3cm"/></style:style>
<style:style style:name="ADestra" style:family="paragraph"><style:paragraph-properties fo:margin-top="3cm" fo:text-align="end"/></style:style>
<style:style style:name="PaginaNuova" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>
</office:automatic-styles><office:body><office:text>)" +
           paragraphs + "</office:text></office:body></office:document>";
  }

  static std::string place(const std::string& address, const std::string& style = "Lontano",
                           const std::string& words = "spazio") {
    return "<text:p text:style-name=\"" + style + "\">Qui lo <text:a xlink:type=\"simple\" xlink:href=\"" +
           address + "\">" + words + "</text:a></text:p>";
  }

  static std::string refusal(const std::string& paragraphs, ErrorKind kind) {
    try {
      rendered(paragraphs);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind);
      return error.problems().empty() ? error.sentence() : error.problems().front().message;
    }
    ADD_FAILURE() << "not refused";
    return {};
  }

  // What holds of every issued agreement.
  static void expectSoundFields(const Document& document, int part) {
    for (const std::string& fault : pdfFaults(document.bytes, part)) {
      if (fault != "no title") ADD_FAILURE() << fault;  // a document without a kind has none
    }
    const Objects objects(document.bytes);
    const std::vector<std::string> pages = objects.pages();
    const std::vector<std::string> fields = objects.fields();
    ASSERT_EQ(fields.size(), document.signatureFields.size());
    EXPECT_EQ(objects.text().find("stesura:"), std::string::npos) << "a link that leads nowhere";
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const Json field = objects.at(fields[i]);
      const SignatureField& told = document.signatureFields[i];
      SCOPED_TRACE(told.name);
      EXPECT_EQ(field["/T"], "u:" + told.name);
      EXPECT_EQ(field["/TU"], "u:" + told.toolTip);
      EXPECT_EQ(field["/Subtype"], "/Widget");
      EXPECT_EQ(field["/F"], 4);
      EXPECT_FALSE(field.contains("/V"));
      EXPECT_FALSE(told.filled);
      ASSERT_GE(told.page, 1u);
      EXPECT_EQ(field["/P"], pages.at(told.page - 1));
      const Json annotations = objects.at(objects.at(pages.at(told.page - 1))["/Annots"]);
      EXPECT_EQ(std::count(annotations.begin(), annotations.end(), Json(fields[i])), 1);
    }
  }

  // The boxes cover no word and each other, and stay between the margins of the house's layouts.
  static void expectRoom(const Document& document) {
    const Objects objects(document.bytes);
    const std::vector<Word> words = wordsOf(document.bytes);
    std::map<std::size_t, std::vector<Box>> boxes;
    for (std::size_t i = 0; i < document.signatureFields.size(); ++i) {
      const SignatureField& field = document.signatureFields[i];
      const Box box = boxOf(objects.at(objects.fields()[i]));
      SCOPED_TRACE(field.name);
      EXPECT_GE(box.left, 20 * kMillimetre - 1);
      EXPECT_LE(box.right, 190 * kMillimetre + 1);
      EXPECT_GE(box.bottom, 25 * kMillimetre);
      EXPECT_LE(box.top, 270 * kMillimetre);
      for (const Word& word : words) {
        EXPECT_FALSE(word.page == field.page && overlap(word.box, box)) << "covers «" << word.text << "»";
      }
      for (const Box& other : boxes[field.page]) EXPECT_FALSE(overlap(other, box));
      boxes[field.page].push_back(box);
    }
  }

  static std::unique_ptr<Generator> generator_;
};

std::unique_ptr<Generator> SignaturePlacesTest::generator_;

TEST_F(SignaturePlacesTest, BecomeFieldsOfEveryPartyOfAProtocol) {
  const Json data = sample("job-for-all/protocollo-provinciale");
  const Document document = issued(data);
  std::vector<std::string> expected;
  for (const Json& party : data["parti"]) {
    const std::string id = party["ente"]["id"];
    expected.insert(expected.end(), {"protocollo_" + id, "firma_" + id + "_1"});
  }
  EXPECT_EQ(namesOf(document), expected);
  EXPECT_EQ(document.signatureFields[0].toolTip,
            "Segnatura di protocollo di Provincia di Mantova – Servizio Lavoro");
  EXPECT_EQ(
      document.signatureFields[1].toolTip,
      "Firma di Provincia di Mantova – Servizio Lavoro (1): Maria Bianchi, Dirigente del Servizio Lavoro");
  expectSoundFields(document, 3);
  expectRoom(document);
}

TEST_F(SignaturePlacesTest, AreFieldsThatOtherToolsCanFill) {
  const Document document = issued(sample("reti-di-lavoro/adesione-latina"));
  const Objects objects(document.bytes);
  EXPECT_EQ(objects.form()["/SigFlags"], 3);
  ASSERT_EQ(namesOf(document),
            (std::vector<std::string>{"protocollo_provincia-latina", "firma_provincia-latina_1"}));
  const Json stamp = objects.at(objects.fields()[0]), signature = objects.at(objects.fields()[1]);
  EXPECT_EQ(signature["/FT"], "/Sig");
  EXPECT_EQ(stamp["/FT"], "/Tx");
  const Json font = objects.at(objects.at(objects.at(objects.form()["/DR"])["/Font"])["/Segnatura"]);
  EXPECT_TRUE(objects.at(font["/FontDescriptor"]).contains("/FontFile2"))
      << "nobody could type into it and keep PDF/A";
  EXPECT_NE(document.bytes.find("/FT /Sig"), std::string::npos) << "the fields are plain objects, not packed";
  EXPECT_EQ(document.bytes.find("/ObjStm"), std::string::npos);
}

TEST_F(SignaturePlacesTest, HaveTheirRoomInEveryLayout) {
  for (const char* name : {"job-for-all/protocollo-locale-asola", "in-lav/protocollo-sociosanitario",
                           "nautilus/protocollo-intesa", "job-for-all/addendum-protocollo-provinciale",
                           "job-for-all/recesso-accordo-ostiglia", "reti-di-lavoro/adesione-latina",
                           "reti-di-lavoro/accordo-di-rete", "reti-di-lavoro/recesso-minima"}) {
    SCOPED_TRACE(name);
    const Document document = issued(sample(name));
    EXPECT_GE(document.signatureFields.size(), 2u);
    expectSoundFields(document, pdfFaults(document.bytes, 3).empty() ? 3 : 2);
    expectRoom(document);
  }
}

TEST_F(SignaturePlacesTest, StandOnThePageThatNamesTheirParty) {
  const Json data = sample("job-for-all/protocollo-provinciale");
  const Document document = issued(data);
  std::map<std::string, std::string> names;
  for (const Json& party : data["parti"])
    names["firma_" + party["ente"]["id"].get<std::string>() + "_1"] = party["ente"]["denominazione"];
  std::map<std::size_t, std::string> pages;
  for (const Word& word : wordsOf(document.bytes)) pages[word.page] += word.text + " ";
  for (const SignatureField& field : document.signatureFields) {
    if (field.sort == SignatureField::Sort::stamp) continue;
    EXPECT_NE(pages[field.page].find(names.at(field.name)), std::string::npos) << field.name;
  }
}

TEST_F(SignaturePlacesTest, AreSeveralForAPartyWithSeveralSignatories) {
  const Document document = issued(sample("in-lav/protocollo-sociosanitario"));
  std::vector<std::string> tips;
  for (const SignatureField& field : document.signatureFields) {
    if (field.name.find("asst-rhodense") != std::string::npos)
      tips.push_back(field.name + ": " + field.toolTip);
  }
  EXPECT_EQ(tips, (std::vector<std::string>{"protocollo_asst-rhodense: Segnatura di protocollo di Azienda "
                                            "Socio Sanitaria Territoriale Rhodense",
                                            "firma_asst-rhodense_1: Firma di Azienda Socio Sanitaria "
                                            "Territoriale Rhodense (1): Giuseppe Verdi, Direttore generale",
                                            "firma_asst-rhodense_2: Firma di Azienda Socio Sanitaria "
                                            "Territoriale Rhodense (2): Maria Chiara D’Esempio, "
                                            "Direttrice sociosanitaria",
                                            "firma_asst-rhodense_3: Firma di Azienda Socio Sanitaria "
                                            "Territoriale Rhodense (3): Al Fo, Direttore amministrativo"}));
}

TEST_F(SignaturePlacesTest, AreAHundredForAHundredSignatories) {
  Json data = sample("job-for-all/protocollo-provinciale");
  Json party = data["parti"][0];
  party.erase("ordine_firma");
  data["parti"].erase(data["parti"].begin() + 12, data["parti"].end());
  while (data["parti"].size() < 50) {
    party["ente"]["id"] = "ente-di-prova-" + std::to_string(data["parti"].size());
    data["parti"].push_back(party);
  }
  for (Json& each : data["parti"]) {
    each["altri_firmatari"] = {
        {{"nome_proprio", "Fatima"}, {"cognome", "Prova"}, {"qualifica", "Direttrice amministrativa"}}};
  }
  const Document document = issued(data);
  const std::vector<std::string> names = namesOf(document);
  EXPECT_EQ(std::count_if(names.begin(), names.end(),
                          [](const std::string& name) { return name.starts_with("firma_"); }),
            100);
  EXPECT_EQ(std::set<std::string>(names.begin(), names.end()).size(), 150u);
  expectSoundFields(document, 3);
  expectRoom(document);
}

TEST_F(SignaturePlacesTest, GiveTheSameBytesAgain) {
  const Json data = sample("job-for-all/protocollo-locale-asola");
  const Document first = issued(data), second = issued(data);
  EXPECT_EQ(first.sha256, second.sha256);
  EXPECT_EQ(first.bytes, second.bytes);
}

TEST_F(SignaturePlacesTest, AreNoneWhereNobodySigns) {
  const Json data = sample("reti-di-lavoro/adesione-latina");
  Order order{.kind = data["tipo_documento"], .format = OutputFormat::pdf};
  order.completion = Completion::draft;
  const Document draft = generator_->generate(order, data);
  order.completion = Completion::issued;
  order.copyFor = "la cabina di regia";
  const Document copy = generator_->generate(order, data);
  order.copyFor.clear();
  order.signingPlaces = SigningPlaces::text;
  const Document preview = generator_->generate(order, data);
  for (const Document* document : {&draft, &copy, &preview}) {
    EXPECT_TRUE(document->signatureFields.empty());
    const Objects objects(document->bytes);
    EXPECT_TRUE(objects.form().is_null());
    EXPECT_EQ(objects.text().find("stesura:"), std::string::npos);
    EXPECT_NE(pdfText(document->bytes).find("spazio riservato alla firma"), std::string::npos);
  }
  EXPECT_EQ(pdfFaults(copy.bytes, pdfFaults(copy.bytes, 3).empty() ? 3 : 2), std::vector<std::string>{});
}

TEST_F(SignaturePlacesTest, AreNoneForWhoSignsByHand) {
  const Document document = issued(sample("reti-di-lavoro/adesione-minima"));
  EXPECT_TRUE(document.signatureFields.empty());
  const std::string page = pdfText(document.bytes);
  EXPECT_NE(page.find("spazio riservato alla firma"), std::string::npos);
  EXPECT_EQ(page.find("segnatura di protocollo"), std::string::npos);
}

TEST_F(SignaturePlacesTest, TakeTheirSizeFromTheAddress) {
  const Document document = rendered(place("stesura:firma/uno/1?larghezza=60mm&amp;altezza=18mm") +
                                     place("stesura:protocollo/uno") + place("stesura:firma/uno/2"));
  const Objects objects(document.bytes);
  ASSERT_EQ(namesOf(document), (std::vector<std::string>{"firma_uno_1", "protocollo_uno", "firma_uno_2"}));
  const std::vector<std::pair<double, double>> sizes = {{60, 18}, {75, 12}, {75, 22}};
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const Box box = boxOf(objects.at(objects.fields()[i]));
    EXPECT_NEAR(box.right - box.left, sizes[i].first * kMillimetre, 0.01);
    EXPECT_NEAR(box.top - box.bottom, sizes[i].second * kMillimetre, 0.01);
  }
  expectSoundFields(document, 2);
}

TEST_F(SignaturePlacesTest, StandOnTheirWords) {
  const Document document = rendered(place("stesura:firma/uno/1"));
  const Box box = boxOf(Objects(document.bytes).at(Objects(document.bytes).fields()[0]));
  const std::vector<Word> words = wordsOf(document.bytes);
  const auto word =
      std::find_if(words.begin(), words.end(), [](const Word& each) { return each.text == "spazio"; });
  ASSERT_NE(word, words.end());
  EXPECT_NEAR(box.left, word->box.left, 1);
  EXPECT_GE(box.bottom, word->box.top - 0.5);
  EXPECT_LE(box.bottom, word->box.top + 4);
}

TEST_F(SignaturePlacesTest, AreMovedBackOntoThePage) {
  const Document document = rendered(place("stesura:firma/uno/1", "ADestra"));
  const Box box = boxOf(Objects(document.bytes).at(Objects(document.bytes).fields()[0]));
  EXPECT_NEAR(box.right, 210 * kMillimetre - 10 * kMillimetre,
              0.5);  // the text ends nearer to the edge than the box is wide
}

TEST_F(SignaturePlacesTest, AreOneWhereTheWordsTakeTwoLines) {
  for (const int repeated : {5, 40}) {
    std::string words = "spazio riservato alla firma";
    for (int i = 0; i < repeated; ++i) words += " di chi rappresenta la parte";
    const Document document = rendered(place("stesura:firma/uno/1", "Lontano", words));
    EXPECT_EQ(namesOf(document), std::vector<std::string>{"firma_uno_1"});
    expectSoundFields(document, 2);
    EXPECT_EQ(Objects(document.bytes).text().find("/Link"), std::string::npos);
  }
}

TEST_F(SignaturePlacesTest, AreNamedByTheIdWhereTheDataDoNotKnowTheAgency) {
  const Json data = {{"enti", {{{"id", "noto"}, {"denominazione", "Comune di Esempio"}}}}};
  const Document document =
      rendered(place("stesura:firma/noto/1") + place("stesura:firma/ignoto.uno/1?chi=Al%20Fo"), data);
  ASSERT_EQ(document.signatureFields.size(), 2u);
  EXPECT_EQ(document.signatureFields[0].toolTip, "Firma di Comune di Esempio (1)");
  EXPECT_EQ(document.signatureFields[1].toolTip, "Firma di ignoto.uno (1): Al Fo");
  EXPECT_EQ(document.signatureFields[1].name, "firma_ignoto-uno_1");
}

TEST_F(SignaturePlacesTest, ComeOutOfTheExampleOfTheGuide) {
  const std::filesystem::path examples = std::filesystem::path(STESURA_SOURCE_DIR) / "docs/esempi";
  const Document document = generator_->render(
      testing::readWhole(examples / "luoghi-di-firma.fodt"),
      parseJson(testing::readWhole(examples / "luoghi-di-firma.json")), OutputFormat::pdf, "2026-03-12");
  EXPECT_EQ(namesOf(document), (std::vector<std::string>{"protocollo_comune-esempio",
                                                         "firma_comune-esempio_1", "protocollo_asst-esempio",
                                                         "firma_asst-esempio_1", "firma_asst-esempio_2"}));
  EXPECT_EQ(document.signatureFields[4].toolTip,
            "Firma di ASST di Esempio (2): Fatima Prova, Direttrice sociosanitaria");
  expectSoundFields(document, 2);
  expectRoom(document);
}

TEST_F(SignaturePlacesTest, ThatCannotBeAreRefusedWithASentence) {
  std::string lines, long_ = "una parola";
  for (int i = 0; i < 60; ++i) lines += "<text:p>riga</text:p>";
  for (int i = 0; i < 400; ++i) long_ += " dopo l’altra";
  EXPECT_EQ(
      refusal(place("stesura:firma/uno/1") + place("stesura:firma/uno/1"), ErrorKind::data),
      "A pagina 1 c’è due volte il luogo della stessa firma, o della stessa segnatura, di uno stesso ente.");
  EXPECT_EQ(refusal(place("stesura:firma/uno/1") + lines + place("stesura:firma/uno/1", "PaginaNuova"),
                    ErrorKind::data)
                .substr(0, 24),
            "A pagina 1 e a pagina 3 ");
  EXPECT_EQ(
      refusal(place("stesura:firma/a.b/1") + place("stesura:firma/a-b/1"), ErrorKind::data),
      "A pagina 1 c’è due volte il luogo della stessa firma, o della stessa segnatura, di uno stesso ente.");
  EXPECT_EQ(refusal(place("stesura:firma/uno/1", "Standard"), ErrorKind::templateFile),
            "A pagina 1 il riquadro di una firma, o di una segnatura, esce dalla pagina.");
  EXPECT_EQ(refusal(place("stesura:firma/uno/1") + place("stesura:firma/due/1", "Standard"),
                    ErrorKind::templateFile),
            "A pagina 1 i riquadri di due luoghi di firma si coprono.");
  EXPECT_EQ(refusal(place("stesura:firma/uno/1", "Lontano", long_ + long_ + long_), ErrorKind::templateFile),
            "A pagina 1 il luogo di una firma continua sulla pagina dopo.");
  EXPECT_EQ(refusal(place("stesura:firma/uno"), ErrorKind::templateFile),
            "Dopo l’ente manca il numero della firma: 1 per la prima, poi 2, 3…");
}

// What an address says, or the sentence of its refusal.
std::string read(std::string_view uri) {
  try {
    const SignatureAddress address = readSignatureAddress(uri);
    std::ostringstream out;
    out << fieldNameOf(address) << ' ' << std::lround(address.width / kMillimetre * 10) << 'x'
        << std::lround(address.height / kMillimetre * 10) << ' ' << address.who;
    return out.str();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::templateFile);
    return error.problems().at(0).message;
  }
}

TEST(SignatureAddressTest, SaysWhoseSignatureAndHowLarge) {
  EXPECT_EQ(read("stesura:firma/asst-mantova/1"), "firma_asst-mantova_1 750x220 ");
  EXPECT_EQ(read("stesura:firma/asst/1+2"), "firma_asst_3 750x220 ");
  EXPECT_EQ(read("stesura:protocollo/a.b_c"), "protocollo_a-b_c 750x120 ");
  EXPECT_EQ(read("stesura:firma/a/12?altezza=20mm&larghezza=80,5&chi=Niccol%C3%B2%20%26%20C."),
            "firma_a_12 805x200 Niccolò & C.");
  EXPECT_EQ(read("stesura:firma/a/1?chi="), "firma_a_1 750x220 ");
  EXPECT_EQ(read("stesura:firma/perch%C3%A9/1"), "firma_perch--_1 750x220 ");
}

TEST(SignatureAddressTest, RefusesWhatItCannotRead) {
  const std::string number = "Dopo l’ente manca il numero della firma: 1 per la prima, poi 2, 3…";
  for (const char* wrong :
       {"stesura:firma/", "stesura:firma/a", "stesura:firma/a/", "stesura:firma/a/0", "stesura:firma/a/x",
        "stesura:firma/a/1+", "stesura:firma/a/+1", "stesura:firma/a/-1", "stesura:firma/a/1000",
        "stesura:firma/a/999+1", "stesura:firma/a/99999999999999999999999", "stesura:firma/a/{{n}}"}) {
    EXPECT_EQ(read(wrong), number) << wrong;
  }
  const std::string agency = "Manca l’identificativo dell’ente che firma, o non è scritto bene.";
  for (const std::string& wrong : {std::string("stesura:firma//1"), std::string("stesura:protocollo/"),
                                   std::string("stesura:protocollo/a/b"), std::string("stesura:firma/a/b/1"),
                                   "stesura:firma/" + std::string(65, 'a') + "/1"}) {
    EXPECT_EQ(read(wrong), agency) << wrong;
  }
  for (const char* wrong : {"altezza=", "altezza=7mm", "altezza=101mm", "altezza=1e2", "altezza=nan",
                            "altezza=20cm", "altezza=2..0", "altezza"}) {
    EXPECT_EQ(read(std::string("stesura:firma/a/1?") + wrong),
              "L’altezza di un luogo va indicata in millimetri, fra 8 e 100.")
        << wrong;
  }
  EXPECT_EQ(read("stesura:firma/a/1?larghezza=10mm"),
            "La larghezza di un luogo va indicata in millimetri, fra 20 e 180.");
  EXPECT_EQ(read("stesura:firma/a/1?colore=rosso"),
            "Di un luogo si indicano soltanto altezza, larghezza e chi firma.");
  EXPECT_EQ(read("stesura:firma/a/1?chi=" + std::string(500, 'x')),
            "Di chi firma si indicano soltanto nome e qualifica.");
}

TEST(SignatureFieldsTest, AreNoneInWhatIsNoPdf) {
  for (const char* bytes : {"", "%PDF-", "%PDF-1.7\ntrailer <</Root 1 0 R>>\n%%EOF", "PK\x03\x04"}) {
    EXPECT_TRUE(signatureFieldsOf(bytes).empty());
  }
}

TEST(SignatureFieldsTest, AreFoundInATreeThatBitesItsTail) {
  const std::string pdf = R"(%PDF-1.7
1 0 obj <</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[4 0 R 4 0 R 6 0 R]>>>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Annots[5 0 R 6 0 R]>> endobj
4 0 obj <</T(ente)/FT/Sig/Kids[5 0 R 4 0 R]>> endobj
5 0 obj <</T(uno)/Parent 4 0 R/P 3 0 R/V<</Type/Sig>>>> endobj
6 0 obj <</T(protocollo_due)/FT/Tx/V()>> endobj
trailer <</Root 1 0 R/Size 7>>
)";
  const std::vector<SignatureField> fields = signatureFieldsOf(pdf);
  ASSERT_EQ(fields.size(), 2u);
  EXPECT_EQ(fields[0].name, "ente.uno");
  EXPECT_TRUE(fields[0].filled);
  EXPECT_EQ(fields[0].page, 1u);
  EXPECT_EQ(fields[1].name, "protocollo_due");
  EXPECT_FALSE(fields[1].filled);
  EXPECT_EQ(fields[1].page, 0u);
}

}  // namespace
}  // namespace stesura
