// Fill, read back, equal: over every sample and over random documents.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "generator/error.h"
#include "generator/form/faces.h"
#include "generator/form/form.h"
#include "generator/form/form_building.h"
#include "generator/form/form_reading.h"
#include "generator/form/form_template.h"
#include "generator/json/json.h"
#include "generator/kind.h"
#include "generator/merge/escape.h"
#include "generator/merge/present.h"
#include "generator/merge/recognise.h"
#include "generator/merge/typed_text.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr int kDocuments = 1000;
constexpr const char* kKind = "scheda_segnalazione";
constexpr const char* kLayout = "modulo";

std::string fileText(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

// All that the layout binds one datum to, and whether it can be read back.
struct BoundDatum {
  const Field* field = nullptr;
  std::vector<const FieldBinding*> bindings{};
  bool readBack = false;
};

std::map<DatumPlace, BoundDatum> boundData(const FormTemplate& layout) {
  std::map<DatumPlace, BoundDatum> data;
  for (const FieldBinding& binding : layout.bindings()) {
    DatumPlace place;
    if (!placeOfDatum(binding, place)) continue;
    BoundDatum& datum = data[place];
    datum.field = binding.datum;
    datum.bindings.push_back(&binding);
    datum.readBack = datum.readBack || readsBack(binding);
  }
  return data;
}

bool ofOneValue(const FieldBinding& binding) {
  return binding.presentation.format == ValueFormat::checkbox && !binding.presentation.argument.empty();
}

// The values that the boxes and options of the form offer; none: any.
std::vector<Json> offered(const BoundDatum& datum) {
  std::vector<Json> values;
  for (const FieldBinding* binding : datum.bindings) {
    if (ofOneValue(*binding)) {
      if (const auto value = tickedValue(binding->presentation.argument, *datum.field)) values.push_back(*value);
    }
    for (const auto& [text, option] : binding->options) {
      for (const Json& value : valuesOfOption(*binding, option)) values.push_back(value);
    }
  }
  return values;
}

Json* memberAt(Json& data, const DatumPlace& place) {
  const Json::json_pointer pointer(place.list.empty() ? place.inner : place.list + "/" + std::to_string(place.row) + place.inner);
  return &data[pointer];
}

const Json* valueAt(const Json& data, const DatumPlace& place) {
  return findPointer(data, place.list.empty() ? place.inner : place.list + "/" + std::to_string(place.row) + place.inner);
}

// An empty box is false, and so is one of nobody's: neither side tells them apart.
void dropFalse(Json& value) {
  if (!value.is_structured()) return;
  Json kept = value.is_array() ? Json::array() : Json::object();
  for (auto& [key, member] : value.items()) {
    dropFalse(member);
    if (member == false || (member.is_structured() && member.empty()) || member.is_null()) continue;
    if (value.is_array()) {
      kept.push_back(std::move(member));
    } else {
      kept[key] = std::move(member);
    }
  }
  value = std::move(kept);
}

// What the layout can tell again of these data.
Json restricted(const Json& data, const FormTemplate& layout) {
  Json kept = Json::object();
  for (const auto& [place, datum] : boundData(layout)) {
    const Json* value = datum.readBack ? valueAt(data, place) : nullptr;
    if (value == nullptr) continue;
    Json told = *value;
    const std::vector<Json> known = offered(datum);
    if (told.is_string()) told = trimmedText(told.get<std::string>()).value_or("");
    const auto isKnown = [&](const Json& one) { return std::find(known.begin(), known.end(), one) != known.end(); };
    if (!known.empty() && told.is_array()) {
      Json items = Json::array();
      std::copy_if(known.begin(), known.end(), std::back_inserter(items),
                   [&](const Json& one) { return std::find(told.begin(), told.end(), one) != told.end(); });
      told = std::move(items);
    } else if (!known.empty() && !isKnown(told)) {
      continue;
    }
    *memberAt(kept, place) = std::move(told);
  }
  dropFalse(kept);
  return kept;
}

// Valid data for what the layout binds, from a seed.
class DocumentMaker {
 public:
  DocumentMaker(const FormTemplate& layout, unsigned seed) : layout_(layout), random_(seed) {}

  Json make() {
    Json data = Json::object();
    std::map<std::string, std::size_t> items;
    for (const auto& [place, datum] : boundData(layout_)) {
      if (!place.list.empty()) items.emplace(place.list, below(rowsOf(place.list) + 1));
      if (!place.list.empty() && place.row >= items.at(place.list)) continue;
      const bool first = !place.list.empty() && findPointer(data, place.list + "/" + std::to_string(place.row)) == nullptr;
      if (!datum.readBack || (!first && below(4) == 0)) continue;  // a row holds something
      Json value = valueOf(datum);
      if (!value.is_null()) *memberAt(data, place) = std::move(value);
    }
    return data;
  }

 private:
  std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_); }

  std::size_t rowsOf(const std::string& list) const {
    std::size_t rows = 0;
    for (const FieldBinding& binding : layout_.bindings()) {
      if (binding.list == list) rows = std::max(rows, binding.row + 1);
    }
    return rows;
  }

  Json valueOf(const BoundDatum& datum) {
    std::vector<Json> known = offered(datum);
    const bool list = mayBeList(*datum.field) && !mayBeScalar(*datum.field);
    const Field& single = list && datum.field->items ? *datum.field->items : *datum.field;
    if (known.empty()) {
      for (const auto& [code, title] : single.labels) known.push_back(code);
    }
    if (!list) return known.empty() ? scalarOf(single, datum) : known[below(known.size())];
    Json items = Json::array();
    for (const Json& value : known) {
      if (below(2) == 0) items.push_back(value);
    }
    if (known.empty()) items.push_back(scalarOf(single, datum));
    return items.empty() ? Json() : items;
  }

  Json scalarOf(const Field& field, const BoundDatum& datum) {
    if ((field.types & kTypeBoolean) != 0) return below(2) == 0;
    if ((field.types & kTypeString) != 0 || field.types == 0) return textOf(field, datum);
    if ((field.types & kTypeInteger) != 0 || (field.types & kTypeNumber) == 0) return below(100);
    return static_cast<double>(below(1'000'000)) / 100;
  }

  Json textOf(const Field& field, const BoundDatum& datum) {
    if (field.format == "date") return date();
    if (field.format == "data-parziale") return date().substr(0, std::vector<std::size_t>{4, 7, 10}[below(3)]);
    if (field.format == "date-time") return date() + "T10:30:00" + "+01:00";
    if (field.format == "codice-fiscale") return "BNCMRA92S65E897L";
    if (field.format == "cap") return "20900";
    if (field.format == "email" || field.format == "pec") return "rete@esempio.it";
    std::size_t room = 40;
    for (const FieldBinding* binding : datum.bindings) {
      const FormField& shown = layout_.description().fields[binding->field];
      if (shown.type != FormFieldType::text) continue;
      room = std::min(room, layout_.roomOf(binding->field) * 2 / 3);
      if (shown.maxLength > 0) room = std::min(room, shown.maxLength);
      if (binding->presentation.format == ValueFormat::time) return "09:30";
      if (binding->presentation.format == ValueFormat::longForm || binding->presentation.format == ValueFormat::shortForm) return date();
    }
    return words(room);
  }

  std::string date() {
    char text[32];
    // Winter days: one offset for date-times. One in eight is the leap day.
    if (below(8) == 0) return "2024-02-29";
    std::snprintf(text, sizeof text, "%04zu-%02zu-%02zu", 1930 + below(120), 1 + below(2), 1 + below(28));
    return text;
  }

  // Of at most `room` characters, at least one.
  std::string words(std::size_t room) {
    static const std::vector<std::string> kWords = {"perché", "l’unità",  "dell’ente", "à",      "città", "già",  "È",   "accoglienza", "d’Este",
                                                    "e",      "Cantù,",   "non",       "«prova»", "12/03", "sì",   "più", "Forlì",       "–",
                                                    "1.234",  "Ștefan",   "Žužemberk", "naïf",   "€",     "co-op", "(B)", "x",           "via"};
    std::string text;
    std::size_t length = 0;
    for (std::size_t count = 1 + below(6); count > 0; --count) {
      const std::string& word = kWords[below(kWords.size())];
      std::size_t characters = length > 0 ? 1 : 0;
      for (std::size_t at = 0; at < word.size(); ++characters) nextCodePoint(word, at);
      if (length + characters > room) continue;
      text += (length > 0 ? " " : "") + word;
      length += characters;
    }
    return text.empty() ? "à" : text;
  }

  const FormTemplate& layout_;
  std::mt19937 random_;
};

