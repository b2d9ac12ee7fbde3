// What is shown is read as what it was: random values, and every label of the real schemas.
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>
#include <string>

#include "generator/merge/italian.h"
#include "generator/merge/present.h"
#include "generator/merge/recognise.h"
#include "generator/schema/schema.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

constexpr int kRounds = 3000;

Field fieldOf(unsigned types, const std::string& format = "") {
  Field field;
  field.types = types;
  field.format = format;
  return field;
}

Presentation shownAs(const std::string& formats) {
  Tag tag;
  std::vector<Problem> problems;
  EXPECT_TRUE(readTag(formats.empty() ? std::string("x") : "x|" + formats, "", tag, problems)) << formats;
  return tag.presentation;
}

std::string shown(const Json& value, const Presentation& presentation, const Field& field) {
  std::string text;
  EXPECT_EQ(Presenter(presentation, &field).present(value, text), "") << value.dump();
  return text;
}

// Shows the value and reads it back in every one of the formats.
void expectBack(const Json& value, const Field& field, const std::vector<std::string>& formats) {
  for (const std::string& format : formats) {
    const Presentation presentation = shownAs(format);
    EXPECT_TRUE(isRecognisable(presentation, field)) << format;
    const std::string text = shown(value, presentation, field);
    const auto back = recognise(text, presentation, field);
    ASSERT_TRUE(back.has_value()) << value.dump() << " |" << format << ": " << text;
    ASSERT_EQ(*back, value) << format << ": " << text;
  }
}

class Chance {
 public:
  explicit Chance(unsigned seed) : random_(seed) {}
  std::int64_t between(std::int64_t low, std::int64_t high) { return std::uniform_int_distribution<std::int64_t>(low, high)(random_); }

  std::string date() {
    using namespace std::chrono;
    // One in four on the days that calendars get wrong.
    if (between(0, 3) == 0) {
      const char* ends[] = {"-02-28", "-03-01", "-12-31", "-01-01"};
      const auto y = between(0, 9) == 0 ? between(0, 9999) : between(1900, 2100);
      if (year{static_cast<int>(y)}.is_leap() && between(0, 1) == 0) return four(y) + "-02-29";
      return four(y) + ends[between(0, 3)];
    }
    const year_month_day date{sys_days{year{1900} / 1 / 1} + days{between(0, 80000)}};
    return four(static_cast<int>(date.year())) + "-" + two(static_cast<unsigned>(date.month())) + "-" +
           two(static_cast<unsigned>(date.day()));
  }
  std::string two(std::int64_t number) { return std::string(number < 10 ? 1 : 0, '0') + std::to_string(number); }
  std::string four(std::int64_t number) {
    const std::string text = std::to_string(number);
    return std::string(4 - text.size(), '0') + text;
  }
  std::string text(const std::vector<std::string>& pieces, std::int64_t most) {
    std::string made;
    for (std::int64_t at = between(1, most); at > 0; --at) made += pieces[static_cast<std::size_t>(between(0, static_cast<std::int64_t>(pieces.size()) - 1))];
    return made;
  }

 private:
  std::mt19937 random_;
};

TEST(RecogniseProperty, GivesDatesBack) {
  Chance chance(1);
  const std::vector<std::string> formats = {"", "breve", "estesa", "codice", "estesa|maiuscolo", "estesa|maiuscola", "facoltativo"};
  for (int round = 0; round < kRounds; ++round) {
    const std::string date = chance.date();
    expectBack(date, fieldOf(kTypeString, "date"), formats);
    const std::string partial = date.substr(0, std::vector<std::size_t>{4, 7, 10}[static_cast<std::size_t>(chance.between(0, 2))]);
    expectBack(partial, fieldOf(kTypeString, "data-parziale"), formats);
  }
}

