#include "tests/schema_fixture.h"

namespace stesura {
namespace {

struct Mistake {
  const char* where;     // JSON Pointer of what is changed
  const char* value;     // JSON, or null to take it away
  const char* expected;  // as told()
};

class SchemaMessages : public testing::Test {
 protected:
  std::string toldAfter(const Mistake& mistake) const {
    Json data = fileJson(kSchemaFixtures / "pratica-intera.json");
    const Json::json_pointer where(mistake.where);
    if (mistake.value != nullptr) {
      data[where] = parseJson(mistake.value);
    } else {
      data[where.parent_pointer()].erase(where.back());
    }
    return told(schema_.validate(data).problems);
  }

  void expectTold(std::initializer_list<Mistake> mistakes) const {
    for (const Mistake& mistake : mistakes)
      EXPECT_EQ(toldAfter(mistake), mistake.expected) << mistake.where;
  }

  const Schema schema_ = schemaIn(kSchemaFixtures, "pratica.schema.json");
};

TEST_F(SchemaMessages, TellWhatIsMissingAndHowToGiveIt) {
  expectTold({
      {"/data_documento", nullptr,
       "/data_documento | Data del documento: manca. | Indicare anno, mese e giorno, per esempio "
       "2026-03-12.\n"},
      {"/motivo_chiusura", nullptr,
       "/motivo_chiusura | Motivo della chiusura: manca. | Indicare un testo.\n"},
      {"/allegati", nullptr,
       "/allegati | Allegati: manca. | Va indicato insieme a «Importo del sostegno». Indicare un "
       "elenco.\n"},
      {"/recapiti/0/numero", nullptr,
       "/recapiti/0/numero | Recapiti n. 1 › Numero: manca. | Indicare un testo, per esempio 02 "
       "1234567.\n"},
      {"/persona/cognome", nullptr,
       "/persona | Persona: manca almeno uno di questi dati: «Cognome» oppure «Codice della "
       "persona». | Indicarne almeno uno.\n"},
      {"/programma/0/voci/1/titolo", nullptr,
       "/programma/0/voci/1/titolo | Programma n. 1 › Sottovoci n. 2 › Titolo: manca. | Indicare "
       "un "
       "testo.\n"},
  });
}

TEST_F(SchemaMessages, TellWhichValuesAreAllowed) {
  expectTold({
      {"/persona/sesso", "\"maschio\"",
       "/persona/sesso | Persona › Sesso: il valore non è fra quelli ammessi. | Valori ammessi: "
       "«F» "
       "oppure «M».\n"},
      {"/recapiti/0/tipo", "\"fax\"",
       "/recapiti/0/tipo | Recapiti n. 1 › Tipo: il valore non è fra quelli ammessi. | Valori "
       "ammessi: «telefono» oppure «email».\n"},
      {"/dati_assenti", R"({"/x": "boh"})",
       "/dati_assenti/~1x | Dati assenti › voce n. 1: il valore non è fra quelli ammessi. | Valori "
       "ammessi: «non_rilevato», «non_noto», «preferisce_non_dirlo» oppure «non_pertinente».\n"},
  });
  Json data = fileJson(kSchemaFixtures / "pratica-minima.json");
  data["stato"] = "boh";
  EXPECT_EQ(told(schema_.validate(data).problems),
            "/stato | Stato: il valore non è fra quelli ammessi. | Valori ammessi: «aperta» "
            "(Aperta), «sospesa» (Sospesa) oppure «chiusa» (Chiusa).\n");
}

TEST_F(SchemaMessages, TellTypesAndBounds) {
  expectTold({
      {"/persona/eta", "\"26\"",
       "/persona/eta | Persona › Età: deve essere un numero intero. | Scrivere il numero senza "
       "virgolette, con il punto per i decimali.\n"},
      {"/persona/eta", "130",
       "/persona/eta | Persona › Età: è troppo grande. | Indicare al massimo 120.\n"},
      {"/persona/eta", "26.5",
       "/persona/eta | Persona › Età: deve essere un numero intero. | Togliere i decimali.\n"},
      {"/importo", "0.3",
       "/importo | Importo del sostegno: non è fra i numeri ammessi. | Indicare un multiplo di "
       "0,5.\n"},
      {"/persona", "null",
       "/persona | Persona: deve essere un oggetto. | Indicare un valore, oppure togliere la "
       "proprietà.\n"},
      {"/recapiti/0/preferito", "\"sì\"",
       "/recapiti/0/preferito | Recapiti n. 1 › Preferito: deve essere true o false. | Scrivere "
       "true "
       "o false senza virgolette.\n"},
      {"/persona/cognome", "\"\"",
       "/persona/cognome | Persona › Cognome: è vuoto. | Indicare un testo di al massimo 60 "
       "caratteri.\n"},
      {"/recapiti", "[]",
       "/recapiti | Recapiti: l'elenco è vuoto. | Indicare almeno un elemento.\n"},
      {"/recapiti/1", R"({"tipo": "telefono", "numero": "02 1234567", "preferito": true})",
       "/recapiti | Recapiti: gli elementi n. 1 e n. 2 sono uguali. | Lasciarne uno solo.\n"},
  });
  const std::string longName = "\"" + std::string(61, 'x') + "\"";
  EXPECT_EQ(toldAfter({"/motivo_chiusura", "7", ""}),
            "/motivo_chiusura | Motivo della chiusura: deve essere un testo. | Scriverlo fra "
            "virgolette.\n");
  EXPECT_EQ(toldAfter({"/persona/cognome", longName.c_str(), ""}),
            "/persona/cognome | Persona › Cognome: è troppo lungo. | Al massimo 60 caratteri; ora "
            "sono 61.\n");
}

TEST_F(SchemaMessages, TellFormats) {
  expectTold({
      {"/data_documento", "\"12/03/2026\"",
       "/data_documento | Data del documento: non è una data valida. | Scrivere prima l'anno, poi "
       "il "
       "mese e il giorno, con i trattini: 2026-03-12 per il 12 marzo 2026.\n"},
      {"/persona/codice_fiscale", "\"dprncl99m09c034n\"",
       "/persona/codice_fiscale | Persona › Codice fiscale: non è un codice fiscale valido. | "
       "Scriverlo in lettere maiuscole.\n"},
      {"/persona/codice_fiscale", "\"DPRNCL99M09C034\"",
       "/persona/codice_fiscale | Persona › Codice fiscale: non è un codice fiscale valido. | "
       "Indicare 16 caratteri (oppure 11 cifre per un codice provvisorio o di un ente).\n"},
      {"/recapiti/1/indirizzo", "\"niente\"",
       "/recapiti/1/indirizzo | Recapiti n. 2 › Indirizzo: non è un indirizzo di posta elettronica "
       "valido. | Indicare un indirizzo come ufficio@comune.example.\n"},
      {"/recapiti/0/numero", "\"boh\"",
       "/recapiti/0/numero | Recapiti n. 1 › Numero: non ha la forma prevista. | Per esempio: 02 "
       "1234567.\n"},
  });
}

TEST_F(SchemaMessages, TellUnknownPropertiesWithoutNamingThem) {
  expectTold({
      {"/persona/codice_fiscal", "\"x\"",
       "/persona/codice_fiscal | Persona: c'è una proprietà che lo schema non prevede. | Forse si "
       "intendeva «codice_fiscale».\n"},
      {"/Data-Documento", "1",
       "/Data-Documento | Documento: c'è una proprietà che lo schema non prevede. | Forse si "
       "intendeva «data_documento».\n"},
      {"/tutt'altro", "1",
       "/tutt'altro | Documento: c'è una proprietà che lo schema non prevede. | Togliere la "
       "proprietà, o correggerne il nome.\n"},
      {"/recapiti/0/indirizzo", "\"x@y.example\"",
       "/recapiti/0/indirizzo | Recapiti n. 1: c'è una proprietà che in questo caso non va "
       "indicata. "
       "| Togliere la proprietà.\n"},
      {"/riferimenti/Xx", "1",
       "/riferimenti/Xx | Riferimenti › voce n. 1: il nome di questa proprietà non è ammesso. | "
       "Correggere il nome, o togliere la proprietà.\n"},
      {"/stato", "\"aperta\"",
       "/motivo_chiusura | Motivo della chiusura: qui non va indicato. | Togliere il valore.\n"},
  });
}

TEST_F(SchemaMessages, TellEveryProblemAtOnce) {
  const SchemaReport report = schema_.validate(parseJson(R"({
      "stato": "chiusa", "importo": -1,
      "persona": {"cognome": 7, "codice_fiscale": "X", "eta": "x", "altro": 1},
      "recapiti": [{"tipo": "email"}, {"tipo": "telefono", "numero": "x"}]})"));
  std::string pointers;
  for (const Problem& problem : report.problems)
    pointers += problem.pointer + " " + problem.keyword + "\n";
  EXPECT_EQ(pointers,
            "/motivo_chiusura required\n"
            "/data_documento required\n"
            "/importo minimum\n"

            "/persona anyOf\n"
            "/persona/codice_fiscale format\n"
            "/persona/cognome type\n"
            "/persona/eta type\n"
            "/persona/altro unevaluatedProperties\n"
            "/recapiti/0/indirizzo required\n"
            "/recapiti/1/numero pattern\n"
            "/allegati dependentRequired\n");
}

TEST_F(SchemaMessages, TellThePlaceInTheSchema) {
  Json data = fileJson(kSchemaFixtures / "pratica-intera.json");
  data["persona"]["comune_nascita"].erase("denominazione");
  data["persona"]["eta"] = -1;
  const SchemaReport report = schema_.validate(data);
  ASSERT_EQ(report.problems.size(), 2u);
  EXPECT_EQ(report.problems[0].schemaPointer, "elementi.schema.json#/$defs/comune/required");
  EXPECT_EQ(report.problems[1].schemaPointer, "/properties/persona/properties/eta/minimum");
}

TEST_F(SchemaMessages, NeverHoldAValueOfTheData) {
  const std::string secret = "schizofrenia";
  const Json original = fileJson(kSchemaFixtures / "pratica-intera.json");
  const Json flat = original.flatten();
  for (const auto& [pointer, value] : flat.items()) {
    Json data = original;
    data[Json::json_pointer(pointer)] = secret;
    data[Json::json_pointer(pointer).parent_pointer()];
    const SchemaReport report = schema_.validate(data);
    for (const auto* list : {&report.problems, &report.warnings}) {
      for (const Problem& problem : *list)
        EXPECT_EQ((problem.message + problem.hint).find(secret), std::string::npos)
            << problem.message;
    }
    Json named = original;
    named["persona"][secret] = 1;
    named["riferimenti"][secret + "X"] = "x";
    for (const Problem& problem : schema_.validate(named).problems)
      EXPECT_EQ((problem.message + problem.hint).find(secret), std::string::npos)
          << problem.message;
  }
}

TEST_F(SchemaMessages, StopAfterTheBoundAndSaySo) {
  const Schema schema =
      Schema::compile(parseJson(R"({"items": {"type": "string"}})"), {}, {FormatMode::assert_, 3});
  const SchemaReport report = schema.validate(parseJson("[1, 2, 3, 4, 5]"));
  ASSERT_EQ(report.problems.size(), 4u);
  EXPECT_EQ(report.problems[3].message, "Documento: ci sono altri problemi oltre a questi 3.");
  EXPECT_EQ(schema.validate(parseJson("[1, 2, 3]")).problems.size(), 3u);
}

TEST_F(SchemaMessages, TellForbiddenCombinations) {
  const Schema schema = schemaOf(R"({"properties": {
      "a": {"title": "Alfa"}, "b": {"title": "Beta"}, "c": {"title": "Gamma"}},
      "allOf": [{"not": {"required": ["a", "b"]}}, {"not": {"required": ["c"]}}]})");
  EXPECT_EQ(told(schema.validate(parseJson(R"({"a": 1, "b": 1, "c": 1})")).problems),
            " | Documento: «Alfa» e «Beta» non vanno indicati insieme. | Lasciarne uno solo.\n"
            " | Documento: «Gamma» qui non va indicato. | Togliere la proprietà.\n");
  const Schema forms = schemaOf(R"({"oneOf": [
      {"title": "Ente", "required": ["a"]}, {"title": "Persona", "required": ["b"]}]})");
  EXPECT_EQ(told(forms.validate(parseJson(R"({"a": 1, "b": 1})")).problems),
            " | Documento: corrisponde a più di una delle forme ammesse. | Lasciare i dati di una "
            "sola.\n");
}

TEST_F(SchemaMessages, TellAWrongDiscriminatorOnlyOnce) {
  // The values stand only in the branches, one of them behind a reference.
  const Schema schema = schemaOf(R"({
      "$defs": {"ente": {"properties": {"tipo": {"title": "Tipo", "const": "ente"}}}},
      "properties": {"nome": {"title": "Nome"}},
      "oneOf": [
        {"$ref": "#/$defs/ente", "required": ["tipo", "nome", "ipa"]},
        {"properties": {"tipo": {"enum": ["persona", "famiglia"]}}, "required": ["tipo", "nome"]}]
      })");
  EXPECT_EQ(told(schema.validate(parseJson(R"({"tipo": "x", "nome": 1})")).problems),
            "/tipo | Tipo: il valore non è fra quelli ammessi. | Valori ammessi: «ente», «persona» "
            "oppure «famiglia».\n");
  EXPECT_EQ(told(schema.validate(parseJson(R"({"tipo": "x"})")).problems),
            "/tipo | Tipo: il valore non è fra quelli ammessi. | Valori ammessi: «ente», «persona» "
            "oppure «famiglia».\n"
            "/nome | Nome: manca. | Indicare un valore.\n");
}

}  // namespace
}  // namespace stesura