Json reasonTexts(const Json& data) {
  Json texts = Json::object();
  const auto reasons = data.find("dati_assenti");
  if (reasons == data.end()) return texts;
  for (const auto& [pointer, reason] : reasons->items()) {
    std::string text = reason.get<std::string>();
    std::replace(text.begin(), text.end(), '_', ' ');
    texts[pointer] = text;
  }
  return texts;
}

enum class Printing { issued, draft };

class FormProperty : public ::testing::Test {
 protected:
  static const Kind& kind() {
    static const Kind kKnown = readKind(STESURA_SOURCE_DIR, kKind);
    return kKnown;
  }
  static const FormFonts& fonts() {
    static const FormFonts kFonts(fs::path(STESURA_SOURCE_DIR) / "build/fonts");
    return kFonts;
  }
  static FormTemplate fixture(const std::string& file, const FormMap& map) {
    return FormTemplate::compile(fileText(fs::path(STESURA_SOURCE_DIR) / "tests/fixtures/forms" / file), map, kind().schema.shape(), fonts());
  }
  static FormTemplate modulo() {
    const Layout& layout = kind().layout(kLayout);
    return FormTemplate::compile(fileText(layout.file), layout.form, kind().schema.shape(), fonts());
  }

  // Data that the layout prints in a way that does not tell them again: a list of free sentences.
  static std::set<std::string> unreadable(const FormTemplate& layout) {
    std::set<std::string> pointers;
    for (const FieldBinding& binding : layout.bindings()) {
      if (binding.tag && !readsBack(binding)) pointers.insert(binding.tag->pointer);
    }
    return pointers;
  }

