#include "generator/italian/numerals.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>

namespace stesura {
namespace {

std::string word(std::int64_t number, Gender gender = Gender::masculine) {
  return ordinalWord(number, gender).value_or("nessuno");
}

TEST(Ordinals, AreWrittenInFigures) {
  EXPECT_EQ(ordinalFigure(3, Gender::masculine), "3°");
  EXPECT_EQ(ordinalFigure(3, Gender::feminine), "3ª");
  EXPECT_EQ(ordinalFigure(1234, Gender::masculine), "1234°");
  EXPECT_FALSE(ordinalFigure(0, Gender::masculine));
  EXPECT_FALSE(ordinalFigure(-1, Gender::feminine));
}

TEST(Ordinals, AreWrittenInWords) {
  for (const auto& [number, expected] :
       std::initializer_list<std::pair<int, const char*>>{{1, "primo"},
                                                          {2, "secondo"},
                                                          {3, "terzo"},
                                                          {4, "quarto"},
                                                          {5, "quinto"},
                                                          {6, "sesto"},
                                                          {7, "settimo"},
                                                          {8, "ottavo"},
                                                          {9, "nono"},
                                                          {10, "decimo"},
                                                          {11, "undicesimo"},
                                                          {12, "dodicesimo"},
                                                          {13, "tredicesimo"},
                                                          {14, "quattordicesimo"},
                                                          {15, "quindicesimo"},
                                                          {16, "sedicesimo"},
                                                          {17, "diciassettesimo"},
                                                          {18, "diciottesimo"},
                                                          {19, "diciannovesimo"},
                                                          {20, "ventesimo"},
                                                          {21, "ventunesimo"},
                                                          {22, "ventiduesimo"},
                                                          {23, "ventitreesimo"},
                                                          {26, "ventiseiesimo"},
                                                          {28, "ventottesimo"},
                                                          {30, "trentesimo"},
                                                          {33, "trentatreesimo"},
                                                          {41, "quarantunesimo"},
                                                          {55, "cinquantacinquesimo"},
                                                          {66, "sessantaseiesimo"},
                                                          {77, "settantasettesimo"},
                                                          {88, "ottantottesimo"},
                                                          {99, "novantanovesimo"},
                                                          {100, "centesimo"},
                                                          {101, "centunesimo"},
                                                          {103, "centotreesimo"},
                                                          {108, "centottesimo"},
                                                          {111, "centoundicesimo"},
                                                          {113, "centotredicesimo"},
                                                          {180, "centottantesimo"},
                                                          {200, "duecentesimo"},
                                                          {266, "duecentosessantaseiesimo"},
                                                          {999, "novecentonovantanovesimo"},
                                                          {1000, "millesimo"},
                                                          {1001, "milleunesimo"},
                                                          {1948, "millenovecentoquarantottesimo"},
                                                          {2000, "duemillesimo"},
                                                          {2026, "duemilaventiseiesimo"},
                                                          {10000, "diecimillesimo"},
                                                          {23000, "ventitremillesimo"},
                                                          {100000, "centomillesimo"}}) {
    EXPECT_EQ(word(number), expected);
  }
  EXPECT_EQ(word(3, Gender::feminine), "terza");
  EXPECT_EQ(word(1000, Gender::feminine), "millesima");
}

TEST(Ordinals, AreAllDifferentAndRefusedOutside) {
  std::set<std::string> words;
  for (int number = 1; number <= 20000; ++number)
    EXPECT_TRUE(words.insert(word(number)).second) << number;
  for (const std::int64_t wrong :
       {std::int64_t{0}, std::int64_t{-3}, std::int64_t{1'000'000}, INT64_MAX, INT64_MIN}) {
    EXPECT_FALSE(ordinalWord(wrong, Gender::masculine));
  }
  EXPECT_TRUE(ordinalWord(999'999, Gender::masculine));
}

TEST(RomanNumbers, AreWrittenAndRefusedOutside) {
  for (const auto& [number, expected] :
       std::initializer_list<std::pair<int, const char*>>{{1, "I"},
                                                          {4, "IV"},
                                                          {9, "IX"},
                                                          {14, "XIV"},
                                                          {40, "XL"},
                                                          {49, "XLIX"},
                                                          {90, "XC"},
                                                          {400, "CD"},
                                                          {1948, "MCMXLVIII"},
                                                          {2026, "MMXXVI"},
                                                          {3888, "MMMDCCCLXXXVIII"},
                                                          {3999, "MMMCMXCIX"}}) {
    EXPECT_EQ(romanNumber(number), expected);
  }
  for (const std::int64_t wrong :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{4000}, INT64_MAX, INT64_MIN}) {
    EXPECT_FALSE(romanNumber(wrong));
  }
}

TEST(ListLetters, AreDoubledAfterTheAlphabet) {
  EXPECT_EQ(listLetter(1), "a");
  EXPECT_EQ(listLetter(10), "j");
  EXPECT_EQ(listLetter(26), "z");
  EXPECT_EQ(listLetter(27), "aa");
  EXPECT_EQ(listLetter(28), "bb");
  EXPECT_EQ(listLetter(53), "aaa");
  EXPECT_EQ(listLetter(260), "zzzzzzzzzz");
  for (const std::int64_t wrong :
       {std::int64_t{0}, std::int64_t{-1}, std::int64_t{261}, INT64_MAX, INT64_MIN}) {
    EXPECT_FALSE(listLetter(wrong));
  }
}

}  // namespace
}  // namespace stesura
