#include "generator/merge/typed_text.h"

#include <gtest/gtest.h>

#include <string>

namespace stesura {
namespace {

std::string date(std::string_view text) { return readTypedDate(text).value_or("-"); }
std::string number(std::string_view text) { return readTypedNumber(text).value_or("-"); }
std::string time(std::string_view text) { return readTypedTime(text).value_or("-"); }
std::string moment(std::string_view text) { return readTypedMoment(text).value_or("-"); }

TEST(TypedDate, ReadsWhatPeopleType) {
  for (const char* text : {"12/03/2026", "12/3/2026", "12.3.2026", "12-03-2026", "12 03 2026", "12 / 3 / 2026", "2026-03-12",
                           "2026/03/12", "12 marzo 2026", "12 MARZO 2026", "12 mar 2026", "12 mar. 2026", "12-mar-2026",
                           "il 12 marzo 2026", " 12\u00A0marzo 2026 ", "12032026", "12‑03‑2026"}) {
    EXPECT_EQ(date(text), "2026-03-12") << text;
  }
  for (const char* text : {"1º marzo 2026", "1° marzo 2026", "1 marzo 2026", "primo marzo 2026", "01/03/2026", "1°marzo 2026"}) {
    EXPECT_EQ(date(text), "2026-03-01") << text;
  }
  EXPECT_EQ(date("29/02/2024"), "2024-02-29");
  EXPECT_EQ(date("7 sett. 1998"), "1998-09-07");
}

TEST(TypedDate, ReadsPartialOnes) {
  EXPECT_EQ(date("2019"), "2019");
  for (const char* text : {"marzo 2019", "Marzo 2019", "mar. 2019", "3/2019", "03/2019", "03-2019", "2019-03"}) {
    EXPECT_EQ(date(text), "2019-03") << text;
  }
}

TEST(TypedDate, NeverGuesses) {
  for (const char* text : {"12/03/26", "12-03-26", "12 marzo 26", "29/02/2023", "31/04/2026", "12/13/2026", "00/01/2026",
                           "12/03-2026", "3 2019", "2011/12", "20111012", "2026-3", "2026 03 12", "12 ma 2026", "12 marzolino 2026",
                           "marzo", "12 marzo", "", " ", "dal 12/03/2026", "12/03/2026 circa", "12/03/20261", "1/2/3/2026",
                           "primo 03 2026", "primo° marzo 2026", "99999999", "12°/03/2026", "٢٠٢٦", "999999999999999999999"}) {
    EXPECT_EQ(date(text), "-") << text;
  }
  EXPECT_EQ(date("12/03/2026" + std::string(400, ' ') + "no"), "-");
}

TEST(TypedTime, ReadsClocks) {
  for (const char* text : {"09:30", "9:30", "9.30", "ore 9.30", "09:30:00", "Ore 9:30"}) EXPECT_EQ(time(text), "09:30") << text;
  for (const char* text : {"24:00", "9:3", "9", "9:60", "09:30:15", "9:30 pm", "", "9:30.00"}) EXPECT_EQ(time(text), "-") << text;
}

TEST(TypedMoment, TellsTheTimeOfRome) {
  EXPECT_EQ(moment("12/03/2026, ore 10:30"), "2026-03-12T10:30:00+01:00");
  EXPECT_EQ(moment("12/07/2026, ore 10:30"), "2026-07-12T10:30:00+02:00");
  EXPECT_EQ(moment("12 LUGLIO 2026, ORE 10:30"), "2026-07-12T10:30:00+02:00");
  EXPECT_EQ(moment("12/07/2026 10.30"), "2026-07-12T10:30:00+02:00");
  EXPECT_EQ(moment("12 luglio 2026 alle 9:05"), "2026-07-12T09:05:00+02:00");
  EXPECT_EQ(moment("2026-07-12T08:30:00Z"), "2026-07-12T08:30:00Z");
  EXPECT_EQ(moment("12/03/1990, ore 10:30 (UTC+01:00)"), "1990-03-12T10:30:00+01:00");
  EXPECT_EQ(moment("12/03/1990, ore 10:30 (UTC)"), "1990-03-12T10:30:00Z");
}

TEST(TypedMoment, GivesNothingForAnHourThatIsTwoOrNone) {
  EXPECT_EQ(moment("25/10/2026, ore 01:59"), "2026-10-25T01:59:00+02:00");
  EXPECT_EQ(moment("25/10/2026, ore 02:30"), "-");
  EXPECT_EQ(moment("25/10/2026, ore 03:00"), "2026-10-25T03:00:00+01:00");
  EXPECT_EQ(moment("29/03/2026, ore 02:30"), "-");
  EXPECT_EQ(moment("12/03/1990, ore 10:30"), "-");
  EXPECT_EQ(moment("12/03/2026, ore 10:30 (UTC+05:00)"), "-");
  for (const char* text : {"12/03/2026", "ore 10:30", "2026, ore 10:30", "12/03/2026, ore", ", ore 10:30", "(UTC)", " (UTC)"}) {
    EXPECT_EQ(moment(text), "-") << text;
  }
}

TEST(TypedNumber, ReadsWhatItaliansType) {
  for (const char* text : {"1.234,5", "1234,5", "1 234,5", "1\u00A0234,5", "1'234,5", " 1.234,5 €", "€ 1.234,5", "€1.234,5",
                           "euro 1.234,5", "1.234,5 euro", "EUR 1234,5"}) {
    EXPECT_EQ(number(text), "1234.5") << text;
  }
  EXPECT_EQ(number("1.234"), "1234");
  EXPECT_EQ(number("1.234.567"), "1234567");
  EXPECT_EQ(number("12.50"), "12.50");
  EXPECT_EQ(number("12.5"), "12.5");
  EXPECT_EQ(number("46 %"), "46");
  EXPECT_EQ(number("46%"), "46");
  EXPECT_EQ(number("-12"), "-12");
  EXPECT_EQ(number("− 12,5"), "-12.5");
  EXPECT_EQ(number("-12,50 €"), "-12.50");
  EXPECT_EQ(number("€ -12,50"), "-12.50");
  EXPECT_EQ(number("007"), "7");
  EXPECT_EQ(number("0"), "0");
  EXPECT_EQ(number("0,05"), "0.05");
}

TEST(TypedNumber, NeverGuesses) {
  for (const char* text : {"", " ", "1,234,567", "1,234.5", "1.23.456", "1.2345", "0.125", "0.123", "12 34", "1.234 567", "1,", ",5",
                           "1..234", "--1", "- -1", "1-", "1e5", "0x10", "€", "% 46", "€ 5 €", "12 anni", "NaN", "inf", "1.5,2", "½", "٣"}) {
    EXPECT_EQ(number(text), "-") << text;
  }
  EXPECT_EQ(number(std::string(5000, '1')), "-");
}

TEST(FoldedText, LeavesOutHowLettersAreWritten) {
  EXPECT_EQ(foldedText("Perché no"), foldedText("PERCHE’ NO"));
  EXPECT_EQ(foldedText("centro per l’impiego"), foldedText("Centro per l' impiego"));
  EXPECT_EQ(foldedText("citta\u0300"), foldedText("città"));
  EXPECT_EQ(foldedText("3 mesi") == foldedText("6 mesi"), false);
  EXPECT_EQ(foldedText("α") == foldedText("β"), false);
}

TEST(TrimmedText, KeepsWhatIsInside) {
  EXPECT_EQ(trimmedText(" \r\n a\r\nb\rc  d \u00A0\n"), "a\nb\nc  d");
  EXPECT_EQ(trimmedText("\xFF"), std::nullopt);
  EXPECT_EQ(trimmedText("  "), "");
}

}  // namespace
}  // namespace stesura
