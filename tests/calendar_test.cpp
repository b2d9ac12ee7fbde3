#include "generator/italian/calendar.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace stesura {
namespace {

using namespace std::chrono;

CivilDay on(const std::string& text) {
  const auto day = readCivilDay(text);
  EXPECT_TRUE(day) << text;
  return day.value_or(CivilDay{});
}

std::string written(const std::optional<CivilDay>& day) {
  return day ? writeCivilDay(*day) : "nessuna";
}

TEST(CivilDay, ReadsOnlyExistingDaysInOneForm) {
  EXPECT_EQ(written(readCivilDay("2026-03-12")), "2026-03-12");
  EXPECT_EQ(written(readCivilDay("0001-01-01")), "0001-01-01");
  EXPECT_EQ(written(readCivilDay("9999-12-31")), "9999-12-31");
  EXPECT_EQ(written(readCivilDay("2024-02-29")), "2024-02-29");
  for (const char* wrong :
       {"", "2026", "2026-03", "2026-3-12", "2026-03-12 ", "12/03/2026", "2026-02-29", "2026-13-01",
        "2026-00-10", "2026-01-00", "0000-01-01", "1900-02-29", "2026-03-12T10:00", "-026-03-12",
        "2026-03-1²", "２０２６-03-12", "99999-01-01"}) {
    EXPECT_FALSE(readCivilDay(wrong)) << wrong;
  }
}

TEST(CivilDay, TellsWhyATextIsNone) {
  EXPECT_NE(whyNoCivilDay("2026").find("anche il mese e il giorno"), std::string::npos);
  EXPECT_NE(whyNoCivilDay("2026-03").find("data parziale"), std::string::npos);
  EXPECT_NE(whyNoCivilDay("2026-03-12T10:00:00Z").find("anche l’ora"), std::string::npos);
  EXPECT_NE(whyNoCivilDay("2026-02-30").find("nel calendario non c’è"), std::string::npos);
  const std::string other = whyNoCivilDay("dodici marzo");
  EXPECT_NE(other.find("anno-mese-giorno"), std::string::npos);
  EXPECT_EQ(other.find("dodici"), std::string::npos) << "no value in a message";
}

TEST(CivilReckoning, CountsDaysWithoutTheFirst) {
  EXPECT_EQ(daysBetween(on("2026-03-01"), on("2026-03-01")), 0);
  EXPECT_EQ(daysBetween(on("2026-03-01"), on("2026-03-31")), 30);
  EXPECT_EQ(daysBetween(on("2024-02-28"), on("2024-03-01")), 2);
  EXPECT_EQ(daysBetween(on("2026-03-31"), on("2026-03-01")), -30);
  EXPECT_EQ(daysBetween(on("0001-01-01"), on("9999-12-31")), 3652058);
}

TEST(CivilReckoning, EndsMonthsOnTheSameNumberOrOnTheLastDay) {
  EXPECT_EQ(written(addMonths(on("2026-01-31"), 1)), "2026-02-28");
  EXPECT_EQ(written(addMonths(on("2024-01-31"), 1)), "2024-02-29");
  EXPECT_EQ(written(addMonths(on("2026-02-28"), 1)), "2026-03-28");
  EXPECT_EQ(written(addMonths(on("2026-10-31"), 4)), "2027-02-28");
  EXPECT_EQ(written(addMonths(on("2026-03-31"), -1)), "2026-02-28");
  EXPECT_EQ(written(addMonths(on("2026-01-15"), -13)), "2024-12-15");
  EXPECT_EQ(written(addYears(on("2024-02-29"), 1)), "2025-02-28");
  EXPECT_EQ(written(addYears(on("2024-02-29"), 4)), "2028-02-29");
  EXPECT_EQ(written(addDays(on("2026-12-31"), 60)), "2027-03-01");
}

TEST(CivilReckoning, CountsMonthsAndYearsThatAreOver) {
  struct Case {
    const char *from, *to;
    int months, years;
  };
  for (const Case& c :
       {Case{"2026-01-31", "2026-02-27", 0, 0}, Case{"2026-01-31", "2026-02-28", 1, 0},
        Case{"2024-01-31", "2024-02-28", 0, 0}, Case{"2026-01-15", "2026-03-14", 1, 0},
        Case{"2026-01-15", "2026-03-15", 2, 0}, Case{"2026-02-28", "2026-03-27", 0, 0},
        Case{"2024-02-29", "2025-02-28", 12, 1}, Case{"2024-02-29", "2025-02-27", 11, 0},
        Case{"2001-09-09", "2019-09-08", 215, 17}, Case{"2001-09-09", "2019-09-09", 216, 18},
        Case{"2026-05-05", "2026-05-05", 0, 0}, Case{"9999-12-01", "9999-12-31", 0, 0}}) {
    EXPECT_EQ(monthsBetween(on(c.from), on(c.to)), c.months) << c.from << ' ' << c.to;
    EXPECT_EQ(yearsBetween(on(c.from), on(c.to)), c.years) << c.from << ' ' << c.to;
    EXPECT_EQ(monthsBetween(on(c.to), on(c.from)), -c.months) << c.from << ' ' << c.to;
    EXPECT_EQ(yearsBetween(on(c.to), on(c.from)), -c.years) << c.from << ' ' << c.to;
  }
}

TEST(CivilReckoning, AddsWhatItCounts) {
  const CivilDay start = on("2023-12-25");
  for (int i = 0; i < 900; ++i) {
    const CivilDay from = start + days{i};
    for (const int months : {0, 1, 5, 12, 13, 24}) {
      EXPECT_EQ(monthsBetween(from, *addMonths(from, months)), months)
          << written(from) << " + " << months;
      EXPECT_EQ(monthsBetween(from, *addMonths(from, months) - days{1}), months - (months > 0))
          << written(from);
    }
  }
}

TEST(CivilReckoning, LeavesTheCalendarAtNeitherEnd) {
  EXPECT_FALSE(addDays(on("9999-12-31"), 1));
  EXPECT_FALSE(addDays(on("0001-01-01"), -1));
  EXPECT_FALSE(addMonths(on("9999-12-01"), 1));
  EXPECT_FALSE(addYears(on("2026-01-01"), 9000));
  for (const std::int64_t huge : {INT64_MAX, INT64_MIN, std::int64_t{1} << 40}) {
    EXPECT_FALSE(addDays(on("2026-01-01"), huge));
    EXPECT_FALSE(addMonths(on("2026-01-01"), huge));
    EXPECT_FALSE(addYears(on("2026-01-01"), huge));
    EXPECT_FALSE(addWorkingDays(on("2026-01-01"), huge));
  }
}

TEST(Holidays, KnowEasterAsTheChurchPublishesIt) {
  for (const char* sunday : {"1961-04-02", "1986-03-30", "2000-04-23", "2008-03-23", "2011-04-24",
                             "2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28",
                             "2038-04-25", "2049-04-18", "2076-04-19", "2100-03-28"}) {
    const CivilDay day = on(sunday);
    EXPECT_EQ(written(easter(year_month_day{day}.year())), sunday);
  }
}

TEST(Holidays, FollowTheLawsOfTheirYear) {
  for (const char* feast : {"2026-01-01", "2026-01-06", "2026-04-06", "2026-04-25", "2026-05-01",
                            "2026-06-02", "2026-08-15", "2026-10-04", "2026-11-01", "2026-12-08",
                            "2026-12-25", "2026-12-26", "2027-10-04", "2011-03-17", "2001-06-02"}) {
    EXPECT_TRUE(isPublicHoliday(on(feast))) << feast;
  }
  for (const char* ordinary : {"2025-10-04", "2000-06-02", "2012-03-17", "2026-03-19", "2026-04-03",
                               "2026-11-04", "2026-06-29", "2026-12-24"}) {
    EXPECT_FALSE(isPublicHoliday(on(ordinary))) << ordinary;
  }
}

TEST(WorkingDays, LeaveOutWeekendsAndFeasts) {
  EXPECT_TRUE(isWorkingDay(on("2026-03-12")));
  EXPECT_FALSE(isWorkingDay(on("2026-03-14")));
  EXPECT_TRUE(isWorkingDay(on("2026-03-14"), {.saturday = true}));
  EXPECT_FALSE(isWorkingDay(on("2026-03-15"), {.saturday = true}));
  EXPECT_FALSE(isWorkingDay(on("2026-04-06")));
  EXPECT_TRUE(isWorkingDay(on("2026-12-07")));
  EXPECT_FALSE(isWorkingDay(on("2026-12-07"), {.patron = December / 7})) << "Sant’Ambrogio";
}

TEST(WorkingDays, AreAddedAndCountedAlike) {
  EXPECT_EQ(written(addWorkingDays(on("2026-03-12"), 2)), "2026-03-16");
  EXPECT_EQ(written(addWorkingDays(on("2026-04-03"), 1)), "2026-04-07") << "Easter Monday";
  EXPECT_EQ(written(addWorkingDays(on("2026-12-24"), 1)), "2026-12-28");
  EXPECT_EQ(written(addWorkingDays(on("2026-12-23"), 3)), "2026-12-29");
  EXPECT_EQ(written(addWorkingDays(on("2026-03-15"), 0)), "2026-03-15");
  EXPECT_EQ(written(addWorkingDays(on("2026-03-16"), -1)), "2026-03-13");
  EXPECT_EQ(workingDaysBetween(on("2026-03-12"), on("2026-03-16")), 2);
  EXPECT_EQ(workingDaysBetween(on("2026-03-14"), on("2026-03-15")), 0);
  EXPECT_EQ(workingDaysBetween(on("2025-12-31"), on("2026-12-31")), 254);
  EXPECT_EQ(workingDaysBetween(on("2026-03-16"), on("2026-03-12")), -2);
}

// The reckoning by weeks and years against one that walks day by day.
TEST(WorkingDays, AgreeWithCountingOnTheFingers) {
  const std::vector<WorkingWeek> weeks = {{},
                                          {.saturday = true},
                                          {.patron = June / 24},
                                          {.patron = February / 29},
                                          {.patron = December / 7, .saturday = true},
                                          {.patron = May / 1}};
  for (const WorkingWeek& week : weeks) {
    for (const char* first : {"1986-01-01", "2010-12-28", "2023-12-29", "2027-02-26"}) {
      const CivilDay from = on(first);
      std::int64_t expected = 0;
      for (CivilDay to = from; to < from + days{900}; to += days{1}) {
        if (to != from) expected += isWorkingDay(to, week);
        ASSERT_EQ(workingDaysBetween(from, to, week), expected) << first << ' ' << written(to);
        const std::int64_t back = expected + isWorkingDay(from, week) - isWorkingDay(to, week);
        ASSERT_EQ(workingDaysBetween(to, from, week), to == from ? 0 : -back)
            << first << ' ' << written(to);
      }
      for (const std::int64_t count : {1, 5, 20, 250}) {
        ASSERT_EQ(workingDaysBetween(from, *addWorkingDays(from, count, week), week), count);
      }
    }
  }
}

TEST(WorkingDays, AreNotGuessedWhereTheFeastsAreNotKnown) {
  EXPECT_FALSE(workingDaysBetween(on("1985-12-31"), on("2026-01-01")));
  EXPECT_FALSE(workingDaysBetween(on("2026-01-01"), on("2201-01-01")));
  EXPECT_FALSE(addWorkingDays(on("1977-01-01"), 1));
  EXPECT_FALSE(addWorkingDays(on("1986-01-01"), -1));
  EXPECT_FALSE(addWorkingDays(on("2200-12-31"), 1));
  EXPECT_FALSE(addWorkingDays(on("2026-01-01"), 70'000));
}

TEST(Terms, RunToTheNextDayThatIsNoFeast) {
  EXPECT_EQ(written(endOfTerm(on("2026-03-12"))), "2026-03-12");
  EXPECT_EQ(written(endOfTerm(on("2026-03-14"))), "2026-03-14") << "a Saturday is no feast";
  EXPECT_EQ(written(endOfTerm(on("2026-03-15"))), "2026-03-16");
  EXPECT_EQ(written(endOfTerm(on("2026-04-05"))), "2026-04-07");
  EXPECT_EQ(written(endOfTerm(on("2026-12-25"))), "2026-12-28");
  EXPECT_EQ(written(endOfTerm(on("2026-12-07"), {.patron = December / 7})), "2026-12-09");
  EXPECT_FALSE(endOfTerm(on("1985-01-01")));
}

}  // namespace
}  // namespace stesura
