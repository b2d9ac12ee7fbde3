#include "generator/merge/italian.h"

#include <gtest/gtest.h>

namespace stesura {
namespace {

TEST(ItalianDate, WritesTheFirstOfTheMonthAsAnOrdinal) {
  EXPECT_EQ(italianDate("2026-01-01", DateStyle::estesa), "1° gennaio 2026");
  EXPECT_EQ(italianDate("2026-03-12", DateStyle::estesa), "12 marzo 2026");
  EXPECT_EQ(italianDate("2024-02-29", DateStyle::breve), "29/02/2024");
}

TEST(ItalianDate, WritesPartialDates) {
  EXPECT_EQ(italianDate("2019", DateStyle::automatic), "2019");
  EXPECT_EQ(italianDate("2019-03", DateStyle::automatic), "marzo 2019");
  EXPECT_EQ(italianDate("2019-03", DateStyle::estesa), "marzo 2019");
}

TEST(ItalianDate, RefusesWhatIsNoDate) {
  for (const char* wrong : {"", "ieri", "2023-02-29", "2026-13-01", "2026-1-1", "20260101",
                            "2019-00", "2019/03", "201a", "2026-01-01T", "-026-01-01"}) {
    EXPECT_FALSE(italianDate(wrong, DateStyle::breve)) << wrong;
  }
}

TEST(ItalianTime, WritesHoursAndMinutes) {
  EXPECT_EQ(italianTime("14:30"), "14:30");
  EXPECT_EQ(italianTime("14:30:59"), "14:30");
  EXPECT_EQ(italianTime("09:05:00.125+01:00"), "09:05");
  for (const char* wrong :
       {"", "14", "24:00", "14:60", "14:30:61", "14.30", "14:30x", "14:30:00+1"}) {
    EXPECT_FALSE(italianTime(wrong)) << wrong;
  }
}

// The hours at which the European Union changes its clocks: the last Sundays of March and October.
TEST(RomeMoment, KnowsSummerTime) {
  const auto rome = [](const char* text) {
    const auto moment = romeMoment(text);
    return moment ? moment->date + " " + moment->time + moment->offset : "nulla";
  };
  EXPECT_EQ(rome("2026-03-29T00:59:00Z"), "2026-03-29 01:59");
  EXPECT_EQ(rome("2026-03-29T01:00:00Z"), "2026-03-29 03:00");
  EXPECT_EQ(rome("2026-10-25T00:59:00Z"), "2026-10-25 02:59");
  EXPECT_EQ(rome("2026-10-25T01:00:00Z"), "2026-10-25 02:00");
  EXPECT_EQ(rome("2026-03-12T13:30:00.5Z"), "2026-03-12 14:30");
  EXPECT_EQ(rome("2025-12-31T23:30:00Z"), "2026-01-01 00:30");
  EXPECT_EQ(rome("2026-07-01T10:00:00-05:00"), "2026-07-01 17:00");
  EXPECT_EQ(rome("1996-03-31T01:00:00Z"), "1996-03-31 03:00");
  EXPECT_EQ(rome("1995-07-01T10:00:00+02:00"), "1995-07-01 10:00UTC+02:00");
  EXPECT_EQ(rome("1970-01-01T00:00:00Z"), "1970-01-01 00:00UTC");
  EXPECT_EQ(rome("2026-02-30T00:00:00Z"), "nulla");
  EXPECT_EQ(rome("2026-03-12"), "nulla");
}

TEST(ItalianNumber, NeverShowsTheInsideOfADouble) {
  EXPECT_EQ(*decimalText(0.1 + 0.2), "0.30000000000000004");  // what the data say, exactly
  EXPECT_EQ(*decimalText(1234.5), "1234.5");
  EXPECT_EQ(*decimalText(0.1), "0.1");
  EXPECT_EQ(*decimalText(1e21), "1000000000000000000000");
  EXPECT_EQ(*decimalText(1e-7), "0.0000001");
  EXPECT_EQ(*decimalText(-0.0), "0");
  EXPECT_EQ(*decimalText(18446744073709551615ull), "18446744073709551615");
  EXPECT_FALSE(decimalText("12"));
  EXPECT_EQ(italianNumber("-1234567.25", Grouping::on), "-1.234.567,25");
  EXPECT_EQ(italianNumber("123", Grouping::on), "123");
  EXPECT_EQ(italianNumber("1234.5", Grouping::off), "1234,5");
}

TEST(ItalianNumber, RoundsHalfAwayFromZero) {
  EXPECT_EQ(roundDecimal("1.005", 2), "1.01");
  EXPECT_EQ(roundDecimal("-1.005", 2), "-1.01");
  EXPECT_EQ(roundDecimal("999.995", 2), "1000.00");
  EXPECT_EQ(roundDecimal("0.004", 2), "0.00");
  EXPECT_EQ(roundDecimal("-0.004", 2), "0.00");
  EXPECT_EQ(roundDecimal("12", 0), "12");
  EXPECT_EQ(roundDecimal("12.5", 0), "13");
  EXPECT_EQ(italianEuro("1234.5"), "1.234,50\u00A0€");
  EXPECT_EQ(italianEuro("-0.125"), "-0,13\u00A0€");
}

TEST(UpperCase, KnowsAccentedLetters) {
  EXPECT_EQ(upperCase("perché così è già più ò"), "PERCHÉ COSÌ È GIÀ PIÙ Ò");
  EXPECT_EQ(upperCase("niccolò d'esempio ñ ç ß œ ł ž ÿ"), "NICCOLÒ D'ESEMPIO Ñ Ç SS Œ Ł Ž Ÿ");
  EXPECT_EQ(upperCase("αθήνα привет ő ệ ÷ 1° €"), "ΑΘΉΝΑ ПРИВЕТ Ő Ệ ÷ 1° €");
}

}  // namespace
}  // namespace stesura
