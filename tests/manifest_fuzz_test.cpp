// Every place of kind.json, with every wrong sort of value in it: told as a mistake of the file, never worse.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "generator/generator.h"
#include "generator/kind.h"
#include "tests/small_home.h"

namespace stesura {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

void collect(const Json& value, const std::string& pointer, std::vector<std::string>& places) {
  places.push_back(pointer);
  if (value.is_object()) {
    for (const auto& [key, member] : value.items()) collect(member, pointerJoin(pointer, key), places);
  } else if (value.is_array()) {
    for (std::size_t at = 0; at < value.size(); ++at) collect(value[at], pointerJoin(pointer, at), places);
  }
}

const std::vector<Json>& strangeValues() {
  static const std::vector<Json> kValues = {
      nullptr, true, -1, 1e300, 18446744073709551615u, "", "/", "//", "/*", "*", ".", "/~2", "non esiste", "../x", std::string("\0x", 2),
      Json::array(), Json::array({nullptr}), Json::array({Json::array()}), Json::object(), {{"", ""}}, {{"campo", "."}}, {{"conta", 1}},
      {{"elenco", "/"}, {"ogni", 1}}, {{"tutte", {1}}}};
  return kValues;
}

// Reads the kind and lints it; what is wrong must be a mistake of the file.
void tryOut(const testing::SmallHome& home, const std::string& kind, const Json& data, const std::string& what) {
  try {
    Generator generator({.home = home.path(), .program = STESURA_BINARY_DIR});
    generator.checkLayout(kind, "", data);
    generator.check(kind, data);
  } catch (const Error& error) {
    const bool right = error.kind() == ErrorKind::templateFile || error.kind() == ErrorKind::data;
    EXPECT_TRUE(right) << what << ": " << error.sentence();
    EXPECT_FALSE(error.sentence().empty()) << what;
    for (const Problem& problem : error.problems()) EXPECT_FALSE(problem.message.empty()) << what;
  } catch (const std::exception& error) {
    ADD_FAILURE() << what << ": " << error.what();
  }
}

void mutateEveryPlace(const testing::SmallHome& home, const std::string& kind, const Json& data) {
  const std::string file = "templates/" + kind + "/kind.json";
  const Json whole = Json::parse(read(home.path() / file));
  std::vector<std::string> places;
  collect(whole, "", places);
  for (const std::string& place : places) {
    for (const Json& value : strangeValues()) {
      Json mutated = whole;
      mutated[Json::json_pointer(place)] = value;
      home.write(file, mutated.dump());
      tryOut(home, kind, data, place + " = " + value.dump());
    }
    if (place.empty()) continue;
    Json mutated = whole;
    const Json::json_pointer pointer(place);
    Json& parent = mutated[pointer.parent_pointer()];
    if (parent.is_object()) {
      Json member = parent[pointer.back()];
      parent.erase(pointer.back());
      home.write(file, mutated.dump());
      tryOut(home, kind, data, "without " + place);
      parent[pointer.back() + "x"] = member;
      home.write(file, mutated.dump());
      tryOut(home, kind, data, "misspelt " + place);
    }
  }
  home.write(file, whole.dump());
}

// Every function and every condition of the language once, over a small schema.
void writeWholeLanguage(const testing::SmallHome& home) {
  home.write("schemas/lingua.schema.json", R"({"$id": "https://schemi.stesura.example/lingua.schema.json", "type": "object", "x-classe": "P",
    "properties": {"n": {"type": "integer"}, "d": {"type": "string", "format": "date"}, "t": {"type": "string"}, "s": {"enum": ["a", "b"]},
      "r": {"type": "array", "items": {"type": "object", "properties": {"n": {"type": "number"}, "t": {"type": "string"}, "d": {"type": "string", "format": "date"},
        "l": {"type": "array", "items": {"type": "string"}}}}}}})");
  home.write("templates/lingua/a.fodt", testing::flatDocument("<text:p>{{t|facoltativo}}</text:p>"));
  home.write("templates/lingua/kind.json", R"({"tipo": "lingua", "titolo": "L", "ruolo": "prova", "schema": "lingua.schema.json",
    "modelli": [{"nome": "a", "titolo": "A", "file": "a.fodt", "classe_massima": "P", "togli": ["/s"],
      "derivati": [{"nome": "/m", "titolo": "M", "valore": {"media": {"elenco": "/gruppi", "di": "q", "decimali": 1}}}],
      "regole": [{"nome": "x", "messaggio": "m", "allora": {"campo": "m", "massimo": 99}, "gravita": "avviso"}]}],
    "regole": [
      {"nome": "a", "in": "/r", "se": {"campo": "n", "presente": true, "minimo": 1, "massimo": {"campo": "/n"}}, "allora": {"campo": "t", "esiste_in": {"elenco": "/r", "chiave": "t", "dove": {"campo": "n", "diverso": 3}}}, "messaggio": "m", "rimedio": "r", "norma": "n"},
      {"nome": "b", "allora": {"almeno_una": [{"elenco": "/r", "dove": {"campo": "n", "fra": [1, 2]}, "ogni": {"campo": "d", "non_prima_di": "/d"}, "nessuno": {"campo": "t", "uguale": "z"}, "unico": "t"}, {"nessuna": [{"date_in_ordine": ["d", "d"]}]}, {"tutte": [{"valore": {"conta": {"elenco": "/r"}}, "almeno_una": [{"elenco": "/r/*/l", "almeno": 1, "al_massimo": 3}], "uguale_a": "n"}]}]}, "messaggio": "m"}],
    "derivati": [
      {"nome": "/gruppi", "titolo": "G", "valore": {"raggruppa": {"elenco": "/r", "per": "t", "calcola": [{"nome": "q", "titolo": "Q", "valore": {"somma": {"elenco": "voci", "di": "n"}}}]}}},
      {"nome": "/o", "titolo": "O", "valore": {"ordina": {"elenco": "/r", "per": [{"campo": "n", "verso": "decrescente"}, "t"], "primi": 2, "dove": {"campo": "t", "presente": true}}}},
      {"nome": "/r/*/c", "titolo": "C", "valore": {"cerca": {"elenco": "/r", "chiave": "t", "uguale_a": "t", "prendi": "n"}}},
      {"nome": "/r/*/p", "titolo": "P", "valore": {"lettera": {"posizione": "."}}},
      {"nome": "/u/nomi", "titolo": "U", "valore": {"unisci": {"elenco": "/r", "di": ["t", "d"], "fra": "; ", "ultimo": " e ", "fra_parti": " "}}},
      {"nome": "/u/k", "titolo": "K", "valore": {"scegli": {"se": {"campo": "n", "minimo": 3}, "allora": {"romano": "n"}, "altrimenti": {"ordinale": {"di": "n", "genere": "femminile", "stile": "parola"}}}}},
      {"nome": "/u/w", "titolo": "W", "valore": {"condizione": {"campo": "s", "uguale": "a"}}},
      {"nome": "/u/gg", "titolo": "GG", "valore": {"differenza_date": {"da": "d", "a": {"data_piu": {"data": "d", "giorni_lavorativi": "n", "patrono": "12-07", "sabato": true}}, "in": "mesi"}}},
      {"nome": "/u/num", "titolo": "N", "valore": {"arrotonda": {"di": {"somma_di": [{"prodotto": ["n", 2]}, {"differenza": {"da": "n", "a": 7}}, {"rapporto": {"dividendo": "n", "divisore": 3, "decimali": 4}}, {"percentuale": {"parte": 1, "totale": "n", "decimali": 1}}]}, "decimali": 2}}},
      {"nome": "/u/estremi", "titolo": "E", "valore": {"somma_di": [{"minimo": {"elenco": "/r", "di": "n"}}, {"massimo": {"elenco": "/r", "di": "n"}}, {"primo": {"elenco": "/r", "prendi": "n"}}, {"ultimo": {"elenco": "/r", "prendi": "n"}}]}},
      {"nome": "/g/uno", "titolo": "G1", "valore": {"grafico": {"tipo": "barre", "titolo": "T", "unita": "u", "elenco": "/r", "etichetta": "t", "serie": [{"nome": "s", "di": "n"}], "obiettivo": {"nome": "o", "di": 3}}}},
      {"nome": "/g/due", "titolo": "G2", "valore": {"grafico": {"tipo": "gantt", "titolo": "T", "testo_alternativo": "x", "elenco": "/r", "etichetta": "t", "inizio": "d", "fine": "d", "gruppo": "t"}}}]})");
}