TEST(RecogniseProperty, GivesMomentsOfRomeBack) {
  Chance chance(2);
  for (int round = 0; round < kRounds; ++round) {
    const std::string local = chance.four(chance.between(1996, 2150)) + chance.date().substr(4) + "T" + chance.two(chance.between(0, 23)) + ":" +
                              chance.two(chance.between(0, 59)) + ":00";
    for (const char* offset : {"+01:00", "+02:00"}) {
      const auto rome = romeMoment(local + offset);
      if (!rome || rome->date + "T" + rome->time + ":00" != local) continue;  // not the offset of Rome on that day
      const auto other = romeMoment(local + (offset == std::string("+01:00") ? "+02:00" : "+01:00"));
      if (other && other->date == rome->date && other->time == rome->time) continue;  // the hour that comes twice
      if (!rome->offset.empty()) continue;
      expectBack(local + offset, fieldOf(kTypeString, "date-time"), {"", "estesa", "estesa|maiuscolo"});
    }
  }
}

TEST(RecogniseProperty, GivesNumbersBack) {
  Chance chance(3);
  const std::vector<std::string> formats = {"", "numero", "codice", "maiuscolo"};
  for (int round = 0; round < kRounds; ++round) {
    const std::int64_t bound = std::int64_t{1} << chance.between(1, 62);
    const std::int64_t integer = chance.between(-bound, bound);
    expectBack(integer, fieldOf(kTypeInteger), {"", "numero", "codice", "numero:2", "euro"});
    expectBack(integer, fieldOf(kTypeNumber), formats);
    expectBack(static_cast<double>(integer) / static_cast<double>(chance.between(1, 1'000'000)), fieldOf(kTypeNumber), formats);
    expectBack(static_cast<double>(chance.between(-1'000'000'000, 1'000'000'000)) / 100, fieldOf(kTypeNumber), {"euro", ""});
  }
  for (double number : {0.0, -0.0, 5e-324, 1.7976931348623157e308, 1e19, 1e22, -1e300, 0.1, 1e-7}) {
    expectBack(number, fieldOf(kTypeNumber), formats);
  }
  expectBack(std::uint64_t{18446744073709551615u}, fieldOf(kTypeInteger), formats);
  expectBack(std::numeric_limits<std::int64_t>::min(), fieldOf(kTypeInteger), formats);
}

TEST(RecogniseProperty, GivesYesAndNoBack) {
  for (const bool value : {true, false}) {
    expectBack(value, fieldOf(kTypeBoolean), {"", "si_no", "casella", "codice", "si_no|maiuscolo", "maiuscola"});
  }
}

TEST(RecogniseProperty, GivesTextsBack) {
  Chance chance(4);
  const std::vector<std::string> pieces = {"perché", "l’", "È", "é", " ", "\n", ", ", " e ", "«a»", "12/03/2026", "sì", "x", "—", "Ș", "A", "z", "☒", "1,5"};
  for (int round = 0; round < kRounds; ++round) {
    const std::string text = std::string("a").append(chance.text(pieces, 12)).append(".");
    expectBack(text, fieldOf(kTypeString), {"", "codice", "facoltativo"});
  }
}

Json fileJson(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return parseJson(text.str());
}

// Calls `visit` for every field below that has labels and is single.
template <typename Visit>
std::size_t visitLabels(const Field& field, const Visit& visit) {
  std::size_t count = 0;
  if (!field.labels.empty() && !mayBeList(field) && !mayBeObject(field)) {
    visit(field);
    ++count;
  }
  for (const auto& [key, property] : field.properties) count += visitLabels(*property, visit);
  if (field.items) count += visitLabels(*field.items, visit);
  return count;
}

class RealSchemas : public ::testing::Test {
 protected:
  template <typename Visit>
  static std::size_t visit(const Visit& visit) {
    const fs::path folder = fs::path(STESURA_SOURCE_DIR) / "schemas";
    std::map<std::string, Json> documents;
    for (const auto& entry : fs::directory_iterator(folder)) documents[entry.path().filename().string()] = fileJson(entry.path());
    std::size_t count = 0;
    for (const auto& [name, document] : documents) {
      // Words of several alphabets of forms; compiling all would only repeat them.
      for (const char* kind : {"scheda_segnalazione", "protocollo_intesa", "bilancio_competenze", "cartella_utente", "scheda_valutazione", "progetto_tirocinio"}) {
        if (name == kind + std::string(".schema.json")) count += visitLabels(Schema::compile(document, documents).shape(), visit);
      }
    }
    return count;
  }
};