  static void expectBack(const Json& data, const FormTemplate& layout, Printing printing) {
    const Json reasons = reasonTexts(data);
    FormOrder order{.data = data, .issueDate = "2026-03-12", .identifier = "prova"};
    order.absenceReasons = &reasons;
    if (printing == Printing::draft) order.draftMark = "BOZZA";
    FilledForm filled;
    try {
      filled = layout.fill(order);
    } catch (const Error& error) {
      std::string problems;
      for (const Problem& problem : error.problems()) problems += "\n" + problem.pointer + " " + problem.place + ": " + problem.message;
      FAIL() << error.sentence() << problems << "\n" << data.dump();
    }
    FormReading reading = readForm(describeForm(filled.bytes), layout, &kind().schema.shape());
    const std::set<std::string> mute = unreadable(layout);
    for (const Problem& problem : reading.warnings) {
      if (!mute.contains(problem.pointer)) ADD_FAILURE() << problem.pointer << " " << problem.place << ": " << problem.message;
    }
    const Json read = reading.data.value("dati_assenti", Json::object());
    for (const auto& [pointer, reason] : read.items()) EXPECT_EQ(data.at("dati_assenti").value(pointer, ""), reason) << pointer;
    reading.data.erase("dati_assenti");
    dropFalse(reading.data);
    Json expected = restricted(data, layout);
    expected.erase("dati_assenti");
    EXPECT_EQ(reading.data, expected) << Json::diff(expected, reading.data).dump(1);
  }

  static void expectRandomBack(const FormTemplate& layout, unsigned seed) {
    DocumentMaker maker(layout, seed);
    std::size_t values = 0;
    for (int at = 0; at < kDocuments && !HasFailure(); ++at) {
      const Json data = maker.make();
      values += restricted(data, layout).flatten().size();
      expectBack(data, layout, Printing::draft);
    }
    EXPECT_GT(values, std::size_t{kDocuments} * 3);
  }
};

FormMapEntry entry(const std::string& field, const std::string& text) {
  FormMapEntry made;
  made.field = field;
  made.text = text;
  return made;
}

TEST_F(FormProperty, ReadsEverySampleBack) {
  const FormTemplate layout = modulo();
  std::size_t samples = 0;
  for (const auto& file : fs::recursive_directory_iterator(fs::path(STESURA_SOURCE_DIR) / "samples")) {
    if (file.path().extension() != ".json") continue;
    const Json data = parseJson(fileText(file.path()));
    if (!data.is_object() || data.value("tipo_documento", Json()) != kKind) continue;
    SCOPED_TRACE(file.path().filename().string());
    ++samples;
    const bool whole = kind().schema.validate(data).valid();
    expectBack(data, layout, whole ? Printing::issued : Printing::draft);
  }
  EXPECT_GE(samples, 9u);
}

TEST_F(FormProperty, ReadsRandomDocumentsBack) { expectRandomBack(modulo(), 6); }

TEST_F(FormProperty, ReadsRandomDocumentsOfAForeignFormBack) {
  FormMap map;
  for (const auto& [field, text] : std::vector<std::pair<std::string, std::string>>{
           {"Testo1", "{{persona.cognome}}"},
           {"Testo2", "{{persona.nome_proprio}}"},
           {"Testo3", "{{persona.comune_nascita.denominazione|maiuscolo}}"},
           {"Testo5", "{{persona.data_nascita}}"},
           {"undefined", "{{persona.codice_fiscale}}"},
           {"Testo8", "{{persona.residenza.cap}}"},
           {"Casella di controllo4", "{{condizione.legge_68.iscritto}}"},
           {"Testo23", "{{condizione.legge_68.data_iscrizione}}"},
           {"Testo29", "{{motivazione_invio}}"},
           {"Testo30", "{{luogo}}"},
           {"Testo31", "{{data_documento}}"}}) {
    map.fields.push_back(entry(field, text));
  }
  expectRandomBack(fixture("ministero.pdf", map), 7);
}

}  // namespace
}  // namespace stesura