const Json kLanguageData = Json::parse(R"({"n": 4, "d": "2026-03-12", "t": "x", "s": "a",
  "r": [{"n": 1.5, "t": "b", "d": "2026-01-01", "l": ["u", "v"]}, {"n": 2, "t": "a", "d": "2026-05-01", "l": []}, {"t": "a"}]})");

TEST(ManifestFuzz, WholeLanguageIsRightToBeginWith) {
  const testing::SmallHome home;
  writeWholeLanguage(home);
  Generator generator({.home = home.path(), .program = STESURA_BINARY_DIR});
  const LayoutCheck check = generator.checkLayout("lingua", "", kLanguageData);
  EXPECT_TRUE(check.problems.empty()) << check.problems.front().message;
  // All but «/u/w», made of what the layout may not show, and «/u/estremi»: the last item has no number.
  EXPECT_EQ(check.derived.size(), 15u);
}

TEST(ManifestFuzz, TellsEveryMistakeInTheWholeLanguage) {
  const testing::SmallHome home;
  writeWholeLanguage(home);
  mutateEveryPlace(home, "lingua", kLanguageData);
}

TEST(ManifestFuzz, TellsEveryMistakeInTheRealManifests) {
  const testing::SmallHome home;
  const fs::path source = STESURA_SOURCE_DIR;
  for (const auto& schema : fs::directory_iterator(source / "schemas")) {
    home.write("schemas/" + schema.path().filename().string(), read(schema.path()));
  }
  std::mt19937 random(3);
  for (const auto& kind : fs::directory_iterator(source / "templates")) {
    if (!fs::exists(kind.path() / "kind.json")) continue;
    const std::string name = kind.path().filename().string();
    const std::string file = "templates/" + name + "/kind.json";
    const Json whole = Json::parse(read(kind.path() / "kind.json"));
    std::vector<std::string> places;
    collect(whole, "", places);
    for (int round = 0; round < 40; ++round) {
      Json mutated = whole;
      const std::string& place = places[random() % places.size()];
      mutated[Json::json_pointer(place)] = strangeValues()[random() % strangeValues().size()];
      home.write(file, mutated.dump());
      try {
        readKind(home.path(), name);
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::templateFile) << place << ": " << error.sentence();
      } catch (const std::exception& error) {
        ADD_FAILURE() << name << place << ": " << error.what();
      }
    }
  }
}

}  // namespace
}  // namespace stesura
