#include "generator/merge/recognise.h"

#include <gtest/gtest.h>

#include <string>

namespace stesura {
namespace {

Field fieldOf(unsigned types, const std::string& format = "") {
  Field field;
  field.types = types;
  field.format = format;
  return field;
}

Field labelled() {
  Field field = fieldOf(kTypeString);
  field.labels = {{"cpi", "centro per l’impiego"}, {"npi", "neuropsichiatria infantile (NPI)"},
                  {"altro", ""},                   {"a_e_b", "scuola, lavoro e casa"},
                  {"casa", "casa"},                {"piu", "perché è più lontano"}};
  return field;
}

Field listOf(Field item) {
  Field list = fieldOf(kTypeArray);
  list.items = std::make_unique<Field>(std::move(item));
  return list;
}

// The formats as behind the bars of a tag.
Presentation shownAs(const std::string& formats) {
  Tag tag;
  std::vector<Problem> problems;
  EXPECT_TRUE(readTag(formats.empty() ? std::string("x") : "x|" + formats, "", tag, problems)) << formats;
  return tag.presentation;
}

// As JSON text, «-» for nothing.
std::string read(std::string_view text, const Field& field, const std::string& formats = "") {
  const auto value = recognise(text, shownAs(formats), field);
  return value ? value->dump() : "-";
}

TEST(Recognise, HoldsDatesToTheirFormat) {
  EXPECT_EQ(read("12 marzo 2026", fieldOf(kTypeString, "date")), "\"2026-03-12\"");
  EXPECT_EQ(read("marzo 2026", fieldOf(kTypeString, "date")), "-");
  EXPECT_EQ(read("marzo 2026", fieldOf(kTypeString, "data-parziale")), "\"2026-03\"");
  EXPECT_EQ(read("12.3.2026", fieldOf(kTypeString, "data-parziale"), "estesa"), "\"2026-03-12\"");
  EXPECT_EQ(read("ieri", fieldOf(kTypeString, "date")), "-");
  EXPECT_EQ(read("12/03/26", fieldOf(kTypeString, "date")), "-");
  EXPECT_EQ(read("12 MARZO 2026", fieldOf(kTypeString, "date"), "estesa|maiuscolo"), "\"2026-03-12\"");
  EXPECT_EQ(read("12 marzo 2026", fieldOf(kTypeString), "estesa"), "\"2026-03-12\"");
}

TEST(Recognise, ReadsMomentsAndClocksWhereTheTextTellsThem) {
  EXPECT_EQ(read("12/03/2026, ore 10:30", fieldOf(kTypeString, "date-time")), "\"2026-03-12T10:30:00+01:00\"");
  EXPECT_EQ(read("12/03/2026", fieldOf(kTypeString, "date-time"), "breve"), "-");
  EXPECT_EQ(read("10:30", fieldOf(kTypeString, "date-time"), "ora"), "-");
  EXPECT_EQ(read("9.30", fieldOf(kTypeString), "ora"), "\"09:30\"");
  EXPECT_EQ(read("10:30", fieldOf(kTypeString, "time")), "-");
}

TEST(Recognise, ReadsNumbersOfTheFieldsType) {
  EXPECT_EQ(read("1.234", fieldOf(kTypeInteger)), "1234");
  EXPECT_EQ(read("12,0", fieldOf(kTypeInteger)), "12");
  EXPECT_EQ(read("12,5", fieldOf(kTypeInteger)), "-");
  EXPECT_EQ(read("12,5", fieldOf(kTypeNumber)), "12.5");
  EXPECT_EQ(read("1.234,50 €", fieldOf(kTypeNumber), "euro"), "1234.5");
  EXPECT_EQ(read("46 %", fieldOf(kTypeNumber)), "46");
  EXPECT_EQ(read("18446744073709551615", fieldOf(kTypeInteger)), "18446744073709551615");
  EXPECT_EQ(read("dodici", fieldOf(kTypeNumber)), "-");
  EXPECT_EQ(read("1" + std::string(400, '0'), fieldOf(kTypeNumber)), "-");
}

TEST(Recognise, ReadsYesAndNo) {
  for (const char* yes : {"sì", "Sì", "SI", "si'", "x", "X", "☒", "vero", "true"}) EXPECT_EQ(read(yes, fieldOf(kTypeBoolean)), "true") << yes;
  for (const char* no : {"no", "NO", "☐", "falso", "false"}) EXPECT_EQ(read(no, fieldOf(kTypeBoolean), "si_no"), "false") << no;
  EXPECT_EQ(read("forse", fieldOf(kTypeBoolean)), "-");
  EXPECT_EQ(read("☒", fieldOf(kTypeBoolean), "casella"), "true");
}

TEST(Recognise, FindsLabelsHoweverTheirLettersAreWritten) {
  for (const char* text : {"centro per l’impiego", "Centro per l'impiego", "CENTRO PER L’IMPIEGO", " centro  per l' impiego ", "cpi", "CPI"}) {
    EXPECT_EQ(read(text, labelled()), "\"cpi\"") << text;
  }
  EXPECT_EQ(read("PERCHE' E' PIU' LONTANO", labelled(), "maiuscolo"), "\"piu\"");
  EXPECT_EQ(read("altro", labelled()), "\"altro\"");
  EXPECT_EQ(read("centro per", labelled()), "-");
  EXPECT_EQ(read("npi", labelled(), "codice"), "\"npi\"");
}

TEST(Recognise, NeverChoosesBetweenLabelsAlike) {
  Field field = fieldOf(kTypeString);
  field.labels = {{"a", "Già noto"}, {"b", "gia’ noto"}, {"c", "uguale"}, {"d", "uguale"}};
  EXPECT_EQ(read("Già noto", field), "\"a\"");
  EXPECT_EQ(read("GIA' NOTO", field), "-");
  EXPECT_EQ(read("uguale", field), "-");
  EXPECT_EQ(read("d", field), "\"d\"");
  EXPECT_FALSE(isRecognisable(shownAs(""), field));
  EXPECT_TRUE(isRecognisable(shownAs("codice"), field));
}

TEST(Recognise, TakesTextsAsTyped) {
  EXPECT_EQ(read(" L’àncora,\r\nvia \"Roma\" e piazza ", fieldOf(kTypeString)), "\"L’àncora,\\nvia \\\"Roma\\\" e piazza\"");
  EXPECT_EQ(read("12/03/2026", fieldOf(kTypeString)), "\"12/03/2026\"");
  EXPECT_EQ(read("  ", fieldOf(kTypeString)), "-");
  EXPECT_EQ(read("\xC3", fieldOf(kTypeString)), "-");
}

TEST(Recognise, MendsCodesTypedInGroups) {
  const Field code = fieldOf(kTypeString, "codice-fiscale");
  const std::string typed = read("bnc mra 92s65 e897l", code);
  EXPECT_EQ(typed, "\"BNCMRA92S65E897L\"");
  EXPECT_EQ(read("BNC MRA", code), "\"BNC MRA\"");
  EXPECT_EQ(read("20 900", fieldOf(kTypeString, "cap")), "\"20900\"");
}

TEST(Recognise, ReadsListsOfLabelsThatHoldCommas) {
  const Field list = listOf(labelled());
  EXPECT_EQ(read("centro per l’impiego, casa e altro", list, "elenco"), R"(["cpi","casa","altro"])");
  EXPECT_EQ(read("scuola, lavoro e casa", list, "elenco"), R"(["a_e_b"])");
  EXPECT_EQ(read("casa, scuola, lavoro e casa e altro", list, "elenco"), R"(["casa","a_e_b","altro"])");
  EXPECT_EQ(read("CASA E ALTRO", list, "elenco|maiuscolo"), R"(["casa","altro"])");
  EXPECT_EQ(read("casa;\nCPI\naltro", list, "elenco"), R"(["casa","cpi","altro"])");
  EXPECT_EQ(read("casa e mare", list, "elenco"), "-");
  EXPECT_EQ(read("casa", list, ""), "-");
}

TEST(Recognise, NeverChoosesBetweenTwoListsAlike) {
  Field item = fieldOf(kTypeString);
  item.labels = {{"s", "sole"}, {"m", "mare"}, {"sm", "sole e mare"}};
  item.labels.push_back({"l", "luna"});
  const Field list = listOf(std::move(item));
  EXPECT_EQ(read("sole e mare", list, "elenco"), "-");
  EXPECT_FALSE(isRecognisable(shownAs("elenco"), list));
  EXPECT_EQ(read("luna, sole e mare", list, "elenco"), R"(["l","s","m"])");
  EXPECT_EQ(read("luna e sole e mare", list, "elenco"), R"(["l","sm"])");
  EXPECT_EQ(read("luna; sole e mare", list, "elenco"), "-");
}

TEST(Recognise, TakesFreeTextsOfAListOnlyOneByOne) {
  const Field list = listOf(fieldOf(kTypeString));
  EXPECT_EQ(read("carrozzina", list, "elenco"), R"(["carrozzina"])");
  EXPECT_EQ(read("pane e vino", list, "elenco"), "-");
  EXPECT_FALSE(isRecognisable(shownAs("elenco"), list));
  EXPECT_EQ(read("12/03/2026, 1 aprile 2026 e 2/5/2026", listOf(fieldOf(kTypeString, "date")), "elenco"),
            R"(["2026-03-12","2026-04-01","2026-05-02"])");
  EXPECT_EQ(read("1,5, 2 e 1.000", listOf(fieldOf(kTypeNumber)), "elenco"), "[1.5,2,1000]");
}

TEST(Recognise, LeavesCapitalsAlone) {
  const Field text = fieldOf(kTypeString);
  EXPECT_EQ(read("ROSSI", text, "maiuscolo"), "-");
  EXPECT_EQ(read("Rossi", text, "maiuscolo"), "\"Rossi\"");
  EXPECT_EQ(read("20900", text, "maiuscolo"), "\"20900\"");
  EXPECT_EQ(read("Ha lavorato", text, "maiuscola"), "-");
  EXPECT_EQ(read("È stata", text, "maiuscola"), "-");
  EXPECT_EQ(read("ha lavorato", text, "maiuscola"), "\"ha lavorato\"");
  EXPECT_FALSE(isRecognisable(shownAs("maiuscolo"), text));
  EXPECT_TRUE(isRecognisable(shownAs("maiuscolo"), labelled()));
  EXPECT_TRUE(isRecognisable(shownAs("maiuscolo"), fieldOf(kTypeString, "codice-fiscale")));
}

TEST(Recognise, SaysWhatIsNotTold) {
  EXPECT_FALSE(isRecognisable(shownAs("numero:0"), fieldOf(kTypeNumber)));
  EXPECT_TRUE(isRecognisable(shownAs("numero:0"), fieldOf(kTypeInteger)));
  EXPECT_TRUE(isRecognisable(shownAs("numero"), fieldOf(kTypeNumber)));
  EXPECT_TRUE(isRecognisable(shownAs("euro"), fieldOf(kTypeNumber)));
  EXPECT_FALSE(isRecognisable(shownAs("il"), fieldOf(kTypeObject)));
  EXPECT_FALSE(isRecognisable(shownAs("concorda:nato/nata"), fieldOf(kTypeObject)));
  EXPECT_FALSE(isRecognisable(shownAs("casella:cpi"), labelled()));
  EXPECT_FALSE(isRecognisable(shownAs(""), fieldOf(kTypeObject)));
  EXPECT_FALSE(isRecognisable(shownAs("qr"), fieldOf(kTypeString)));
  EXPECT_FALSE(isRecognisable(shownAs("breve"), fieldOf(kTypeString, "date-time")));
  EXPECT_FALSE(isRecognisable(shownAs(""), fieldOf(kTypeString | kTypeInteger)));
  EXPECT_EQ(read("del Comune", fieldOf(kTypeObject), "di"), "-");
}

TEST(Recognise, TellsWhatATickedBoxStandsFor) {
  EXPECT_EQ(tickedValue("cpi", labelled()), Json("cpi"));
  EXPECT_EQ(tickedValue("cpi", listOf(labelled())), Json("cpi"));
  EXPECT_EQ(tickedValue("cpx", labelled()), std::nullopt);
  EXPECT_EQ(tickedValue("no", fieldOf(kTypeBoolean)), Json(false));
  EXPECT_EQ(tickedValue("3", fieldOf(kTypeInteger)), Json(3));
  EXPECT_EQ(tickedValue("tre", fieldOf(kTypeInteger)), std::nullopt);
  EXPECT_EQ(read("☒", labelled(), "casella:cpi"), "\"cpi\"");
  EXPECT_EQ(read("☐", labelled(), "casella:cpi"), "-");
}

TEST(Absence, IsToldFromTexts) {
  for (const char* text : {"", "  ", "__________", "non rilevato", "NON RILEVATO"}) EXPECT_EQ(absenceIn(text), "") << text;
  EXPECT_EQ(absenceIn("non noto"), "non_noto");
  EXPECT_EQ(absenceIn("Preferisce non dirlo"), "preferisce_non_dirlo");
  EXPECT_EQ(absenceIn("non pertinente"), "non_pertinente");
  EXPECT_EQ(absenceIn("non noto a tutti"), std::nullopt);
}

}  // namespace
}  // namespace stesura