TEST_F(RealSchemas, HaveLabelsThatAreReadBack) {
  const std::size_t fields = visit([](const Field& field) {
    for (const auto& [code, title] : field.labels) {
      expectBack(code, field, {"", "codice", "maiuscolo", "maiuscola"});
      if (!title.empty()) expectBack(code, field, {"etichetta"});
    }
  });
  EXPECT_GT(fields, 100u);
}

TEST_F(RealSchemas, HaveLabelsWhoseListsAreReadBack) {
  Chance chance(5);
  std::size_t lists = 0, recognised = 0;
  visit([&](const Field& item) {
    if (item.labels.size() < 2) return;
    Field list = fieldOf(kTypeArray);
    list.items = copyField(item);
    for (int round = 0; round < 5; ++round) {
      Json value = Json::array();
      for (const auto& [code, title] : item.labels) {
        if (chance.between(0, 1) == 0) value.push_back(code);
      }
      if (value.empty()) continue;
      expectBack(value, list, {"elenco|codice"});
      for (const char* formats : {"elenco", "elenco|maiuscolo", "elenco|maiuscola"}) {
        if (isRecognisable(shownAs(formats), list)) expectBack(value, list, {formats});
        // Where a label looks like a list of others.
        const auto back = recognise(shown(value, shownAs(formats), list), shownAs(formats), list);
        EXPECT_TRUE(!back || *back == value) << value.dump();
        recognised += back.has_value();
        ++lists;
      }
    }
  });
  EXPECT_GT(recognised, lists * 99 / 100) << lists;
}

// Whatever is accepted means the same when it is shown and read again.
TEST(RecogniseProperty, AcceptsNoTextThatItWouldShowAsAnotherValue) {
  Chance chance(6);
  const std::vector<std::string> pieces = {"1", "2", "0", "26", "2026", "12", "/", ".", ",", "-", " ", "marzo", "mar", "ore", ":", "€", "%",
                                           "sì", "no", "x", "☒", "☐", "a", "b", " e ", ", ", "1°", "(UTC", "+01:00", ")", "\xC3", "\xFF", "\r", "T", "Z", "_"};
  Field labels = fieldOf(kTypeString);
  labels.labels = {{"a", "a"}, {"b", "a b"}, {"1", "no"}, {"x", "sì"}};
  Field list = fieldOf(kTypeArray);
  list.items = copyField(labels);
  Field dates = fieldOf(kTypeArray);
  dates.items = std::make_unique<Field>(fieldOf(kTypeString, "date"));
  const std::vector<const Field*> lists = {&list, &dates};
  const Field singles[] = {fieldOf(kTypeString, "date"), fieldOf(kTypeString, "data-parziale"), fieldOf(kTypeString, "date-time"),
                           fieldOf(kTypeInteger),        fieldOf(kTypeNumber),                  fieldOf(kTypeBoolean),
                           fieldOf(kTypeString),         fieldOf(kTypeBoolean | kTypeNumber)};
  std::size_t accepted = 0;
  const auto check = [&](const std::string& text, const Field& field, const std::string& formats) {
    const Presentation presentation = shownAs(formats);
    const auto value = recognise(text, presentation, field);
    if (!value) return;
    ++accepted;
    ASSERT_EQ(recognise(shown(*value, presentation, field), presentation, field), *value) << formats << ": " << text;
  };
  for (int round = 0; round < 40'000; ++round) {
    const std::string text = chance.text(pieces, 8);
    for (const Field& field : singles) check(text, field, "");
    check(text, labels, "");
    for (const Field* field : lists) check(text, *field, "elenco");
    check(text, singles[0], "estesa|maiuscolo");
    check(text, singles[4], "euro");
    for (const char* format : {"il", "concorda:nato/nata", "casella:a", "qr", "clausole", "ora", "numero:2", "maiuscolo", "maiuscola", "breve"}) {
      recognise(text, shownAs(format), labels);
      recognise(text, shownAs(format), singles[static_cast<std::size_t>(chance.between(0, 7))]);
    }
  }
  EXPECT_GT(accepted, 10'000u);
}

}  // namespace
}  // namespace stesura
